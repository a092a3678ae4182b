/** What the script of `files-script.ts` ends with, and where its uploads wait. */

/** Exit status with the number of the system's error on standard error. */
export const FAILED = 3;
/** In the place of that number: what is there is no plain file. */
export const NOT_PLAIN = 1000;
/** An upload goes on from another place than was said; that stands on standard output. */
export const OTHER_OFFSET = 1001;
/** More came than was announced. */
export const TOO_MUCH = 1002;
/** What came is no archive, ends too early, or has a name that leads out of the folder. */
export const BAD_ARCHIVE = 1003;
/** The archive has what is no file, folder or link. */
export const UNKNOWN_ENTRY = 1004;
/** A folder stands where the archive has something else; its name stands on standard output. */
export const FOLDER_IN_THE_WAY = 1005;
/** Something else stands where the archive has a folder; likewise. */
export const OTHER_IN_THE_WAY = 1006;

/**
 * Where uploads wait until they are whole: right below the root, or in the folder of what is
 * uploaded where that is on another mount. It is never listed.
 */
export const UPLOADS = '.dogebox-uploads';

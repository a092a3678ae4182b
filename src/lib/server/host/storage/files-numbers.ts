/** Error numbers of the script of `files-script.ts`, and the folder of its uploads. */

/** Exit status of a failure, with the error number on standard error. */
export const FAILED = 3;
/** Error number: the path is not a regular file. */
export const NOT_PLAIN = 1000;
/** The upload must resume at another offset, which is on standard output. */
export const OTHER_OFFSET = 1001;
/** More data arrived than was announced. */
export const TOO_MUCH = 1002;
/** The data are no archive, are truncated, or contain a name outside the folder. */
export const BAD_ARCHIVE = 1003;
/** The archive contains something other than a file, folder or link. */
export const UNKNOWN_ENTRY = 1004;
/** A folder is where the archive has something else; its name is on standard output. */
export const FOLDER_IN_THE_WAY = 1005;
/** Something else is where the archive has a folder; its name is on standard output. */
export const OTHER_IN_THE_WAY = 1006;

/**
 * Folder of incomplete uploads: directly below the root, or beside the uploaded file if that is on
 * another mount. It is never listed.
 */
export const UPLOADS = '.dogebox-uploads';

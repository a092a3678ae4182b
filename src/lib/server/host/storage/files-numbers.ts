/** What the script of `files-script.ts` ends with. */

/** Exit status with the number of the system's error on standard error. */
export const FAILED = 3;
/** In the place of that number: what is there is no plain file. */
export const NOT_PLAIN = 1000;
/** An upload goes on from another place than was said; that stands on standard output. */
export const OTHER_OFFSET = 1001;
/** More came than was announced. */
export const TOO_MUCH = 1002;

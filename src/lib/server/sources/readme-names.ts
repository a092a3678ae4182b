/** Which file of a pup is its readme. */

/** Bytes of a readme that is shown. */
export const MAX_README_BYTES = 256 * 1024;
/** How the file may be called, the usual first. */
export const README_NAMES = [
	'README.md',
	'readme.md',
	'Readme.md',
	'ReadMe.md',
	'README.MD',
	'README.markdown',
	'README'
];

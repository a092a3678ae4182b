/** Which file of a pup is its readme. */

/** Most bytes of a readme that is shown. */
export const MAX_README_BYTES = 256 * 1024;
/** Accepted names of the file, the usual one first. */
export const README_NAMES = [
	'README.md',
	'readme.md',
	'Readme.md',
	'ReadMe.md',
	'README.MD',
	'README.markdown',
	'README'
];

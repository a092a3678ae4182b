/** Explains errors of file operations in a storage or a box. */
import { BoxError, type BoxErrorInit } from '../../contract/errors.ts';
import { systemError } from '../../contract/system-errors.ts';
import { partName, partsOf } from '../../contract/files.ts';
import { showPlain } from '../../contract/hidden-characters.ts';
import {
	BAD_ARCHIVE,
	FOLDER_IN_THE_WAY,
	NOT_PLAIN,
	OTHER_IN_THE_WAY,
	OTHER_OFFSET,
	TOO_MUCH,
	UNKNOWN_ENTRY
} from '../host/index.ts';

/** Words for the place that contains the files. */
export interface PlaceWords {
	/** “the storage” */
	place: string;
	/** The other writer there: “the pup”. */
	owner: string;
	/** The name of the top folder. */
	top: string;
	/** The 409 error for the place's own limit. */
	overLimit: { code: 'storage-limit' | 'disk-limit'; limit: string; hint: string };
}

/** A path as shown in a message. @param top the name of the top folder */
export function shownPath(path: string, top: string): string {
	const names = partsOf(path).map(partName);
	const shown = showPlain(names.join('/'), '�');
	return shown === '' ? top : shown.length > 200 ? `…${shown.slice(-200)}` : shown;
}

type Words = (path: string, words: PlaceWords) => BoxErrorInit;

const conflict =
	(code: string, message: (path: string) => string, hint?: string): Words =>
	(path) => ({ code, status: 409, message: message(path), ...(hint && { hint }) });
const badArchive = (code: string, message: (path: string) => string, hint: string): Words => {
	return (path) => ({ code, status: 422, message: message(path), hint });
};

const NOT_A_FILE = conflict(
	'not-a-file',
	(path) => `“${path}” is not a regular file.`,
	'Links, pipes and folders cannot be read as files. Open the target of a link instead.'
);
const NOT_ALLOWED = conflict('not-allowed', (path) => `This cannot be done with “${path}”.`);

/** By errno(3), and by the script's own numbers. */
const WORDS: Record<number, Words> = {
	1: NOT_ALLOWED,
	2: (path, { place, owner }) => ({
		code: 'no-such-file',
		status: 404,
		message: `There is no “${path}” in ${place}.`,
		hint: `It may have been removed or renamed by ${owner}. Refresh the list.`
	}),
	6: NOT_A_FILE,
	11: conflict('upload-busy', (path) => `“${path}” is already being uploaded.`, 'Wait until that has ended.'),
	13: NOT_ALLOWED,
	16: NOT_ALLOWED,
	17: conflict('file-exists', (path) => `“${path}” already exists.`, 'Choose another name, or replace it.'),
	20: conflict('not-a-folder', (path) => `“${path}” is not a folder.`),
	21: NOT_A_FILE,
	22: conflict('not-allowed', (path) => `“${path}” cannot be moved there.`, 'A folder cannot be moved into itself.'),
	36: (path) => ({ code: 'path-too-long', status: 422, message: `The path of “${path}” is too long.` }),
	30: conflict('not-allowed', (path) => `“${path}” can only be read.`),
	39: (path, { owner }) => ({
		code: 'still-written',
		status: 409,
		message: `“${path}” could not be emptied: ${owner} writes into it.`,
		hint: `Stop ${owner}, then delete it again.`
	}),
	40: NOT_A_FILE,
	[NOT_PLAIN]: NOT_A_FILE,
	[OTHER_OFFSET]: conflict(
		'other-offset',
		(path) => `The upload of “${path}” continues at another offset.`,
		'Request how far it has come, and continue from there.'
	),
	[TOO_MUCH]: (path) => ({
		code: 'too-large',
		status: 413,
		message: `More of “${path}” was sent than announced.`,
		hint: 'Begin the upload again.'
	}),
	[BAD_ARCHIVE]: badArchive(
		'bad-archive',
		() => 'The upload is not a tar archive, is incomplete, or has a path outside the folder.',
		'Send a tar archive, uncompressed.'
	),
	[UNKNOWN_ENTRY]: badArchive(
		'bad-archive',
		() => 'The archive has a pipe, a device or a sparse file, which are not unpacked.',
		'Leave those out. Entries before them were unpacked.'
	),
	[FOLDER_IN_THE_WAY]: conflict('file-exists', (path) => `“${path}” is a folder, but not in the archive.`),
	[OTHER_IN_THE_WAY]: conflict('file-exists', (path) => `“${path}” is not a folder, but it is one in the archive.`)
};

/** errno(3) of disk errors, by the names that `systemError` knows. */
const DISK: Record<number, string> = { 5: 'EIO', 28: 'ENOSPC', 122: 'EDQUOT' };

/**
 * The error for an error number of the host.
 * @param limited whether the filesystem enforces a limit
 */
export function fileFailure(errno: number, path: string, words: PlaceWords, limited = false): BoxError {
	if (limited && (errno === 28 || errno === 122)) return overLimit(path, words);
	const disk = DISK[errno];
	const known = disk && systemError(Object.assign(new Error(disk), { code: disk }));
	if (known) return known;
	const shown = shownPath(path, words.top);
	const body = WORDS[errno]?.(shown, words);
	if (body) return new BoxError(body);
	return new BoxError({
		code: 'files-failed',
		status: 500,
		message: `The system refused this for “${shown}” (error ${errno}).`
	});
}

/** 409: the limit would be exceeded. */
export function overLimit(path: string, { top, overLimit: { code, limit, hint } }: PlaceWords, more = ''): BoxError {
	return new BoxError({
		code,
		status: 409,
		message: `There is no room for “${shownPath(path, top)}” within ${limit}.${more}`,
		hint
	});
}

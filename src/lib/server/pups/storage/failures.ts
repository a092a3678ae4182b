/** Why something could not be done in a storage, in words. */
import { BoxError, type BoxErrorInit } from '../../../contract/errors.ts';
import { systemError } from '../../../contract/system-errors.ts';
import { partName, partsOf } from '../../../contract/files.ts';
import { showPlain } from '../../../contract/hidden-characters.ts';
import { NOT_PLAIN, OTHER_OFFSET, TOO_MUCH } from '../../host/index.ts';

/** A path as it stands in a message. */
export function shownPath(path: string): string {
	const names = partsOf(path).map(partName);
	const shown = showPlain(names.join('/'), '�');
	return shown === '' ? '/storage' : shown.length > 200 ? `…${shown.slice(-200)}` : shown;
}

type Words = (path: string) => BoxErrorInit;

const conflict =
	(code: string, message: (path: string) => string, hint?: string): Words =>
	(path) => ({ code, status: 409, message: message(path), ...(hint && { hint }) });

const NOT_A_FILE = conflict(
	'not-a-file',
	(path) => `“${path}” is no plain file.`,
	'Links, pipes and folders cannot be read as files. Open what a link leads to instead.'
);
const NOT_ALLOWED = conflict('not-allowed', (path) => `This cannot be done with “${path}”.`);

/** By errno(3), and by the script's own numbers. */
const WORDS: Record<number, Words> = {
	1: NOT_ALLOWED,
	2: (path) => ({
		code: 'no-such-file',
		status: 404,
		message: `There is no “${path}” in the storage.`,
		hint: 'The pup may have removed or renamed it. Refresh the list.'
	}),
	6: NOT_A_FILE,
	11: conflict('upload-busy', (path) => `“${path}” is being uploaded already.`, 'Wait until that has ended.'),
	13: NOT_ALLOWED,
	16: NOT_ALLOWED,
	17: conflict('file-exists', (path) => `There is a “${path}” already.`, 'Choose another name, or replace it.'),
	20: conflict('not-a-folder', (path) => `“${path}” is no folder.`),
	21: NOT_A_FILE,
	22: conflict('not-allowed', (path) => `“${path}” cannot be put there.`, 'A folder cannot be moved into itself.'),
	36: (path) => ({ code: 'path-too-long', status: 422, message: `The path of “${path}” is too long.` }),
	39: conflict(
		'still-written',
		(path) => `“${path}” could not be emptied: the pup writes into it.`,
		'Stop the pup, then delete it again.'
	),
	40: NOT_A_FILE,
	[NOT_PLAIN]: NOT_A_FILE,
	[OTHER_OFFSET]: conflict(
		'other-offset',
		(path) => `The upload of “${path}” goes on from another place.`,
		'Ask how far it has come, and go on from there.'
	),
	[TOO_MUCH]: (path) => ({
		code: 'too-large',
		status: 413,
		message: `More was sent of “${path}” than was announced.`,
		hint: 'Begin the upload again.'
	})
};

/** errno(3) of what the disk refuses, by the names that `systemError` knows. */
const DISK: Record<number, string> = { 5: 'EIO', 28: 'ENOSPC', 30: 'EROFS', 122: 'EDQUOT' };

/**
 * The error for a number that the host gave.
 * @param limited the pup has a limit, which the filesystem keeps
 */
export function fileFailure(errno: number, path: string, limited = false): BoxError {
	if (limited && (errno === 28 || errno === 122)) return overLimit(path);
	const disk = DISK[errno];
	const known = disk && systemError(Object.assign(new Error(disk), { code: disk }));
	if (known) return known;
	const words = WORDS[errno]?.(shownPath(path));
	if (words) return new BoxError(words);
	return new BoxError({
		code: 'files-failed',
		status: 500,
		message: `The system refused this for “${shownPath(path)}” (error ${errno}).`
	});
}

/** 409: the pup's data may not take so much. */
export function overLimit(path: string, more = ''): BoxError {
	return new BoxError({
		code: 'storage-limit',
		status: 409,
		message: `There is no room for “${shownPath(path)}” within the storage limit of this pup.${more}`,
		hint: 'Give it more storage among its limits, or delete files that it does not need.'
	});
}

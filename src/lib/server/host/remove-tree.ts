/** Removes folder trees with untrusted content: pups' data, roots of builds. */
import { lstat, rmdir } from 'node:fs/promises';
import { BoxError } from '../../contract/errors.ts';
import type { VerbContext } from './verb.ts';

/** Milliseconds: millions of files on a slow disk. */
const LONG = 60 * 60_000;

/**
 * Removes a folder and its contents; a missing folder is no error. coreutils' `rm` walks by
 * descriptors. So neither depth nor path length stops it, its memory does not grow with the number
 * of files, and it follows no link that replaces a folder meanwhile. Mounts below the folder stay.
 * A cancelled call still finishes the removal, because it is mostly used for cleanup.
 * @throws BoxError 500 `not-removed` with the last reason
 */
export async function removeTree(path: string, { spawn }: Pick<VerbContext, 'spawn'>): Promise<void> {
	if (!(await lstat(path).catch(() => null))) return;
	// An empty folder, the usual case on fast paths, needs no program.
	if (
		await rmdir(path).then(
			() => true,
			() => false
		)
	)
		return;
	const options = ['--recursive', '--force', '--one-file-system', '--'];
	const { exitCode, stderr } = await spawn('rm', [...options, path], { allow: [1], timeoutMs: LONG });
	if (exitCode === 0) return;
	// `rm: cannot remove '<path>': <reason>`
	const reason = stderr.split('\n').at(-1)?.split(': ').at(-1) || 'unknown reason';
	throw new BoxError({
		code: 'not-removed',
		status: 500,
		message: `Some files could not be removed: ${reason.slice(0, 200)}.`,
		hint: 'Check whether the disk is full, worn out or mounted read-only; then remove it again.'
	});
}

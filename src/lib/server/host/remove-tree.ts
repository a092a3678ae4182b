/** Removal of trees that others filled: pups' data, roots of builds. */
import { lstat, rmdir } from 'node:fs/promises';
import { BoxError } from '../../contract/errors.ts';
import type { VerbContext } from './verb.ts';

/** Milliseconds: millions of files on a slow disk. */
const LONG = 60 * 60_000;

/**
 * Removes a folder with all it holds; nothing there is no error. coreutils' `rm` walks by
 * descriptors, so that neither the depth nor the length of paths stops it, needs no more memory for
 * more files, and follows no link that takes a folder's place meanwhile. What is mounted below
 * stays. What was begun is ended, also where the call is cancelled: much of it is cleaning up.
 * @throws BoxError 500 `not-removed` with the last reason
 */
export async function removeTree(path: string, { spawn }: Pick<VerbContext, 'spawn'>): Promise<void> {
	if (!(await lstat(path).catch(() => null))) return;
	// An empty one, as most are that are removed in haste, needs no program.
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
		hint: 'Look whether the disk is full, worn out or mounted read-only; then remove it again.'
	});
}

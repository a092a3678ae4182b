/** Lists the changed files of a root, from the host's records. */
import { BoxError } from '../../contract/errors.ts';
import { TOO_MUCH } from '../host/index.ts';
import { answerOf, type FilesChannel } from './channel.ts';
import type { RootChange } from './types.ts';

/** Most changes that are listed. */
export const MOST_CHANGES = 50_000;

const tooManyChanges = () =>
	new BoxError({
		code: 'too-many-changes',
		status: 413,
		message: `More than ${MOST_CHANGES} files were changed: that is no list for anybody.`
	});

const KINDS: Readonly<Record<string, RootChange['kind']>> = { A: 'added', C: 'changed', D: 'deleted' };

/**
 * Changes by path. Pure.
 * @param records a letter and a path each; folders above a change count as changed, as in Docker
 */
export function changesIn(records: readonly Buffer[]): RootChange[] {
	const found = new Map<string, RootChange['kind']>();
	for (const record of records) {
		const kind = KINDS[record.subarray(0, 1).toString('latin1')];
		if (kind) found.set(record.subarray(1).toString('utf8'), kind);
	}
	for (const path of [...found.keys()]) {
		for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
			const above = path.slice(0, at);
			if (found.has(above)) break;
			found.set(above, 'changed');
		}
	}
	const paths = [...found.keys()].sort((a, b) => (a < b ? -1 : 1));
	return paths.map((path) => ({ path, kind: found.get(path)! }));
}

/**
 * Reads the complete list of changes.
 * @param failure converts the system's error number and a path into an error
 * @throws BoxError 413 `too-many-changes`, and errors of `failure`
 */
export async function readChanges(
	asked: Promise<{ channel: FilesChannel }>,
	failure: (errno: number, path: string) => Error
): Promise<RootChange[]> {
	const { channel } = await asked;
	channel.stdin.end();
	const { records, errno } = await answerOf(channel);
	if (errno === TOO_MUCH) throw tooManyChanges();
	if (errno !== 0) throw failure(errno, '');
	return changesIn(records);
}

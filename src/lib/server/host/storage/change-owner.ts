/** Giving the data of a pup to another user of its container, as an update of an image wants it. */
import * as v from 'valibot';
import { verb } from '../verb.ts';
import { account, foldersOf, needStorage, pupId } from './storage.ts';

/** Milliseconds: a pup may have millions of files; less than the job has that waits for it. */
const LONG = 8 * 60_000;

/**
 * Gives what belongs to one user and group inside to another, in all folders with data of a pup
 * that does not run. What belongs to others stays theirs. Root needs nothing given: it may read and
 * write what is another's, and so finds it again after a way back.
 */
export const storageChangeOwner = verb(
	'storage.give',
	v.object({ pupId, from: account, to: account }),
	async ({ pupId: id, from, to }, context): Promise<null> => {
		await needStorage(context.paths);
		if (to.uid === 0) return null;
		const { idBase } = context.names;
		const folders = await foldersOf(context.paths, id);
		const give = async (was: string, next: string) => {
			if (was === next || folders.length === 0) return;
			// Not through links, and a link itself as anything else.
			const args = ['-h', '-R', '-P', `--from=${was}`, '--', next, ...folders];
			await context.spawn('chown', args, { signal: context.signal, timeoutMs: LONG });
		};
		await give(String(idBase + from.uid), String(idBase + to.uid));
		await give(`:${idBase + from.gid}`, `:${idBase + to.gid}`);
		return null;
	}
);

/** Gives a pup's data to another user of its container, as an image update may require. */
import * as v from 'valibot';
import { verb } from '../verb.ts';
import { account, foldersOf, needStorage, pupId } from './storage.ts';

/** Milliseconds: a pup may have millions of files. Less than the timeout of the waiting job. */
const LONG = 8 * 60_000;

/**
 * Changes the owner of files from one user and group inside to another, in all data folders of a
 * pup that is not running. Files of other owners are left alone. Does nothing for root, which can
 * read and write files of others; after a rollback the previous user then still owns its files.
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
			// Does not follow links, and changes a link's own owner too.
			const args = ['-h', '-R', '-P', `--from=${was}`, '--', next, ...folders];
			await context.spawn('chown', args, { signal: context.signal, timeoutMs: LONG });
		};
		await give(String(idBase + from.uid), String(idBase + to.uid));
		await give(`:${idBase + from.gid}`, `:${idBase + to.gid}`);
		return null;
	}
);

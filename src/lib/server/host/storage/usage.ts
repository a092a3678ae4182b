/** Usage of pups' data, and their limits. */
import * as v from 'valibot';
import { verb } from '../verb.ts';
import { readProject, setProjectLimits, storageLimits } from './quota.ts';
import { foldersOf, needStorage, pupId, storageOf } from './storage.ts';

/** Milliseconds: a walk over millions of files on a slow disk. */
const LONG = 10 * 60_000;

/** What a pup's data take on the disk. */
export interface StorageUsage {
	bytes: number;
	/** Number of files and folders; null when not requested. */
	files: number | null;
	/** The filesystem counts them and enforces the limit. */
	kept: boolean;
}

/**
 * Measures a pup's storage; 0 when it does not exist. Uses the filesystem's counters if there are
 * any. Otherwise runs du over all files, with the lowest priority.
 */
export const storageUsage = verb(
	'storage.usage',
	v.object({
		pupId,
		/** Also count files, which takes another walk. */
		files: v.boolean()
	}),
	async (args, context): Promise<StorageUsage> => {
		await needStorage(context.paths);
		const folders = await foldersOf(context.paths, args.pupId);
		if (folders[0] === undefined) return { bytes: 0, files: args.files ? 0 : null, kept: false };
		const counted = await readProject(args.pupId, folders[0], context).catch(() => null);
		if (counted) return { ...counted, kept: true };
		const total = async (unit: string) => {
			const du = ['-n', '19', 'du', '-s', '-c', '-x', unit, '--', ...folders];
			// 1: files vanished during the walk.
			const { stdout } = await context.spawn('nice', du, { allow: [1], signal: context.signal, timeoutMs: LONG });
			return Number.parseInt(stdout.trimEnd().split('\n').at(-1) ?? '', 10) || 0;
		};
		const bytes = await total('--block-size=1');
		return { bytes, files: args.files ? await total('--inodes') : null, kept: false };
	}
);

/**
 * Sets the limits of a pup's data, also while the pup is running.
 * @returns whether the filesystem enforces them
 */
export const storageLimit = verb(
	'storage.limit',
	v.object({ pupId, limits: storageLimits }),
	async (args, context): Promise<boolean> => {
		await needStorage(context.paths);
		const [folder = storageOf(context.paths, args.pupId)] = await foldersOf(context.paths, args.pupId);
		return setProjectLimits(args.pupId, folder, args.limits, context);
	}
);

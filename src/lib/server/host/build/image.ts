/**
 * Verbs that put the layers of an image over each other, into one layer of ours. See
 * docs/decisions/0005.
 */
import { chown, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { BoxError, isBoxError } from '../../../contract/errors.ts';
import { unpackArchive } from '../../files/index.ts';
import { confine, plainPath, sha256 } from '../confine.ts';
import { verb } from '../verb.ts';
import { decompressWith } from './decompress.ts';
import { makeStagingRoot, putInPlace, stagingFolder } from './folders.ts';
import { withGivenFile } from './given-file.ts';
import { imageAccount } from './image-account.ts';
import { completeRoot } from './image-root.ts';

/** Ids in the container's range. */
const RANGE = 65_536;
/** What one layer may hold: the largest images in use have some 100 000 files in a layer. */
const LIMITS = { entries: 1_000_000, bytes: 32 * 1024 ** 3 };

/**
 * Creates `.building-<id>` with an empty root, and a folder beside it for what is needed only while
 * it is built.
 * @returns absolute path of that folder
 */
export const imageBegin = verb(
	'build.image-begin',
	v.object({ id: sha256 }),
	async ({ id }, context): Promise<string> => {
		const root = await makeStagingRoot(id, context);
		const parts = join(dirname(root), 'parts');
		await mkdir(parts, { mode: 0o700 });
		// dogeboxd downloads to it.
		if (context.account) await chown(parts, context.account.uid, context.account.gid);
		return parts;
	}
);

/**
 * Puts one layer over those before it: white-outs take away, owners are mapped, devices are left
 * out.
 * @throws BoxError 422 `image-unusable` with what is wrong, `wrong-hash` when it is not what the
 *   image's configuration names
 */
export const imageLayer = verb(
	'build.image-layer',
	v.object({
		id: sha256,
		/** Its file, in the data folder. */
		file: plainPath,
		/** SHA-256 of the plain tar. */
		diffId: sha256,
		/** Which one it is, from 1, for messages. */
		number: v.number()
	}),
	async (args, context): Promise<{ entries: number; skipped: number }> => {
		const file = await confine(context.paths, args.file, ['data', 'images']);
		try {
			const { entries, skipped } = await withGivenFile(file, context, (path) =>
				unpackArchive(path, join(stagingFolder(args.id, context), 'root'), {
					links: 'any',
					modes: 'root',
					owner: { base: context.names.idBase, size: RANGE },
					whiteouts: true,
					sha256: args.diffId,
					limits: LIMITS,
					decompress: decompressWith(context),
					signal: context.signal
				})
			);
			return { entries, skipped };
		} catch (error) {
			throw ofLayer(error, args.number);
		}
	}
);

/**
 * Adds what every root needs and gives the layer its name.
 * @returns bytes on disk
 */
export const imageCommit = verb(
	'build.image-commit',
	v.object({
		id: sha256,
		kind: v.literal('image'),
		title: v.string(),
		parentId: v.null(),
		createdAt: v.number(),
		/** How its programs are run; kept in the layer's description. */
		run: v.object({
			env: v.record(v.string(), v.string()),
			workingDir: v.nullable(v.string()),
			entrypoint: v.array(v.string()),
			cmd: v.array(v.string()),
			/** As the image says it; empty for root. */
			user: v.string(),
			/** Folders that it keeps its data in. */
			volumes: v.array(v.string())
		})
	}),
	async (args, context): Promise<number> => {
		const root = join(stagingFolder(args.id, context), 'root');
		const account = await imageAccount(root, args.run.user);
		await completeRoot(root, context.names.idBase);
		const described = { ...args, run: { ...args.run, account } };
		return putInPlace(described, context);
	}
);

/** Says of which layer an error is. */
function ofLayer(error: unknown, number: number): unknown {
	if (isBoxError(error)) {
		const { code, status, message, hint } = error;
		return new BoxError({
			code,
			status,
			message: `Layer ${number} of the image cannot be used. ${message}`,
			...(hint !== undefined && { hint }),
			cause: error
		});
	}
	if (['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')) {
		return new BoxError({
			code: 'disk-full',
			status: 507,
			message: 'The disk of the box is full; the image does not fit.',
			hint: 'Remove what is not needed, then try again.',
			cause: error
		});
	}
	return error;
}

/** Verbs that merge the layers of an image into a single layer. See docs/decisions/0005. */
import { chown, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { BoxError, isBoxError } from '../../../contract/errors.ts';
import { confine, plainPath, sha256 } from '../confine.ts';
import { verb } from '../verb.ts';
import { createStagingRoot, moveInPlace, stagingFolder } from './folders.ts';
import { withGivenFiles } from './given-file.ts';
import { imageUser } from './image-account.ts';
import { completeRoot } from './image-root.ts';
import { unpackConfined, type UnpackedArchive, type Unpacking } from './unpacker.ts';

/** Number of ids in the container's range. */
const RANGE = 65_536;
/** Limits of one layer: the largest images in use have about 100 000 files in a layer. */
const LIMITS = { entries: 1_000_000, bytes: 32 * 1024 ** 3 };

/**
 * Creates `.building-<id>` with an empty root, and beside it a folder for files that are only
 * needed during the build.
 * @returns absolute path of that folder
 */
export const imageBegin = verb(
	'build.image-begin',
	v.object({ id: sha256 }),
	async ({ id }, context): Promise<string> => {
		const root = await createStagingRoot(id, context);
		const parts = join(dirname(root), 'parts');
		await mkdir(parts, { mode: 0o700 });
		// dogeboxd downloads into this folder.
		if (context.account) await chown(parts, context.account.uid, context.account.gid);
		return parts;
	}
);

/**
 * Unpacks layers over each other, the lowest first: applies white-outs, maps owners and skips
 * devices. Reports each finished layer through `onLine`: its number of entries, and how many of
 * them were skipped.
 * @throws BoxError 422 like {@link unpackConfined}, with the number of the layer, from 1
 */
export const imageLayers = verb(
	'build.image-layers',
	v.object({
		id: sha256,
		layers: v.pipe(
			v.array(
				v.object({
					/** Its file, in the data folder. */
					file: plainPath,
					/** SHA-256 of the uncompressed tar. */
					diffId: sha256
				})
			),
			v.minLength(1),
			v.maxLength(127)
		)
	}),
	async ({ id, layers }, context): Promise<null> => {
		const files: string[] = [];
		for (const { file } of layers) files.push(await confine(context.paths, file, ['data', 'images']));
		let done = 0;
		const onDone = ({ entries, skipped }: UnpackedArchive) => {
			done++;
			context.onLine(`${entries} ${skipped}`);
		};
		try {
			await withGivenFiles(files, context, (paths) => {
				const archives = paths.map((path, at) => ({ path, how: howOf(layers[at]!.diffId) }));
				return unpackConfined(context, join(stagingFolder(id, context), 'root'), archives, { onDone });
			});
			return null;
		} catch (error) {
			throw ofLayer(error, done + 1);
		}
	}
);

const howOf = (sha256: string): Unpacking => ({
	links: 'any',
	modes: 'root',
	owner: { base: 0, size: RANGE },
	whiteouts: true,
	sha256,
	limits: LIMITS
});

/**
 * Adds what every root needs and renames the layer to its final name.
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
		/** How to run the image's programs; stored in the layer's description. */
		run: v.object({
			env: v.record(v.string(), v.string()),
			workingDir: v.nullable(v.string()),
			entrypoint: v.array(v.string()),
			cmd: v.array(v.string()),
			/** As in the image; empty for root. */
			user: v.string(),
			/** Folders in which the image keeps data. */
			volumes: v.array(v.string())
		})
	}),
	async (args, context): Promise<number> => {
		const root = join(stagingFolder(args.id, context), 'root');
		const { account } = await imageUser(root, args.run.user);
		await completeRoot(root, context.names.idBase);
		const described = { ...args, run: { ...args.run, account } };
		return moveInPlace(described, context);
	}
);

/** Adds the number of the layer to an error. */
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
			hint: 'Remove what you do not need, then try again.',
			cause: error
		});
	}
	return error;
}

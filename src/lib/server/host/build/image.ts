/**
 * Verbs that put the layers of an image over each other, into one layer of ours. See
 * docs/decisions/0005.
 */
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
		const root = await createStagingRoot(id, context);
		const parts = join(dirname(root), 'parts');
		await mkdir(parts, { mode: 0o700 });
		// dogeboxd downloads to it.
		if (context.account) await chown(parts, context.account.uid, context.account.gid);
		return parts;
	}
);

/**
 * Puts layers over each other, from the lowest: white-outs take away, owners are mapped, devices
 * are left out. Tells of each that is done through `onLine`: how many entries it had, and how many
 * of them were left out.
 * @throws BoxError 422 as {@link unpackConfined}, with the number of the layer, from 1
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
					/** SHA-256 of the plain tar. */
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
		const { account } = await imageUser(root, args.run.user);
		await completeRoot(root, context.names.idBase);
		const described = { ...args, run: { ...args.run, account } };
		return moveInPlace(described, context);
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

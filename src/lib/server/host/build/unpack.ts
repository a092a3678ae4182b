/** Unpacks archives into a layer. */
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { sha256 } from '../confine.ts';
import { verb } from '../verb.ts';
import { createStagingRoot, stagingFolder } from './folders.ts';
import { withGivenFiles } from './given-file.ts';
import { unpackConfined, type Unpacking } from './unpacker.ts';

/** Name of one file or folder. */
const part = v.pipe(
	v.string(),
	v.regex(/^[^/\0]{1,255}$/),
	v.check((text) => text !== '.' && text !== '..', 'is no name')
);

/** Starts a layer that is built from archives: `.building-<id>/root`, empty. */
export const buildStageArchives = verb(
	'build.stage-archives',
	v.object({ id: sha256 }),
	async ({ id }, context): Promise<null> => {
		await createStagingRoot(id, context);
		return null;
	}
);

/**
 * Unpacks a downloaded archive below `.building-<id>/root`. All files belong to the mapped root and
 * have the modes 0755 and 0644, as if a package had installed them: owners and modes in the archive
 * are ignored. Reports progress through `onLine`, `0`–`100`.
 * @throws BoxError like {@link unpackConfined}
 */
export const buildUnpack = verb(
	'build.unpack',
	v.object({
		id: sha256,
		/** Absolute path in the folder of downloads. */
		archive: v.pipe(v.string(), v.startsWith('/')),
		into: v.pipe(v.array(part), v.minLength(1), v.maxLength(30)),
		strip: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(50))
	}),
	async (args, context): Promise<null> => {
		const file = join(context.paths.data, 'downloads', basename(args.archive));
		if (file !== args.archive) {
			throw new BoxError({ code: 'invalid-host-call', status: 500, message: 'Only what was downloaded is unpacked.' });
		}
		const how: Unpacking = {
			links: 'any',
			modes: 'plain',
			owner: { base: 0, size: 0 },
			strip: args.strip,
			into: args.into
		};
		const root = join(stagingFolder(args.id, context), 'root');
		await withGivenFiles([file], context, ([path]) =>
			unpackConfined(context, root, [{ path: path!, how }], {
				onPercent: (percent) => context.onLine(String(percent))
			})
		);
		return null;
	}
);

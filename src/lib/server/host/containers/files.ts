/** Files in the root of a container, while that is mounted. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { readMounts } from '../../mountinfo.ts';
import { streamVerb } from '../channel.ts';
import { confine, containerId, plainPath } from '../confine.ts';
import { mappedSource, RANGE_SIZE } from '../ids/index.ts';
import { containerFolder } from '../programs.ts';
import { diskRootFolder, filesRequest, LAYERS_AT, runFiles, WRITTEN_AT } from '../storage/index.ts';
import { LAYERS } from './overlay.ts';
import type { VerbContext } from '../verb.ts';
import { mountSource } from './mount-source.ts';

/**
 * As `storage.files`, in the root of a container and what is mounted into it; nothing of the
 * kernel's (`/proc`, `/dev`) is there.
 * @throws BoxError 409 `wrong-state` while its root is not mounted, 500 `files-failed`
 */
export const rootFiles = streamVerb(
	'root.files',
	v.object({
		id: containerId,
		request: filesRequest,
		/** Those that are to be seen, as the root was mounted with them. */
		volumes: v.array(v.object({ source: plainPath, target: plainPath, readonly: v.boolean() })),
		/** Of its root, base first: for `changes` alone. */
		layers: v.array(plainPath)
	}),
	v.never(),
	async ({ id, request, volumes, layers }, context, channel): Promise<{ errno: number }> => {
		const { paths, names } = context;
		const root = join(containerFolder(paths, id), 'root');
		if (!(await readMounts()).some(({ target }) => target === root)) {
			throw new BoxError({
				code: 'wrong-state',
				status: 409,
				message: 'It is being started or stopped, and its files cannot be reached meanwhile.',
				hint: 'Try again in a moment.',
				retryAfter: 1
			});
		}
		await confine(paths, root, ['run']);
		// Whoever inside owns it: the range is that of the container.
		const { uid } = await stat(root);
		const base = uid - ((uid - names.idBase) % RANGE_SIZE);
		const mounts: string[] = [];
		for (const { source, target, readonly } of volumes) {
			const from = base === names.idBase ? await mountSource(source, context) : mappedSource(paths, id, target);
			mounts.push(from, target, readonly ? '1' : '0');
		}
		if (request.do === 'changes') mounts.push(...(await writtenAndLayers(id, layers, base, context)));
		return runFiles({ request, base, place: ['box', root, ...mounts] }, context, channel);
	}
);

/**
 * What was written to a root, and its layers, as mounts that are read. Owners on the disk are those
 * of the shared range: to another range they would be nobody's.
 * @throws BoxError 409 `changes-unknown`
 */
async function writtenAndLayers(
	id: string,
	layers: readonly string[],
	base: number,
	{ paths, names }: VerbContext
): Promise<string[]> {
	if (base !== names.idBase || layers.length > LAYERS_AT.length) {
		throw new BoxError({
			code: 'changes-unknown',
			status: 409,
			message: 'The changes in this box cannot be listed: its root is of another kind.'
		});
	}
	const written = await confine(paths, join(diskRootFolder(paths, id), 'upper'), ['storage']);
	const below = await Promise.all(layers.toReversed().map((layer) => confine(paths, layer, LAYERS)));
	return [written, ...below].flatMap((source, at) => [source, [WRITTEN_AT, ...LAYERS_AT][at]!, '1']);
}

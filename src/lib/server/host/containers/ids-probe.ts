/** Tests whether this host can give each container its own range of ids. */
import { chmod, chown, mkdir, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../../contract/errors.ts';
import { findProgram } from '../programs.ts';
import type { HostNames, HostPaths } from '../types.ts';
import type { VerbContext } from '../verb.ts';
import { carryOutMounts, ownRange, reservedIds, shownAs } from '../ids/index.ts';
import { LAYER_OPTIONS } from './overlay.ts';

/**
 * Tries id-mapped mounts of the folders of layers, pups' files and storage, then an overlay over a
 * mapped layer: kernels before 5.19 accept the mount and refuse the overlay. Leaves nothing behind.
 * @returns null when everything works, otherwise the reason for a person
 */
export async function whyNoOwnIds(deps: {
	paths: HostPaths;
	names: HostNames;
	spawn: VerbContext['spawn'];
}): Promise<string | null> {
	const { paths, names } = deps;
	if (!findProgram('perl')) return 'The program perl is not installed.';
	const base = ownRange(1, names, await reservedIds());
	if (base === null) return 'Accounts of this host have all ranges of ids (see /etc/subuid).';
	const place = join(paths.images, `.probe-${process.pid.toString(16)}`);
	const [layer, mapped, root] = ['layer', 'mapped', 'root'].map((name) => join(place, name));
	const map = shownAs(names.idBase, base);
	try {
		for (const folder of [place, layer, mapped, root]) await mkdir(folder!, { recursive: true });
		await chmod(place, 0o700);
		await chown(layer!, names.idBase, names.idBase);
		const outcome = await carryOutMounts(
			[
				{ do: 'ids', uids: map, gids: map },
				...(await existing([paths.data, paths.storage])).map((from) => ({ do: 'try', from }) as const),
				{ do: 'bind', from: layer!, to: mapped!, kind: 'layer' },
				// The same folder twice would count as one layer to the kernel.
				{ do: 'overlay', folder: place, options: `lowerdir=mapped:root,${LAYER_OPTIONS}`, to: root! },
				{ do: 'unmount', path: root! },
				{ do: 'unmount', path: mapped! }
			],
			{ spawn: deps.spawn, signal: undefined }
		);
		return outcome.mapped ? null : `The kernel cannot map ids where pups' files lie (${outcome.reason}).`;
	} catch (error) {
		return `The kernel cannot lay mapped layers over each other (${messageOf(error)}).`;
	} finally {
		for (const folder of [layer, mapped, root, place]) await rmdir(folder!).catch(() => {});
	}
}

/**
 * Returns the existing folders. Storage is created with the first pup, on the data folder's disk
 * unless the owner chose another.
 */
async function existing(folders: string[]): Promise<string[]> {
	const found = await Promise.all(
		folders.map((folder) =>
			stat(folder).then(
				() => true,
				() => false
			)
		)
	);
	return folders.filter((_, index) => found[index]);
}

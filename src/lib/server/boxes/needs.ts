/** Checks whether this host supports a box's options. Pure. */
import { BoxError, conflict } from '../../contract/errors.ts';
import type { BoxOptions } from '../../contract/box-options.ts';
import type { BoxVolume } from '../../contract/box-inputs.ts';

const clean = (path: string) => path.replace(/\/+/g, '/').replace(/\/$/, '');

/**
 * @param hasInit whether the host has an init for containers
 * @throws BoxError 409 `host-cannot-run`, 422 `invalid-input`
 */
export function needOptions(options: BoxOptions & { volumes: readonly BoxVolume[] }, hasInit: boolean): void {
	if (options.init && !hasInit) {
		throw conflict('host-cannot-run', 'This host has no init for boxes.', 'Run: apt-get install -y catatonit');
	}
	for (const folder of options.memoryFolders ?? []) {
		const target = clean(folder.target);
		// A volume is mounted later and would hide it.
		const over = options.volumes.map((volume) => clean(volume.target)).find((at) => `${target}/`.startsWith(`${at}/`));
		if (over === undefined) continue;
		throw new BoxError({
			code: 'invalid-input',
			status: 422,
			message: `The folder in memory ${target} cannot lie in the volume at ${over}.`,
			fields: { memoryFolders: 'Choose a place outside of the volumes.' }
		});
	}
}

/**
 * What a container of NixOS is handed at a start: devices that its owner gave it, and its keys.
 * Both lie in memory, in a folder of the container's own, and are taken back when it has stopped.
 */
import { constants, existsSync } from 'node:fs';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeviceAccess } from '../../../contract/device-nodes.ts';
import { createDevices, type ContainerDevices, type MadeDevice } from '../containers/index.ts';
import type { VerbContext } from '../verb.ts';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants;

/** Bytes of a credential; a key has some 120. systemd takes 1 MiB for all of them together. */
const MAX_CREDENTIAL = 4096;

export interface Handed {
	devices: MadeDevice[];
	credentials: { name: string; file: string }[];
}

const folderOf = ({ paths }: Pick<VerbContext, 'paths'>, id: string) => join(paths.run, `nixos-${id}`);
const devicesIn = (folder: string) => join(folder, 'devices');

/**
 * Lays out what it gets. A device that is not plugged in, and a key that is not there yet, is left
 * out.
 * @param credentials names of files in the pup's storage
 */
export async function handOver(
	id: string,
	{ devices, credentials }: { devices: ContainerDevices; credentials: readonly string[] },
	context: VerbContext
): Promise<Handed> {
	const folder = folderOf(context, id);
	const keys = join(folder, 'credentials');
	await mkdir(keys, { recursive: true, mode: 0o700 });
	const handed: Handed = {
		devices: await createDevices(devicesIn(folder), devices, context.names.idBase, context),
		credentials: []
	};
	for (const name of credentials) {
		const bytes = await readKey(join(context.paths.storage, id), name);
		if (bytes === null) continue;
		const file = join(keys, name);
		await writeFile(file, bytes, { mode: 0o400 });
		handed.credentials.push({ name, file });
	}
	return handed;
}

/** @returns whether it had devices */
export async function reclaim(id: string, context: VerbContext): Promise<boolean> {
	const folder = folderOf(context, id);
	const devices = devicesIn(folder);
	const had = existsSync(devices);
	// 32: nothing is mounted there.
	if (had) await context.spawn('umount', ['-l', devices], { allow: [32] });
	await rm(folder, { recursive: true, force: true });
	return had;
}

/** What its unit lets in, as settings of systemd (systemd.resource-control(5)); first: nothing. */
export const deviceProperties = (devices: readonly { node: string; access: DeviceAccess }[]): string[] => [
	'DeviceAllow=',
	...devices.map(({ node, access }) => `DeviceAllow=${node} ${access}`)
];

/** The pup may put anything in the place of a file of its storage: a link is not followed. */
async function readKey(storage: string, name: string): Promise<Buffer | null> {
	const folder = await open(storage, O_RDONLY | O_DIRECTORY | O_NOFOLLOW).catch(() => null);
	if (folder === null) return null;
	try {
		const file = await open(`/proc/self/fd/${folder.fd}/${name}`, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
		try {
			const is = await file.stat();
			if (!is.isFile() || is.size === 0 || is.size > MAX_CREDENTIAL) return null;
			return await file.readFile();
		} finally {
			await file.close();
		}
	} catch {
		return null;
	} finally {
		await folder.close();
	}
}

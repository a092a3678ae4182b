/**
 * Devices from the owner, and keys, that a NixOS container gets at its start. Both are in memory,
 * in a folder per container, and are removed after it has stopped.
 */
import { constants, existsSync } from 'node:fs';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeviceAccess } from '../../../contract/device-nodes.ts';
import { createDevices, type ContainerDevices, type MadeDevice } from '../containers/index.ts';
import type { VerbContext } from '../verb.ts';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants;

/** Maximum size of a credential, bytes; a key has about 120. systemd accepts 1 MiB in total. */
const MAX_CREDENTIAL = 4096;

export interface Handed {
	devices: MadeDevice[];
	credentials: { name: string; file: string }[];
}

const folderOf = ({ paths }: Pick<VerbContext, 'paths'>, id: string) => join(paths.run, `nixos-${id}`);
const devicesIn = (folder: string) => join(folder, 'devices');

/**
 * Prepares devices and credentials. Skips devices that are not plugged in and keys that do not
 * exist yet.
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

/** Device access as systemd properties (systemd.resource-control(5)); the first one revokes all. */
export const deviceProperties = (devices: readonly { node: string; access: DeviceAccess }[]): string[] => [
	'DeviceAllow=',
	...devices.map(({ node, access }) => `DeviceAllow=${node} ${access}`)
];

/** Reads a key. The pup may replace any file of its storage, so links are not followed. */
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

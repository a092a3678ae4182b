/**
 * Devices that an owner gave to a container. They lie in a folder in memory of the container's own,
 * made by root for its user alone; what dogeboxd may name is decided here, and what its processes
 * see of them is put into their configuration here. So dogeboxd can name neither a number of the
 * kernel nor a place where a device would lie.
 */
import { lstatSync, readdirSync } from 'node:fs';
import { chmod, chown, lstat, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { DEVICE_ACCESS, deviceNode, isAllowedDevice, type DeviceAccess } from '../../../contract/device-nodes.ts';
import { insideId, type OciConfig } from '../oci-schema.ts';
import { containerFolder } from '../programs.ts';
import type { VerbContext } from '../verb.ts';

/** Devices that a container asked for, and who opens them inside. */
export const containerDevices = v.object({
	nodes: v.pipe(v.array(v.object({ node: deviceNode, access: v.picklist(DEVICE_ACCESS) })), v.maxLength(64)),
	owner: v.object({ uid: insideId, gid: insideId })
});
export type ContainerDevices = v.InferOutput<typeof containerDevices>;

/** Devices of one container at most, and folders below one that was asked for. */
const MOST = 256;
const DEEPEST = 2;
/** Of kernel memory, ports and log (Documentation/admin-guide/devices.txt), by whatever name. */
const MEMORY_MAJOR = 1;
const MODES: Readonly<Record<DeviceAccess, number>> = { r: 0o400, w: 0o200, rw: 0o600 };

const folderOf = (context: Pick<VerbContext, 'paths'>, id: string) =>
	join(containerFolder(context.paths, id), '.memory', 'devices');

/** Major and minor of a device number (makedev(3), glibc). */
const numbersOf = (rdev: number) => ({
	major: (rdev >> 8) & 0xfff,
	minor: (rdev & 0xff) | ((rdev >> 12) & 0xfff00)
});

/** Makes them. What is not plugged in is left out. @param base first host id of the range */
export async function mountDevices(
	id: string,
	devices: ContainerDevices,
	base: number,
	context: Pick<VerbContext, 'paths' | 'spawn' | 'signal'>
): Promise<void> {
	await createDevices(folderOf(context, id), devices, base, context);
}

/** A device of the host, and the node of it that a container's user may open. */
export interface MadeDevice {
	node: string;
	file: string;
	access: DeviceAccess;
}

/**
 * Makes nodes of devices in a folder in memory, mounted for them. What is not plugged in is left
 * out; where nothing is, nothing is mounted.
 * @param folder not there yet
 * @param base first host id of the container's range
 */
export async function createDevices(
	folder: string,
	{ nodes, owner }: ContainerDevices,
	base: number,
	{ spawn, signal }: Pick<VerbContext, 'spawn' | 'signal'>
): Promise<MadeDevice[]> {
	const found = new Map<string, { rdev: number; access: DeviceAccess }>();
	for (const { node, access } of nodes) await find(node, access, DEEPEST, found);
	if (found.size === 0) return [];
	await mkdir(folder, { recursive: true, mode: 0o711 });
	await chmod(dirname(folder), 0o711);
	// The one folder of a container without `nodev`.
	await spawn('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=0711,nosuid,noexec', 'tmpfs', folder], { signal });
	const made: MadeDevice[] = [];
	for (const [node, { rdev, access }] of found) {
		const { major, minor } = numbersOf(rdev);
		const file = join(folder, encodeURIComponent(node));
		await spawn('mknod', [file, 'c', String(major), String(minor)], { signal });
		await chmod(file, MODES[access]);
		await chown(file, base + owner.uid, base + owner.gid);
		made.push({ node, file, access });
	}
	return made;
}

/** Links are not followed, also where they lead to a device. */
async function find(
	path: string,
	access: DeviceAccess,
	deeper: number,
	found: Map<string, { rdev: number; access: DeviceAccess }>
): Promise<void> {
	const at = await lstat(path).catch(() => null);
	if (at === null || found.size >= MOST || !isAllowedDevice(path)) return;
	if (at.isCharacterDevice() && numbersOf(at.rdev).major !== MEMORY_MAJOR) found.set(path, { rdev: at.rdev, access });
	if (!at.isDirectory() || deeper === 0) return;
	for (const name of (await readdir(path)).sort()) await find(join(path, name), access, deeper - 1, found);
}

/** The configuration of a process with the devices that its container has. */
export function withDevices(id: string, config: OciConfig, context: Pick<VerbContext, 'paths'>): OciConfig {
	const folder = folderOf(context, id);
	let names: string[];
	try {
		names = readdirSync(folder);
	} catch {
		return config;
	}
	const devices = names.map((name) => {
		const { rdev, mode } = lstatSync(join(folder, name));
		return { node: decodeURIComponent(name), source: join(folder, name), mode, ...numbersOf(rdev) };
	});
	// They stand beside what the schema lets dogeboxd say.
	const mounts = devices.map(({ node, source }) => ({
		destination: node,
		type: 'bind',
		source,
		options: ['bind', 'rprivate', 'nosuid', 'noexec']
	}));
	const rules = devices.map(({ major, minor, mode }) => ({
		allow: true,
		type: 'c',
		major,
		minor,
		access: `${mode & 0o400 ? 'r' : ''}${mode & 0o200 ? 'w' : ''}`
	}));
	const { linux } = config;
	const { resources } = linux;
	return {
		...config,
		mounts: [...config.mounts, ...mounts],
		linux: { ...linux, resources: { ...resources, devices: [...resources.devices, ...rules] } }
	} as OciConfig;
}

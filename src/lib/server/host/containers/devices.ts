/**
 * Devices that an owner gave to a container. Their nodes are in a folder in memory for this
 * container, created by root and owned by the container's user. This module decides which devices
 * dogeboxd may name and adds them to the configuration. So dogeboxd can choose neither a device
 * number nor the path of a node.
 */
import { lstatSync, readdirSync } from 'node:fs';
import { chmod, chown, lstat, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { DEVICE_ACCESS, deviceNode, isAllowedDevice, type DeviceAccess } from '../../../contract/device-nodes.ts';
import { insideId, type OciConfig } from '../oci-schema.ts';
import { containerFolder } from '../programs.ts';
import type { VerbContext } from '../verb.ts';

/** The devices that a container requests, and who may open them inside. */
export const containerDevices = v.object({
	nodes: v.pipe(v.array(v.object({ node: deviceNode, access: v.picklist(DEVICE_ACCESS) })), v.maxLength(64)),
	owner: v.object({ uid: insideId, gid: insideId })
});
export type ContainerDevices = v.InferOutput<typeof containerDevices>;

/** Maximum number of devices per container, and of folder levels below a requested one. */
const MOST = 256;
const DEEPEST = 2;
/** Memory, ports and log of the kernel (Documentation/admin-guide/devices.txt), under any name. */
const MEMORY_MAJOR = 1;
const MODES: Readonly<Record<DeviceAccess, number>> = { r: 0o400, w: 0o200, rw: 0o600 };

const folderOf = (context: Pick<VerbContext, 'paths'>, id: string) =>
	join(containerFolder(context.paths, id), '.memory', 'devices');

/** Major and minor numbers of a device (makedev(3), glibc). */
const numbersOf = (rdev: number) => ({
	major: (rdev >> 8) & 0xfff,
	minor: (rdev & 0xff) | ((rdev >> 12) & 0xfff00)
});

/** Creates the nodes of plugged-in devices. @param base first host id of the container's range */
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
 * Creates device nodes in a new folder in memory. Skips devices that are not plugged in; without
 * any device nothing is mounted.
 * @param folder must not exist yet
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
	// The only mount of a container without `nodev`.
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

/** Finds devices at or below a path. Links are not followed, not even to a device. */
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

/** Adds the container's devices to the configuration of a process. */
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
	// Added here, because the schema does not let dogeboxd specify these.
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

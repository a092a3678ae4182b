/** Parses the kernel's list of mounts. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Mounts that are visible to this process. */
const OWN_MOUNTS = '/proc/self/mountinfo';

export interface MountEntry {
	/** `8:1`; major 0 for filesystems without a device (btrfs, overlay, tmpfs). */
	device: string;
	/** Mounted path inside the filesystem. */
	root: string;
	target: string;
	type: string;
	source: string;
	readOnly: boolean;
	/** Options of the filesystem itself; for cgroup v1 they name the controllers. */
	superOptions: string[];
}

/** Parses /proc/PID/mountinfo. Format: proc(5), “/proc/pid/mountinfo”. */
export function parseMountInfo(text: string): MountEntry[] {
	const entries: MountEntry[] = [];
	for (const line of text.split('\n')) {
		const [before, after] = line.split(' - ', 2);
		if (before === undefined || after === undefined) continue;
		const head = before.split(' ');
		const tail = after.split(' ');
		if (head[2] === undefined || head[3] === undefined || head[4] === undefined || tail[0] === undefined) continue;
		const superOptions = (tail[2] ?? '').split(',');
		entries.push({
			device: head[2],
			root: unescapeOctal(head[3]),
			target: unescapeOctal(head[4]),
			type: tail[0],
			source: unescapeOctal(tail[1] ?? ''),
			readOnly: superOptions.includes('ro') || (head[5]?.split(',').includes('ro') ?? false),
			superOptions
		});
	}
	return entries;
}

/** Mount points encode spaces and similar characters as `\040`. */
function unescapeOctal(text: string): string {
	return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));
}

/** Reads the current mounts, in mount order. */
export async function readMounts(): Promise<MountEntry[]> {
	return parseMountInfo(await readFile(OWN_MOUNTS, 'utf8'));
}

/** {@link readMounts}, synchronously. */
export function readMountsSync(): MountEntry[] {
	return parseMountInfo(readFileSync(OWN_MOUNTS, 'utf8'));
}

/** Filters the visible mounts: a later one hides an earlier one at the same path. */
export function visibleMounts(mounts: readonly MountEntry[]): MountEntry[] {
	const byPlace = new Map<string, MountEntry>();
	for (const mount of mounts) {
		byPlace.delete(mount.target);
		byPlace.set(mount.target, mount);
	}
	return [...byPlace.values()];
}

/**
 * Whether exactly this path is a mount point.
 * @param path absolute, without links
 * @throws the system's error when the list cannot be read
 */
export function isMountPoint(path: string): boolean {
	return readMountsSync().some(({ target }) => target === path);
}

/** Finds the mount that a path is on. */
export function mountOf(mounts: readonly MountEntry[], path: string): MountEntry | null {
	let best: MountEntry | null = null;
	for (const mount of mounts) {
		const inside = mount.target === '/' || path === mount.target || path.startsWith(mount.target + '/');
		if (inside && (best === null || mount.target.length >= best.target.length)) best = mount;
	}
	return best;
}

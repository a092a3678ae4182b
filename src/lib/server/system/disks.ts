/** Lists the box's disks for the wizard, from /sys and the mount table; needs no program. */
import { accessSync, constants, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Disk } from '../../contract/box.ts';
import { mountOf, readMountsSync, visibleMounts, type MountEntry } from '../mountinfo.ts';

/**
 * A disk of /sys/block with the devices on top of it (partitions, LVM and crypt devices), itself
 * first.
 */
export interface BlockDisk {
	name: string;
	model: string | null;
	/** Bytes. */
	size: number;
	/** `8:0`, `8:1`, `253:0` … and the names `sda`, `sda1`, `dm-0`. */
	devices: string[];
	names: string[];
	removable: boolean;
}

/** Filesystems with owners, modes and links, which pups' data need. */
const FIT = new Set(['ext4', 'ext3', 'xfs', 'btrfs', 'f2fs', 'zfs', 'bcachefs', 'jfs']);
/** Least free space of a disk for pups' data, bytes. */
const LEAST_FREE = 512 * 1024 * 1024;

function read(file: string): string {
	try {
		return readFileSync(file, 'utf8').trim();
	} catch {
		return '';
	}
}

function mountsNow(): MountEntry[] {
	try {
		return readMountsSync();
	} catch {
		return [];
	}
}

function list(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

/**
 * Disks of /sys/block, without loop, RAM, optical and floppy devices, and without LVM and crypt
 * devices, which belong to their disks.
 * @param sys usually `/sys`
 */
export function readBlockDisks(sys = '/sys'): BlockDisk[] {
	const disks: BlockDisk[] = [];
	for (const name of list(join(sys, 'block')).sort()) {
		if (/^(loop|ram|zram|sr|fd|dm-|md|nbd)\d*/.test(name)) continue;
		const folder = join(sys, 'block', name);
		// /sys counts sectors of 512 bytes, whatever the disk's own size
		// (Documentation/ABI/stable/sysfs-block).
		const size = Number(read(join(folder, 'size'))) * 512;
		if (!(size > 0)) continue;
		const names = [name, ...list(folder).filter((entry) => entry.startsWith(name))];
		// Follows devices on top of each other: crypt on a partition, LVM on crypt, RAID.
		for (let at = 0; at < names.length && names.length < 200; at++) {
			for (const holder of list(join(sys, 'class', 'block', names[at]!, 'holders'))) {
				if (!names.includes(holder)) names.push(holder);
			}
		}
		const model = [read(join(folder, 'device', 'vendor')), read(join(folder, 'device', 'model'))]
			// virtio disks report a PCI number as their vendor.
			.filter((part) => part && !/^0x/.test(part) && part !== 'ATA')
			.join(' ');
		disks.push({
			name,
			model: model || null,
			size,
			names,
			devices: names.map((part) => read(join(sys, 'class', 'block', part, 'dev'))).filter(Boolean),
			removable: read(join(folder, 'removable')) === '1'
		});
	}
	return disks;
}

function sourceName(source: string): string | null {
	if (!source.startsWith('/dev/')) return null;
	try {
		return basename(realpathSync(source));
	} catch {
		return basename(source);
	}
}

function mountsOf(disk: BlockDisk, mounts: readonly MountEntry[]): MountEntry[] {
	return mounts.filter((mount) => {
		if (disk.devices.includes(mount.device)) return true;
		const name = mount.device.startsWith('0:') ? sourceName(mount.source) : null;
		return name !== null && disk.names.includes(name);
	});
}

interface Judged {
	mount: MountEntry;
	free: number;
	reason: string | null;
}

/**
 * @param byRoot a root agent creates the folder, so nobody else may be able to prepare anything
 *   there. Otherwise this process creates it.
 */
async function judge(mount: MountEntry, byRoot: boolean): Promise<Judged> {
	let free = 0;
	try {
		const facts = await statfs(mount.target);
		free = facts.bavail * facts.bsize;
	} catch {
		return { mount, free, reason: 'Its filesystem does not answer.' };
	}
	let reason: string | null = null;
	if (mount.readOnly) reason = 'It is mounted read-only.';
	else if (!FIT.has(mount.type)) {
		reason = `Its filesystem (${mount.type}) cannot keep owners and permissions. Use ext4, xfs or btrfs.`;
	} else if (free < LEAST_FREE) reason = 'Less than 512 MB are free on it.';
	else {
		try {
			if (byRoot) {
				const { uid, mode } = statSync(mount.target);
				// Sticky bit: others may create files there, but cannot replace root's.
				if (uid !== 0 || ((mode & 0o022) !== 0 && (mode & 0o1000) === 0)) {
					reason = `Users other than root may write to ${mount.target}. Run: chown root: ${mount.target}; chmod go-w ${mount.target}`;
				}
			} else accessSync(mount.target, constants.W_OK | constants.X_OK);
		} catch {
			reason = `This program may not write to ${mount.target}.`;
		}
	}
	return { mount, free, reason };
}

/** Mount points that are not for data, although they are on a disk. */
const isSystemPlace = (place: string) => /^\/(boot|efi|recovery)(\/|$)/.test(place);

/**
 * Lists the disks, the one of the data folder first.
 * @param dataFolder absolute path of an existing folder
 * @param sources `byRoot`: a root agent writes there for us. For tests: replacements of /sys and
 *   the mounts of this process
 */
export async function listDisks(
	dataFolder: string,
	{ byRoot = false, ...sources }: { sys?: string; mounts?: MountEntry[]; byRoot?: boolean } = {}
): Promise<Disk[]> {
	const mounts = visibleMounts(sources.mounts ?? mountsNow());
	const real = (() => {
		try {
			return realpathSync(dataFolder);
		} catch {
			return dataFolder;
		}
	})();
	const dataMount = mountOf(mounts, real);
	const rootMount = mountOf(mounts, '/');
	const result: { disk: Disk; hasData: boolean }[] = [];
	for (const block of readBlockDisks(sources.sys)) {
		const all = mountsOf(block, mounts);
		// Bind mounts of single files or folders are ignored.
		const mountPoints = all.filter((mount) => mount === dataMount || !isSystemPlace(mount.target));
		const judged = await Promise.all(
			mountPoints.filter((mount) => mount === dataMount || isWhole(mount)).map((mount) => judge(mount, byRoot))
		);
		const hasData = dataMount !== null && all.includes(dataMount);
		const best =
			judged.find(({ mount }) => mount === dataMount) ??
			judged.sort((a, b) => Number(b.reason === null) - Number(a.reason === null) || b.free - a.free)[0];
		// The disk of the data folder is a valid choice whatever its filesystem, because it already
		// works there.
		const reason = best
			? best.mount === dataMount && best.free >= LEAST_FREE
				? null
				: best.reason
			: notMounted(block, all);
		result.push({
			hasData,
			disk: {
				name: `/dev/${block.name}`,
				model: block.model,
				size: block.size,
				free: best?.free ?? null,
				mountPoint: best?.mount.target ?? null,
				isBootDisk: rootMount !== null && all.some((mount) => mount.device === rootMount.device),
				usable: reason === null,
				reason
			}
		});
	}
	if (dataMount && !result.some(({ hasData }) => hasData)) {
		// Not on a disk: a container, a network filesystem, an overlay.
		const facts = await statfs(real);
		const free = facts.bavail * facts.bsize;
		result.push({
			hasData: true,
			disk: {
				name: dataMount.target,
				model: `${dataMount.type} filesystem`,
				size: facts.blocks * facts.bsize,
				free,
				mountPoint: dataMount.target,
				isBootDisk: dataMount === rootMount,
				usable: free >= LEAST_FREE,
				reason: free >= LEAST_FREE ? null : 'Less than 512 MB are free on it.'
			}
		});
	}
	return result.sort((a, b) => Number(b.hasData) - Number(a.hasData)).map(({ disk }) => disk);
}

function isWhole(mount: MountEntry): boolean {
	return mount.root === '/' || mount.type === 'btrfs';
}

function notMounted(block: BlockDisk, mounts: readonly MountEntry[]): string {
	if (mounts.length > 0) return 'It has only files that start the system.';
	return block.removable
		? 'It is not mounted. Put a filesystem on it, mount it, and reload this page.'
		: 'It is not mounted. Mount it (and put it into /etc/fstab, so that it comes back after a restart), then reload this page.';
}

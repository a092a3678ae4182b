/** Mounts of containers, carried out in one step by `fork-server/mounts-task.ts`. */
import { systemCalls } from '../system-calls.ts';
import type { VerbContext } from '../verb.ts';
import { RANGE_SIZE } from './ranges.ts';

/**
 * Id map of the mount's user namespace, one range per line: first id on the disk, first id shown,
 * count (user_namespaces(7)).
 */
export type IdMap = string;

/** Map that shows the range on the disk as a container's own range. */
export const shownAs = (onDisk: number, base: number): IdMap => `${onDisk} ${base} ${RANGE_SIZE}`;

/** MOUNT_ATTR_NOSUID and MOUNT_ATTR_NODEV. */
const NOSUID_NODEV = 2 | 4;

export type MountStep =
	/** Sets the maps for the steps after this one. */
	| { do: 'ids'; uids: IdMap; gids: IdMap }
	/** Tests whether a folder can be mapped; mounts nothing. */
	| { do: 'try'; from: string }
	/**
	 * Mounts `from` at `to`. `layer`: for the kernel's overlay; otherwise nosuid and nodev; `tree`:
	 * with mounts below it. `opened`: like `folder`, but `from` is a descriptor's link in `/proc`,
	 * which refers to what was opened even if its name changed.
	 */
	| { do: 'bind'; from: string; to: string; kind: 'layer' | 'folder' | 'tree' | 'opened' }
	/**
	 * Mounts an overlay, read-only unless `writable`. Relative paths in its options start at
	 * `folder`.
	 */
	| { do: 'overlay'; folder: string; options: string; writable?: boolean; to: string }
	/** Mounts an empty filesystem in memory, nosuid and nodev, with options of tmpfs(5). */
	| { do: 'memory'; options: string; to: string }
	/** Unmounts a mount of this run. An overlay keeps its layers in use. */
	| { do: 'unmount'; path: string }
	/** Unmounts the topmost mount lazily; a missing one is no error. */
	| { do: 'away'; path: string };

/**
 * Whether the steps were carried out. `reason` is set when this kernel or a filesystem cannot map
 * ids; then nothing is mounted.
 */
export type MapOutcome = { mapped: true } | { mapped: false; reason: string };

/**
 * Carries out the steps in one process.
 * @throws BoxError `host-command-failed` when a step fails for another reason; nothing stays
 *   mounted
 */
export async function carryOutMounts(
	steps: readonly MountStep[],
	context: Pick<VerbContext, 'spawn' | 'signal'>
): Promise<MapOutcome> {
	if (!systemCalls()) {
		if (steps.every(isPlain)) return byPrograms(steps, context);
		return { mapped: false, reason: `It is not known how to map ids on ${process.arch}.` };
	}
	const { exitCode, stderr } = await context.spawn('mounts', steps.flatMap(argsOf), {
		task: 'mounts',
		allow: [CANNOT_MAP],
		signal: context.signal
	});
	return exitCode === 0 ? { mapped: true } : { mapped: false, reason: stderr.trim() || 'no reason given' };
}

type PlainStep = Extract<MountStep, { do: 'memory' | 'away' }>;

const isPlain = (step: MountStep): step is PlainStep => step.do === 'memory' || step.do === 'away';

async function byPrograms(
	steps: readonly PlainStep[],
	{ spawn, signal }: Pick<VerbContext, 'spawn' | 'signal'>
): Promise<MapOutcome> {
	for (const step of steps) {
		// 1, 32 and 64 of umount(8): not mounted.
		if (step.do === 'away') await spawn('umount', ['-l', step.path], { allow: [1, 32, 64], signal });
		else await spawn('mount', ['-t', 'tmpfs', '-o', `${step.options},nosuid,nodev`, 'tmpfs', step.to], { signal });
	}
	return { mapped: true };
}

/** Exit status of the task when ids cannot be mapped. */
const CANNOT_MAP = 3;

/** include/uapi/linux/mount.h */
const MS_RDONLY = '1';

function argsOf(step: MountStep): string[] {
	switch (step.do) {
		case 'ids':
			return ['ids', step.uids, step.gids];
		case 'try':
			return ['try', step.from, '0', '0', '0'];
		case 'bind':
			return [
				...['bind', step.from, step.kind === 'tree' ? '1' : '0'],
				...[step.kind === 'layer' ? '0' : String(NOSUID_NODEV), step.kind === 'opened' ? '1' : '0', step.to]
			];
		case 'overlay':
			return ['overlay', step.folder, step.options, step.writable ? '0' : MS_RDONLY, step.to];
		case 'memory':
			return ['memory', step.options, step.to];
		case 'unmount':
		case 'away':
			return [step.do, step.path];
	}
}

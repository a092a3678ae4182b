/** Mounts of containers, made in one go; `fork-server/mounts-task.ts` carries them out. */
import { systemCalls } from '../system-calls.ts';
import type { VerbContext } from '../verb.ts';
import { RANGE_SIZE } from './ranges.ts';

/**
 * Ids as the mount's namespace has them, one range a line: first id on the disk, first id shown,
 * count (user_namespaces(7)).
 */
export type IdMap = string;

/** The map that shows what has the ids of the range on the disk as a container's own. */
export const shownAs = (onDisk: number, base: number): IdMap => `${onDisk} ${base} ${RANGE_SIZE}`;

/** MOUNT_ATTR_NOSUID and MOUNT_ATTR_NODEV. */
const NOSUID_NODEV = 2 | 4;

export type MountStep =
	/** What the steps after this one map to. */
	| { do: 'ids'; uids: IdMap; gids: IdMap }
	/** Sees whether a folder can be mapped; nothing is mounted. */
	| { do: 'try'; from: string }
	/**
	 * Mounts `from` at `to`. `layer`: for the kernel's overlay; else nosuid and nodev, of a `tree`
	 * also what is mounted below. `opened`: as `folder`, and `from` is a descriptor's link in
	 * `/proc`, which leads to what was opened whatever has its name now.
	 */
	| { do: 'bind'; from: string; to: string; kind: 'layer' | 'folder' | 'tree' | 'opened' }
	/**
	 * Mounts an overlay, read-only where it is not said otherwise. Relative paths in its options
	 * start at `folder`.
	 */
	| { do: 'overlay'; folder: string; options: string; writable?: boolean; to: string }
	/** Mounts an empty filesystem in memory, nosuid and nodev, with options of tmpfs(5). */
	| { do: 'memory'; options: string; to: string }
	/** Unmounts one of this run's mounts. An overlay keeps its layers. */
	| { do: 'unmount'; path: string }
	/** Unmounts the topmost mount at once; nothing there is no error. */
	| { do: 'away'; path: string };

/**
 * Whether the steps were carried out; `reason` where this kernel or a filesystem cannot map ids,
 * and nothing is mounted.
 */
export type MapOutcome = { mapped: true } | { mapped: false; reason: string };

/**
 * Carries out steps in one process.
 * @throws BoxError `host-command-failed` when a step fails for another reason; nothing stays
 *   mounted then either
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
		// 1, 32 and 64 of umount(8): it is not mounted.
		if (step.do === 'away') await spawn('umount', ['-l', step.path], { allow: [1, 32, 64], signal });
		else await spawn('mount', ['-t', 'tmpfs', '-o', `${step.options},nosuid,nodev`, 'tmpfs', step.to], { signal });
	}
	return { mapped: true };
}

/** Exit status of the task. */
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

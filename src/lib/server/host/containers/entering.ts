/**
 * Commands that enter a container of crun by themselves (`fork-server/join-task.ts`), without crun.
 */
import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import { release } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import type { CgroupLayout } from '../cgroups.ts';
import type { ALLOWED_CAPABILITIES, OciConfig } from '../oci-schema.ts';
import { killProcess } from '../process-identity.ts';
import { readText } from '../read-small.ts';
import { findProgram, ociName, ociStateFolder } from '../programs.ts';
import { systemCalls } from '../system-calls.ts';
import type { OciProgram } from '../types.ts';
import type { VerbContext } from '../verb.ts';
import { processesIn } from './cgroup.ts';
import { LIMIT_NUMBERS, limitsOfCommand } from './process-limits.ts';
import type { SessionOptions } from './session.ts';

/** What crun keeps of a container, as far as it is of use here (crun, src/libcrun/status.c). */
const crunStatus = v.object({
	pid: v.pipe(v.number(), v.integer(), v.minValue(2)),
	'process-start-time': v.pipe(v.number(), v.integer(), v.minValue(1))
});

/** Numbers of capabilities (include/uapi/linux/capability.h). */
const CAPABILITY_NUMBERS: Readonly<Record<(typeof ALLOWED_CAPABILITIES)[number], number>> = {
	...{ CAP_CHOWN: 0, CAP_DAC_OVERRIDE: 1, CAP_FOWNER: 3, CAP_FSETID: 4, CAP_KILL: 5, CAP_SETGID: 6 },
	...{ CAP_SETUID: 7, CAP_SETPCAP: 8, CAP_NET_BIND_SERVICE: 10, CAP_SYS_CHROOT: 18, CAP_MKNOD: 27 },
	CAP_SETFCAP: 31
};

/** Controllers of v1 in which a command has a group of its own: what it does there is counted. */
const OWN_GROUPS = ['pids', 'memory'];

/** How long what is left of a command may take to be gone: looks, and milliseconds between them. */
const CHECKS = 250;
const CHECK_MS = 10;
/** So long after its end what is left of a command is removed, milliseconds. */
const TIDY_MS = 60;
/** If that fails, again and again after twice the time, up to this. */
const LAST_TIDY_MS = 4000;

export interface Entering {
	process: OciConfig['process'];
	made: OciProgram;
	bundle: string;
	/** The session's own. */
	folder: string;
	/** The session's group, below that of this instance. */
	group: string;
	layout: CgroupLayout | null;
}

/**
 * From 5.8 on all namespaces of a process are entered at once, by its descriptor (setns(2)); from
 * 5.11 on what is open is closed by the program's start, without a list (close_range(2)).
 */
const kernelCan = (version = release()) => {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	return major > 5 || (major === 5 && minor >= 11);
};

/**
 * Whether commands enter containers of this runtime by themselves. Groups of v2 take no process
 * without a wait in the kernel; it is crun's there, which is known to work.
 */
export const entersItself = (program: OciProgram, layout: CgroupLayout | null): boolean =>
	program !== 'runc' &&
	layout !== null &&
	'pids' in layout.v1 &&
	kernelCan() &&
	systemCalls() !== undefined &&
	findProgram('perl') !== null;

/**
 * Makes what a command needs that enters by itself.
 * @returns null where crun has to run it
 */
export function entering(
	{ process, made, bundle, folder, group, layout }: Entering,
	context: VerbContext
): Omit<SessionOptions, 'failure'> | null {
	if (process.terminal || !process.noNewPrivileges || !entersItself(made, layout)) return null;
	// What crun looks up in the container's own files.
	if (!process.env.some((entry) => entry.startsWith('HOME='))) return null;
	const [id = '', service = ''] = group.split('/');
	const kept = join(ociStateFolder(context.paths), ociName(id, service));
	const filter = join(kept, 'seccomp.bpf');
	if (!existsSync(filter)) return null;
	const status = v.safeParse(crunStatus, JSON.parse(readText(join(kept, 'status')) ?? 'null'));
	if (!status.success) return null;
	const limits = limitsOfCommand(bundle, process.rlimits !== undefined);
	// The folder first: by it an agent that comes later finds what this one has left.
	mkdirSync(folder, { mode: 0o700 });
	let files: string[];
	try {
		files = enteredGroups(layout!, join(context.names.cgroup, group));
	} catch (error) {
		leaveBehind(group, folder, layout!, context);
		throw error;
	}
	const { capabilities, user } = process;
	const numbers = [
		...limits.map(({ name, soft, hard }) => [LIMIT_NUMBERS[name], soft, hard]),
		...(process.rlimits ?? []).map(({ type, soft, hard }) => [
			LIMIT_NUMBERS[type.slice('RLIMIT_'.length).toLowerCase() as keyof typeof LIMIT_NUMBERS],
			soft,
			hard
		])
	];
	const words = [
		...[status.output.pid, status.output['process-start-time'], join(context.names.cgroup, id, service)],
		...[filter, process.oomScoreAdj ?? 0],
		...[process.cwd, user.uid, user.gid, (user.additionalGids ?? []).join(',')],
		...[maskOf(capabilities.bounding), maskOf(capabilities.effective)],
		numbers.map((one) => one.join(':')).join(','),
		...[files.length, ...files],
		...[process.env.length, ...process.env],
		...process.args
	];
	const own = join(layout!.v1['pids']!, context.names.cgroup, group);
	return {
		...{ program: '', args: words.map(String), env: {}, terminal: null, pidFile: null },
		crun: { before: '', task: 'join' },
		killAll: () => killIn(own)
	};
}

const maskOf = (names: readonly (typeof ALLOWED_CAPABILITIES)[number][]) =>
	names.reduce((mask, name) => mask + 2 ** CAPABILITY_NUMBERS[name], 0);

/**
 * Makes the command's own groups.
 * @returns files by which a single thread enters them, and the service's own in all other
 *   hierarchies
 */
function enteredGroups(layout: CgroupLayout, group: string): string[] {
	const own = ownRoots(layout);
	const roots = layout.roots.filter((root) => root !== layout.v2);
	for (const root of own) mkdirSync(join(root, group));
	return roots
		.map((root) => join(root, own.has(root) ? group : dirname(group)))
		.filter((folder) => existsSync(folder))
		.map((folder) => join(folder, 'tasks'));
}

const ownRoots = (layout: CgroupLayout) =>
	new Set(OWN_GROUPS.map((name) => layout.v1[name]).filter((root) => root !== undefined));

/**
 * Removes what {@link entering} made. Who waits for the command's status comes first. The folder
 * goes last: by it an agent that comes later finds the groups.
 */
export function leaveBehind(group: string, folder: string, layout: CgroupLayout, context: VerbContext): void {
	const paths = [...ownRoots(layout)].map((root) => join(root, context.names.cgroup, group));
	removeIn(TIDY_MS, [...paths, folder]);
}

function removeIn(ms: number, paths: string[]): void {
	setTimeout(() => {
		try {
			for (const path of paths) if (existsSync(path)) rmdirSync(path);
		} catch {
			// A process of it still gives its memory back. What stays goes with the container.
			if (ms < LAST_TIDY_MS) removeIn(2 * ms, paths);
		}
	}, ms).unref();
}

/** Kills every process of a group until none is left. */
async function killIn(folder: string): Promise<void> {
	for (let round = 0; round < CHECKS; round++) {
		const pids = processesIn(folder);
		if (pids.length === 0) return;
		for (const pid of pids) killProcess(pid);
		await wait(round === 0 ? 1 : CHECK_MS);
	}
}

/** Where a command's start failed, and with which error. */
const launchFailure = v.object({ cause: v.object({ code: v.string(), step: v.optional(v.string()) }) });

/** Why a command did not run that was to enter by itself. @returns null for another error */
export function whyNotEntered(error: unknown): { step: string; code: string } | null {
	const found = v.safeParse(launchFailure, error);
	if (!found.success) return null;
	const { step = 'launch', code } = found.output.cause;
	return { step, code };
}

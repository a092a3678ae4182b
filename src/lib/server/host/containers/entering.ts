/** Commands that enter a container of crun directly (`fork-server/join-task.ts`), without crun. */
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

/** The fields of crun's container state that are used here (crun, src/libcrun/status.c). */
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

/** Controllers of v1 in which a command has its own group, so its usage is counted separately. */
const OWN_GROUPS = ['pids', 'memory'];

/** Number of checks, and milliseconds between them, until the rest of a command must be gone. */
const CHECKS = 250;
const CHECK_MS = 10;
/** Milliseconds between the end of a command and the removal of its groups. */
const TIDY_MS = 60;
/** Failed removals are retried after twice the time each, up to this. */
const LAST_TIDY_MS = 4000;

export interface Entering {
	process: OciConfig['process'];
	made: OciProgram;
	bundle: string;
	/** Folder of the session. */
	folder: string;
	/** Cgroup of the session, relative to that of this instance. */
	group: string;
	layout: CgroupLayout | null;
}

/**
 * Whether the kernel is new enough: since 5.8 a process enters all namespaces of another at once,
 * by descriptor (setns(2)); since 5.11 exec closes open descriptors without a list
 * (close_range(2)).
 */
const kernelCan = (version = release()) => {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	return major > 5 || (major === 5 && minor >= 11);
};

/**
 * Whether commands enter containers of this runtime directly. On v2 joining a cgroup waits in the
 * kernel, so crun does it there, which is known to work.
 */
export const entersItself = (program: OciProgram, layout: CgroupLayout | null): boolean =>
	program !== 'runc' &&
	layout !== null &&
	'pids' in layout.v1 &&
	kernelCan() &&
	systemCalls() !== undefined &&
	findProgram('perl') !== null;

/**
 * Prepares a command that enters the container directly.
 * @returns null when crun has to run it
 */
export function entering(
	{ process, made, bundle, folder, group, layout }: Entering,
	context: VerbContext
): Omit<SessionOptions, 'failure'> | null {
	if (process.terminal || !process.noNewPrivileges || !entersItself(made, layout)) return null;
	// crun would look this up in the container's own files.
	if (!process.env.some((entry) => entry.startsWith('HOME='))) return null;
	const [id = '', service = ''] = group.split('/');
	const kept = join(ociStateFolder(context.paths), ociName(id, service));
	const filter = join(kept, 'seccomp.bpf');
	if (!existsSync(filter)) return null;
	const status = v.safeParse(crunStatus, JSON.parse(readText(join(kept, 'status')) ?? 'null'));
	if (!status.success) return null;
	const limits = limitsOfCommand(bundle, process.rlimits !== undefined);
	// The folder comes first: a later agent uses it to find what this one leaves behind.
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
 * Creates the command's own groups.
 * @returns files through which a single thread joins them, and in all other hierarchies the
 *   service's own group
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
 * Removes what {@link entering} created, later, so that the command's status is reported first. The
 * folder is removed last, because a later agent uses it to find the groups.
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
			// A process is still freeing its memory. The rest is removed with the container.
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

/** The step at which a command's start failed, and its error code. */
const launchFailure = v.object({ cause: v.object({ code: v.string(), step: v.optional(v.string()) }) });

/** Explains why a command could not enter directly. @returns null for any other error */
export function whyNotEntered(error: unknown): { step: string; code: string } | null {
	const found = v.safeParse(launchFailure, error);
	if (!found.success) return null;
	const { step = 'launch', code } = found.output.cause;
	return { step, code };
}

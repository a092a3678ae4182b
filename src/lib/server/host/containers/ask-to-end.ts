/**
 * Asks every process of a service to end. A shell forwards no signals to its program, and a process
 * in its own session belongs to no known process group. So the cgroup lists the processes. It is
 * frozen meanwhile, because a process that is just forking could otherwise be missed.
 */
import { readFileSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { STOP_SIGNALS, type StopSignal } from '../../../contract/stop.ts';
import { controllerFolder, hostCgroups } from '../cgroups.ts';
import { containerId, processName } from '../confine.ts';
import { freezerOf } from '../freezer.ts';
import { canTake, endsAtOnce, isAlive, processState, sendSignal, type ProcessIdentity } from '../process-identity.ts';
import { findProgram } from '../programs.ts';
import { verb } from '../verb.ts';
import { isOfContainer, processesIn } from './cgroup.ts';

/**
 * Milliseconds that a process which has just been started may take until it can receive the signal.
 */
const PROVISION_MS = 1000;
/** Timeout of the freeze, milliseconds: a process that waits for a disk never freezes. */
const FREEZE_MS = 500;
/** Milliseconds between two polls. */
const POLL_MS = 20;

/**
 * Sends the signal to all processes of a service, except commands that somebody runs in it. When
 * the service's init process ends, the kernel kills the others. So a main process that the signal
 * would end at once (a shell around the real program) gets it last, after the others have ended,
 * and is stopped until then, or it would start them again.
 * @returns whether it was sent; false when the service is not running. The main process has
 *   received it by then, or `waitMs` have passed
 */
export const containerAskToEnd = verb(
	'container.ask-to-end',
	v.object({
		id: containerId,
		process: processName,
		/** Process id of its init process on the host. */
		pid: v.pipe(v.number(), v.integer(), v.minValue(2)),
		ticks: v.number(),
		signal: v.picklist(STOP_SIGNALS),
		/** Timeout for the other processes, milliseconds. */
		waitMs: v.pipe(v.number(), v.integer(), v.minValue(0))
	}),
	async ({ id, process: service, pid, ticks, signal, waitMs }, context): Promise<boolean> => {
		const first: ProcessIdentity = { pid, ticks };
		if (!isAlive(first) || !isOfContainer(pid, id, context)) return false;
		await provision(first, signal);
		const group = join(context.names.cgroup, id, service);
		const asked = await whileFrozen(group, async (all) => {
			// The init process forwards the signal to the program, which would get it twice.
			const init = await isInit(pid);
			const others = all.filter((one) => !(init && one === pid));
			const main = init ? (others.find((one) => parentOf(one) === pid) ?? pid) : pid;
			const rest = others.filter((one) => one !== main);
			const last = rest.length > 0 && endsAtOnce(main, constants.signals[signal]);
			for (const one of rest) sendSignal(one, signal);
			sendSignal(main, last ? 'SIGSTOP' : signal);
			return last ? { main, rest: rest.map((one) => ({ one, ticks: processState(one)?.ticks })) } : null;
		});
		if (asked === null) return true;
		const until = performance.now() + waitMs;
		const runs = ({ one, ticks: since }: (typeof asked.rest)[number]) =>
			since !== undefined && isAlive({ pid: one, ticks: since });
		try {
			while (isAlive(first) && asked.rest.some(runs) && performance.now() < until && !context.signal?.aborted) {
				await wait(POLL_MS);
			}
		} finally {
			if (isAlive(first)) {
				sendSignal(asked.main, signal);
				sendSignal(asked.main, 'SIGCONT');
			}
		}
		return true;
	}
);

/**
 * Checks twice in a row: during exec(2) the new program briefly shows the old one's signal sets.
 */
async function provision(first: ProcessIdentity, signal: StopSignal): Promise<void> {
	const deadline = performance.now() + PROVISION_MS;
	for (let seen = 0; seen < 2 && isAlive(first) && performance.now() < deadline; await wait(3)) {
		seen = canTake(first.pid, constants.signals[signal]) ? seen + 1 : 0;
	}
}

/** Calls `work` with the processes of the group itself, without subgroups, while it is frozen. */
async function whileFrozen<T>(group: string, work: (pids: number[]) => Promise<T>): Promise<T> {
	const layout = await hostCgroups();
	// On v1, commands that somebody runs have a subgroup in only one of these hierarchies.
	const known =
		layout &&
		['pids', 'memory', 'cpu'].map((name) => controllerFolder(layout, name, group)).find((found) => found !== null);
	const freezer = layout && freezerOf(layout, group);
	try {
		await freezer?.freeze(FREEZE_MS).catch(() => {});
		return await work(known ? processesIn(known) : []);
	} finally {
		await freezer?.thaw().catch(() => {});
	}
}

/** Whether a process runs our init program, whatever its path. */
async function isInit(pid: number): Promise<boolean> {
	const init = findProgram('catatonit');
	if (init === null) return false;
	try {
		const [own, runs] = [statSync(init), statSync(`/proc/${pid}/exe`)];
		return own.ino === runs.ino && own.dev === runs.dev;
	} catch {
		return false;
	}
}

function parentOf(pid: number): number | null {
	try {
		return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? NaN);
	} catch {
		return null;
	}
}

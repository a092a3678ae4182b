/**
 * Compares what is wanted of boxes with what is there, on every change and on a slow tick, and does
 * what is missing. It decides nothing itself: see `decide.ts`.
 */
import type { Failure } from '../../contract/jobs.ts';
import { isBoxError } from '../../contract/errors.ts';
import { exitWords } from '../../contract/exit-words.ts';
import { monotonicMs } from '../concurrency/index.ts';
import type { ProcessExit } from '../containers/types.ts';
import { decide, type BoxFacts, type Decision } from './decide.ts';
import type { BoxesDeps } from './deps.ts';
import { endedRemoval, type EndedRemovalDeps } from './ended-removal.ts';
import type { BoxMemory } from './exits.ts';
import { about, jobOn, usualStop, withHint } from './kinds.ts';
import type { BoxRow } from './rows.ts';
import type { BoxRunning } from './running.ts';
import { MAIN } from './spec.ts';

const TICK_MS = 10_000;
/** How long the status of a main process that has ended is waited for, milliseconds. */
const STATUS_WAIT_MS = 2000;
/** After a removal that failed, milliseconds. */
const REMOVAL_AGAIN_MS = 10 * 60_000;
/** Rounds in one go: each writes what was observed, so a few settle everything. */
const MAX_ROUNDS = 5;

export interface BoxReconciler {
	/** Looks at one box soon. */
	schedule(id: string): void;
	/** Resolves when there is nothing left to do at once. */
	settle(id: string): Promise<void>;
	/** A main process has ended. */
	exited(exit: ProcessExit): void;
	/** Keeps the box from being looked at while somebody works on it without a job. */
	hold(id: string): () => void;
	begin(): void;
	close(): Promise<void>;
}

const INTERRUPTED: Failure = {
	code: 'interrupted',
	reason: 'Its making was cut off.',
	hint: 'Start the box to try again, or remove it.'
};

export function createBoxReconciler(
	deps: Pick<BoxesDeps, 'engine' | 'metrics' | 'log' | 'tickMs'> &
		EndedRemovalDeps & { running: BoxRunning; memory: BoxMemory }
): BoxReconciler {
	const { rows, running, memory, kinds, metrics, log } = deps;
	const removeEnded = endedRemoval(deps);
	const passes = new Map<string, { again: boolean; done: Promise<void> }>();
	const timers = new Map<string, NodeJS.Timeout>();
	const held = new Set<string>();
	/** When the removal of a box was last asked for. */
	const removals = new Map<string, number>();
	let tick: NodeJS.Timeout | undefined;
	let open = false;

	/** Somebody works on it, and it is looked at again when that is done. */
	const busy = (id: string) => held.has(id) || jobOn(deps.jobs, id) !== null || running.isStopping(id);

	async function factsOf(row: BoxRow): Promise<BoxFacts> {
		const counters = metrics.counters(row.id);
		if (counters) memory.sawTraffic(row.id, counters.rxBytes + counters.txBytes);
		return {
			...row,
			busy: busy(row.id),
			standing: await running.standing(row.id),
			failures: memory.failures(row.id),
			downMs: memory.downMs(row.id),
			ran: row.startedAt !== null,
			unusedMs: memory.unusedMs(row.id)
		};
	}

	async function startAgain(row: BoxRow): Promise<void> {
		const { restarts } = row;
		rows.set(row.id, { restarts: restarts + 1 });
		try {
			await running.start(row.id);
		} catch (error) {
			if (!isBoxError(error)) throw error;
			const { code, message: reason, hint = null } = error;
			// Nothing is wrong with the box: the tick looks again, and this time is not counted.
			if (code === 'host-agent-away') return void rows.set(row.id, { restarts });
			rows.report(row.id, 'failed', { failure: withHint({ code, reason, hint }), wanted: 'stopped' });
		}
	}

	function rest(row: BoxRow, why: 'ended' | 'restarts-used'): void {
		const exit = memory.lastExit(row.id);
		const words =
			row.exitCode === null ? 'is not known to have ended well' : exitWords(row.exitCode, exit?.oomKilled ?? false);
		const failure =
			why === 'ended'
				? null
				: {
						code: 'restarts-used',
						reason: `Its main process ${words}, and was started again ${row.restarts} times.`,
						hint: 'Look at its log, then start it.'
					};
		rows.report(row.id, 'ended', { wanted: 'stopped', failure });
	}

	/** @returns whether another look may find more to do */
	async function carryOut(row: BoxRow, { standing }: BoxFacts, decision: Decision): Promise<boolean> {
		const { id } = row;
		switch (decision.do) {
			case 'nothing':
				if (decision.at !== undefined) reconcileOne(id, decision.at);
				return false;
			case 'report': {
				const ended = decision.what === 'ended';
				// Its monitor writes the status a moment after it is gone.
				// One that ended while nobody watched is known to the engine alone.
				const found = ended ? await running.exitCode(id) : null;
				const waits = ended && standing === 'idle' && found === null;
				const exit = waits ? await memory.exitOf(id, STATUS_WAIT_MS) : memory.lastExit(id);
				const values = { stoppedAt: exit?.at ?? Date.now(), exitCode: exit?.exitCode ?? found };
				rows.report(id, decision.what, ended ? values : {});
				return true;
			}
			case 'interrupted':
				rows.report(id, 'failed', { failure: INTERRUPTED, wanted: 'stopped' });
				return true;
			case 'clear':
				await deps.engine?.stop(id, { graceMs: 0 });
				return true;
			case 'start':
				// The tick looks again when the disk is back.
				if ((deps.storageMissing?.() ?? null) === null) await startAgain(row);
				return false;
			case 'rest':
				rest(row, decision.why);
				return true;
			case 'stop':
				if (decision.why === 'idle') {
					rows.set(id, { wanted: 'stopped' });
					await deps.engine?.note(id, MAIN, `The box was not used for ${row.idleStopSeconds} s and is stopped.`);
				}
				await running.stop(id, usualStop(row));
				return true;
			case 'remove':
				// One that fails is tried again, but not with every look.
				if (monotonicMs() - (removals.get(id) ?? -Infinity) < REMOVAL_AGAIN_MS) return false;
				removals.set(id, monotonicMs());
				if (decision.why === 'ephemeral') return removeEnded(id);
				rows.set(id, { wanted: 'stopped' });
				kinds.remove.submit({ ...about(row), ...usualStop(row) });
				return false;
		}
	}

	function reconcileOne(id: string, at: number): void {
		clearTimeout(timers.get(id));
		// Longest time of a timer (setTimeout(3) of Node) is 24.8 days; the tick comes sooner.
		const wait = Math.min(Math.max(0, at - Date.now()) + 5, 86_400_000);
		timers.set(id, setTimeout(() => schedule(id), wait).unref());
	}

	async function reconcile(id: string): Promise<void> {
		clearTimeout(timers.get(id));
		timers.delete(id);
		for (let round = 0; round < MAX_ROUNDS && open; round++) {
			const row = rows.find(id);
			if (!row) {
				removals.delete(id);
				return;
			}
			// Nothing would come of it: it need not be asked how it is.
			if (busy(id)) return;
			const facts = await factsOf(row);
			const now = rows.find(id);
			if (!now) return;
			// The row may have changed while the engine was asked: decide on what is true now.
			if (now.state !== row.state || now.wanted !== row.wanted) continue;
			const decision = decide(facts, Date.now());
			if (decision.do !== 'nothing') log.debug({ box: id, decision }, 'reconciling a box');
			if (!(await carryOut(now, facts, decision))) return;
		}
	}

	function settle(id: string): Promise<void> {
		const present = passes.get(id);
		if (present) {
			present.again = true;
			return present.done;
		}
		const entry = { again: false, done: Promise.resolve() };
		passes.set(id, entry);
		entry.done = (async () => {
			do {
				entry.again = false;
				await reconcile(id).catch((error: unknown) =>
					log.error({ box: id, err: error }, 'a box could not be reconciled')
				);
			} while (entry.again && open);
			passes.delete(id);
		})();
		return entry.done;
	}
	function schedule(id: string): void {
		if (open) void settle(id);
	}
	const reconcileAll = () => {
		for (const { id } of rows.all()) schedule(id);
	};

	return {
		schedule,
		settle,
		exited(exit) {
			if (exit.process !== MAIN || !rows.find(exit.id)) return;
			memory.ended(exit);
			schedule(exit.id);
		},
		hold(id) {
			held.add(id);
			return () => {
				held.delete(id);
				schedule(id);
			};
		},
		begin() {
			open = true;
			reconcileAll();
			tick = setInterval(reconcileAll, deps.tickMs ?? TICK_MS).unref();
		},
		async close() {
			open = false;
			clearInterval(tick);
			for (const timer of timers.values()) clearTimeout(timer);
			timers.clear();
			await Promise.all([...passes.values()].map(({ done }) => done));
		}
	};
}

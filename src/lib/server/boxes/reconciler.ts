/**
 * Compares the desired and the observed state of boxes, on every change and at a slow interval, and
 * carries out the difference. The decisions are in `decide.ts`.
 */
import type { ProcessExit } from '../containers/types.ts';
import { createCarryingOut, type CarryOutDeps } from './carry-out.ts';
import { decide, type BoxFacts } from './decide.ts';
import type { BoxesDeps } from './deps.ts';
import { jobOn } from './kinds.ts';
import type { BoxRow } from './rows.ts';
import { MAIN } from './spec.ts';

const TICK_MS = 10_000;
/** Most rounds in one pass: each records what was observed, so a few settle everything. */
const MAX_ROUNDS = 5;

export interface BoxReconciler {
	/** Reconciles one box soon. */
	schedule(id: string): void;
	/** Reconciles now; resolves when nothing is left to do at once. */
	settle(id: string): Promise<void>;
	/** Handles the end of a main process. */
	exited(exit: ProcessExit): void;
	/** Suspends the reconciliation of a box while an operation without a job works on it. */
	hold(id: string): () => void;
	begin(): void;
	close(): Promise<void>;
}

export function createBoxReconciler(deps: Pick<BoxesDeps, 'metrics' | 'log' | 'tickMs'> & CarryOutDeps): BoxReconciler {
	const { rows, running, memory, metrics, log } = deps;
	const { carryOut, forget } = createCarryingOut(deps);
	const passes = new Map<string, { again: boolean; done: Promise<void> }>();
	const timers = new Map<string, NodeJS.Timeout>();
	const held = new Set<string>();
	let tick: NodeJS.Timeout | undefined;
	let open = false;

	async function factsOf(row: BoxRow): Promise<BoxFacts> {
		const counters = metrics.counters(row.id);
		if (counters) memory.sawTraffic(row.id, counters.rxBytes + counters.txBytes);
		const busy = held.has(row.id) || jobOn(deps.jobs, row.id) !== null || running.isStopping(row.id);
		return {
			...row,
			busy,
			// Nothing is decided about a busy box, so the engine is not queried.
			standing: busy ? 'none' : await running.standing(row.id),
			failures: memory.failures(row.id),
			downMs: memory.downMs(row.id),
			ran: row.startedAt !== null,
			unusedMs: memory.unusedMs(row.id)
		};
	}

	function reconcileOne(id: string, at: number): void {
		clearTimeout(timers.get(id));
		// A timer of Node can wait at most 24.8 days (setTimeout(3)); the interval comes sooner.
		const wait = Math.min(Math.max(0, at - Date.now()) + 5, 86_400_000);
		timers.set(id, setTimeout(() => schedule(id), wait).unref());
	}

	async function reconcile(id: string): Promise<void> {
		clearTimeout(timers.get(id));
		timers.delete(id);
		for (let round = 0; round < MAX_ROUNDS && open; round++) {
			const row = rows.find(id);
			if (!row) {
				forget(id);
				return;
			}
			const facts = await factsOf(row);
			const now = rows.find(id);
			if (!now) return;
			// The row may have changed during the engine's query, so the decision uses the current
			// one.
			if (now.state !== row.state || now.wanted !== row.wanted) continue;
			const decision = decide(facts, Date.now());
			if (decision.do === 'nothing') {
				if (decision.at !== undefined) reconcileOne(id, decision.at);
				return;
			}
			log.debug({ box: id, decision }, 'reconciling a box');
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

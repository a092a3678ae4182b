/**
 * Compares the desired and the observed state of each pup, on every change and at a slow interval,
 * and carries out the difference. Level-triggered: a second run does nothing. The decisions are in
 * `desired/plan.ts`.
 */
import { exitWords } from '../../../contract/exit-words.ts';
import type { ProcessExit } from '../../containers/types.ts';
import type { ConfigStore } from '../config/index.ts';
import type { PupContent } from '../content/index.ts';
import type { PupsDeps } from '../deps.ts';
import { driftOf, plan } from '../desired/index.ts';
import type { Change, Desired, PlanStep } from '../desired/index.ts';
import type { PupRow, PupRows, Signals, StateMachine } from '../installed/index.ts';
import { monotonicMs } from '../../concurrency/index.ts';
import type { BusyWith } from './busy.ts';
import { createExecutors, type RequestedBy } from './executors.ts';
import type { PupJobs } from './kinds.ts';
import { createObserver } from './observer.ts';
import type { ServiceRecords } from './records.ts';
import type { Running } from './running.ts';
import type { Trouble } from './trouble.ts';
import type { Wanted } from './wanted.ts';

/**
 * Interval of the reconciliation of all pups, in addition to that on every change; milliseconds.
 */
export const TICK_MS = 30_000;
/** Most rounds in one pass: each records what was observed, so a few settle everything. */
const MAX_ROUNDS = 5;

/** Steps that apply the desired specification to the running container. */
const TAKES_OVER = new Set<PlanStep['do']>(['set-limits', 'restart-services', 'renew', 'rebuild']);

export interface Reconciler {
	/** Reconciles one pup soon. */
	schedule(id: string): void;
	reconcileAll(): void;
	/**
	 * Reconciles now; resolves when nothing is left to do at once.
	 * @param by in whose name jobs are submitted
	 */
	settle(id: string, by?: RequestedBy): Promise<void>;
	/**
	 * What the reconciler would do if the desired state were different. Changes nothing.
	 * @param change converts the current desired state to the one to preview
	 * @throws BoxError 404
	 */
	preview(id: string, change: (now: Desired, row: PupRow) => Desired): Promise<Preview>;
	/** Handles the end of a service. */
	exited(exit: ProcessExit): void;
	begin(): void;
	close(): Promise<void>;
}

export interface Preview {
	/** Differences from the running container. */
	changes: Change[];
	steps: PlanStep[];
	/** Whether a job holds the pup; the steps then follow that job. */
	busy: boolean;
}

export interface ReconcilerDeps extends Pick<PupsDeps, 'agent' | 'engine' | 'storageMissing' | 'log' | 'tickMs'> {
	rows: PupRows;
	states: StateMachine;
	signals: Signals;
	config: ConfigStore;
	content: Pick<PupContent, 'isComplete'>;
	records: ServiceRecords;
	/** Stores the last log lines of services. */
	trouble: Pick<Trouble, 'remember'>;
	wanted: Wanted;
	running: Running;
	kinds: Pick<PupJobs, 'start' | 'stop' | 'restart' | 'reload'>;
	/** The unfinished job that holds a pup. */
	busyWith: BusyWith;
	/** Performs a pup's maintenance outside of its container. */
	upkeep: (row: PupRow) => Promise<void>;
}

export function createReconciler(deps: ReconcilerDeps): Reconciler {
	const { rows, signals, records, running, busyWith, log } = deps;
	/** Running passes by pup. `again` requests another pass afterwards. */
	const passes = new Map<string, { again: boolean; by: RequestedBy; done: Promise<void> }>();
	const timers = new Map<string, NodeJS.Timeout>();
	/**
	 * The specification that was last requested to be applied to each pup, so that a failing change
	 * is not retried forever.
	 */
	const asked = new Map<string, string>();
	let tick: NodeJS.Timeout | undefined;
	let open = false;

	const observer = createObserver(deps);
	const executors = createExecutors({
		...deps,
		reconcileOne(id, at) {
			clearTimeout(timers.get(id));
			timers.set(
				id,
				setTimeout(() => schedule(id), Math.max(0, at - monotonicMs()) + 5)
			);
		}
	});

	/** @returns whether another round may find more to do */
	async function round(id: string, by: RequestedBy): Promise<boolean> {
		const row = rows.find(id);
		if (!row) return false;
		const observed = await observer.observe(row);
		// The row may have changed during the engine's query, so the decision uses the current one.
		const now = rows.find(id);
		if (!now || now.state !== row.state || now.enabled !== row.enabled) return now !== null;
		const desired = observer.desired(now);
		const steps = plan(desired, {
			...observed,
			// A job that the owner requests reports the missing agent to the owner at once.
			agent: observed.agent || by === 'owner',
			madeFrom: now.madeFrom,
			busy: busyWith(id) !== null,
			asked: asked.get(id) ?? null
		});
		for (const step of steps) {
			log.debug({ pup: id, step }, 'reconciling');
			if (desired.spec && TAKES_OVER.has(step.do)) asked.set(id, desired.spec.hash);
			await (executors[step.do] as (row: PupRow, step: PlanStep, by: RequestedBy) => unknown)(now, step, by);
		}
		return steps.some(({ do: what }) => what === 'report' || what === 'restart-service' || what === 'set-limits');
	}

	async function reconcile(id: string, by: RequestedBy): Promise<void> {
		clearTimeout(timers.get(id));
		timers.delete(id);
		const row = rows.find(id);
		if (row) await deps.upkeep(row);
		for (let i = 0; i < MAX_ROUNDS && open && (await round(id, by)); i++);
	}

	function settle(id: string, by: RequestedBy = 'box'): Promise<void> {
		if (by === 'owner') asked.delete(id);
		const present = passes.get(id);
		if (present) {
			present.again = true;
			if (by === 'owner') present.by = by;
			return present.done;
		}
		const entry = { again: false, by, done: Promise.resolve() };
		passes.set(id, entry);
		entry.done = (async () => {
			do {
				entry.again = false;
				await reconcile(id, entry.by).catch((error: unknown) => {
					log.error({ pup: id, err: error }, 'a pup could not be reconciled');
				});
			} while (entry.again && open);
			passes.delete(id);
		})();
		return entry.done;
	}

	function schedule(id: string): void {
		if (open) void settle(id);
	}

	function reconcileAll(): void {
		for (const row of rows.all()) schedule(row.id);
	}

	signals.subscribe('jobEnded', schedule);

	return {
		schedule,
		async preview(id, change) {
			const row = rows.get(id);
			const observed = { ...(await observer.observe(row)), agent: true, asked: null };
			const desired = change(observer.desired(row), row);
			const changes = observed.sandbox ? driftOf(desired, observed) : [];
			return { changes, steps: plan(desired, { ...observed, busy: false }), busy: observed.busy };
		},
		reconcileAll,
		settle,
		exited(exit) {
			const row = rows.find(exit.id);
			if (!row) return;
			const wanted =
				row.enabled && ['starting', 'running', 'crashed'].includes(row.state) && !running.isStopping(row.id);
			if (!wanted) {
				records.ended(exit);
				return;
			}
			const wait = records.crashed(exit);
			const words = exitWords(exit.exitCode, exit.oomKilled);
			const text = `The service ${words}; the box starts it again in ${Math.round(wait / 1000)} s.`;
			// The service's own last lines are read before dogeboxd adds its line.
			void deps.trouble
				.remember(exit.id, exit.process)
				.then(() => deps.engine?.note(exit.id, exit.process, text))
				.catch(() => {});
			schedule(exit.id);
		},
		begin() {
			open = true;
			reconcileAll();
			tick = setInterval(reconcileAll, deps.tickMs ?? TICK_MS);
			tick.unref();
		},
		async close() {
			open = false;
			clearInterval(tick);
			for (const timer of timers.values()) clearTimeout(timer);
			timers.clear();
			await Promise.all([...passes.values()].map((entry) => entry.done));
		}
	};
}

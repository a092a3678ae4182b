/**
 * Compares desired with observed, per pup, on every change and on a slow tick, and does what is
 * missing. Level-triggered: running it twice does nothing the second time. It decides nothing
 * itself: see `desired/plan.ts`.
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

/** Milliseconds between looks at every pup, beside those on every change. */
export const TICK_MS = 30_000;
/** Rounds in one go: each writes what was observed, so a few settle everything. */
const MAX_ROUNDS = 5;

/** Steps that take over what is wanted now into what runs. */
const TAKES_OVER = new Set<PlanStep['do']>(['set-limits', 'restart-services', 'renew', 'rebuild']);

export interface Reconciler {
	/** Looks at one pup soon. */
	schedule(id: string): void;
	reconcileAll(): void;
	/**
	 * Looks now; resolves when there is nothing left to do at once.
	 * @param by in whose name jobs are asked for
	 */
	settle(id: string, by?: RequestedBy): Promise<void>;
	/**
	 * What the box would do if the pup were wanted otherwise. Changes nothing.
	 * @param change from what is desired now to what would be
	 * @throws BoxError 404
	 */
	preview(id: string, change: (now: Desired, row: PupRow) => Desired): Promise<Preview>;
	/** A service has ended. */
	exited(exit: ProcessExit): void;
	begin(): void;
	close(): Promise<void>;
}

export interface Preview {
	/** What would differ from what runs. */
	changes: Change[];
	steps: PlanStep[];
	/** A job holds the pup: the steps are those that follow it. */
	busy: boolean;
}

export interface ReconcilerDeps extends Pick<PupsDeps, 'agent' | 'engine' | 'storageMissing' | 'log' | 'tickMs'> {
	rows: PupRows;
	states: StateMachine;
	signals: Signals;
	config: ConfigStore;
	content: Pick<PupContent, 'isComplete'>;
	records: ServiceRecords;
	/** What services said last. */
	trouble: Pick<Trouble, 'remember'>;
	wanted: Wanted;
	running: Running;
	kinds: Pick<PupJobs, 'start' | 'stop' | 'restart' | 'reload'>;
	/** The unfinished job that holds a pup. */
	busyWith: BusyWith;
	/** Does what has to be done for a pup beside its container. */
	upkeep: (row: PupRow) => Promise<void>;
}

export function createReconciler(deps: ReconcilerDeps): Reconciler {
	const { rows, signals, records, running, busyWith, log } = deps;
	/** Pups being looked at; true: look again afterwards. */
	const passes = new Map<string, { again: boolean; by: RequestedBy; done: Promise<void> }>();
	const timers = new Map<string, NodeJS.Timeout>();
	/** What was last asked to be taken over of each pup: what fails is not tried for ever. */
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
		// The row may have changed while the engine was asked: decide on what is true now.
		const now = rows.find(id);
		if (!now || now.state !== row.state || now.enabled !== row.enabled) return now !== null;
		const desired = observer.desired(now);
		const steps = plan(desired, {
			...observed,
			// A job that its owner asks for tells him at once that it is away.
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
			// Its own last words are read before the box adds its line.
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

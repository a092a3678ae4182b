/**
 * Checks the health of running boxes by a command in each. Results are kept in memory; after a
 * restart of dogeboxd every box is checked again.
 */
import type { BoxHealthCheck } from '../../contract/box-options.ts';
import type { BoxDetail, BoxSummary } from '../../contract/boxes.ts';
import { createFairGate, monotonicMs } from '../concurrency/index.ts';
import { checkByCommand, FRESH, judge, nextIn, type CommandFound, type Known } from '../containers/index.ts';
import type { CheckRule } from '../containers/types.ts';
import type { BoxesDeps } from './deps.ts';
import type { BoxRow, BoxRows } from './rows.ts';
import { MAIN } from './spec.ts';

/**
 * Most checks of all boxes that start at the same time; the others wait in their order. A box has
 * at most one check. A check that takes longer than this, milliseconds, does not block others: it
 * continues outside the limit.
 */
const AT_ONCE = 8;
const SHORT_MS = 1000;
/** Delay before a box that cannot be checked now is tried again, milliseconds. */
const LATER_MS = 250;
/** Number of results that are kept of a box. */
const REMEMBERED = 5;

type Checks = NonNullable<BoxDetail['checks']>;

interface Watched {
	/** The start of the box that is checked; a new start begins with a fresh state. */
	startedAt: number | null;
	/** The same by the monotonic clock, as far as it is known. */
	seenAt: number;
	known: Known;
	since: number;
	last: Checks['last'];
	timer: NodeJS.Timeout | undefined;
}

export interface BoxHealth {
	/** Starts or stops the checks of a box, depending on whether it runs. */
	follow(id: string): void;
	of(row: BoxRow): BoxSummary['health'];
	checks(row: BoxRow): Checks | null;
	close(): void;
}

export const ruleOf = (check: BoxHealthCheck): CheckRule => ({
	intervalMs: check.intervalSeconds * 1000,
	timeoutMs: check.timeoutSeconds * 1000,
	retries: check.retries,
	startPeriodMs: check.startSeconds * 1000,
	...(check.startIntervalSeconds !== undefined && { startIntervalMs: check.startIntervalSeconds * 1000 })
});
const commandOf = ({ argv, shell = '' }: BoxHealthCheck) => argv ?? ['/bin/sh', '-c', shell];

/** @param changed called when the health state of a box has changed */
export function createBoxHealth(
	deps: Pick<BoxesDeps, 'engine' | 'log'> & { rows: Pick<BoxRows, 'find'> },
	changed: (id: string) => void
): BoxHealth {
	const { engine, rows, log } = deps;
	const watched = new Map<string, Watched>();
	const gate = createFairGate(AT_ONCE, SHORT_MS);
	let open = true;

	function forget(id: string): void {
		clearTimeout(watched.get(id)?.timer);
		watched.delete(id);
	}
	function plan(id: string, one: Watched, ms: number): void {
		clearTimeout(one.timer);
		one.timer = setTimeout(() => {
			examine(id, one).catch((err: unknown) => log.error({ box: id, err }, 'a check of health failed'));
		}, ms).unref();
	}

	async function examine(id: string, one: Watched): Promise<void> {
		const row = rows.find(id);
		const check = row?.options.health;
		if (!row || !check || !engine || watched.get(id) !== one) return;
		const rule = ruleOf(check);
		// A paused box cannot answer, and that says nothing about its health.
		if (row.state !== 'running') return plan(id, one, LATER_MS);
		const command = { id, process: MAIN, argv: commandOf(check), timeoutMs: rule.timeoutMs };
		let startedAt = Date.now();
		const found = await gate(async (): Promise<CommandFound | null> => {
			if (!open || watched.get(id) !== one) return null;
			startedAt = Date.now();
			return checkByCommand(command, engine);
		});
		// The box has ended or was restarted meanwhile, so the result is discarded.
		if (!open || watched.get(id) !== one) return;
		if (found) {
			const { exitCode, output } = found;
			one.last = [...one.last, { startedAt, endedAt: Date.now(), exitCode, output }].slice(-REMEMBERED);
			const before = one.known.state;
			one.known = judge(one.known, found.found, rule, monotonicMs() - one.seenAt);
			if (one.known.state !== before) {
				one.since = Date.now();
				log.info({ box: id, health: one.known.state, found: one.known.text }, 'the health of a box has changed');
				changed(id);
			}
		}
		plan(id, one, nextIn(one.known, rule));
	}

	return {
		follow(id) {
			const row = rows.find(id);
			const check = row?.options.health;
			const up = row?.state === 'running' || row?.state === 'paused';
			if (!open || !engine || !row || !check || !up) return forget(id);
			if (watched.get(id)?.startedAt === row.startedAt && watched.has(id)) return;
			forget(id);
			const one: Watched = {
				...{ startedAt: row.startedAt, seenAt: monotonicMs(), known: FRESH },
				...{ since: Date.now(), last: [], timer: undefined }
			};
			watched.set(id, one);
			plan(id, one, nextIn(FRESH, ruleOf(check)));
		},
		of(row) {
			if (!row.options.health) return null;
			const one = watched.get(row.id);
			if (one) return { state: one.known.state, since: one.since };
			return { state: 'waiting', since: row.stoppedAt ?? row.startedAt ?? row.createdAt };
		},
		checks({ id }) {
			const one = watched.get(id);
			if (!one) return null;
			return { text: one.known.text, failures: one.known.failures, last: one.last };
		},
		close() {
			open = false;
			for (const id of [...watched.keys()]) forget(id);
		}
	};
}

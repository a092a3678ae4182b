/**
 * Checks the health of running services with one timer for all, by the monotonic clock. Results are
 * kept in memory; after a restart of dogeboxd every service is checked again.
 */
import type { Health } from '../../../contract/health.ts';
import { monotonicMs } from '../../concurrency/index.ts';
import type { PupsDeps } from '../deps.ts';
import { mayRun, type PupRow, type PupRows, type Signals } from '../installed/index.ts';
import type { BusyWith, Running, ServiceRecords } from '../lifecycle/index.ts';
import { FRESH, judge, nextIn, type Known } from '../../containers/index.ts';
import type { Found } from '../../containers/types.ts';
import { probe } from './probe.ts';
import { ruleOf, type Rule } from './rule.ts';

/** Most concurrent checks; others wait for their turn. */
const AT_ONCE = 8;
/** Most concurrent checks of one pup, so that a hanging pup does not block the others. */
const AT_ONCE_OF_PUP = 2;
/** Minimum time between two publications where only the text changes, milliseconds. */
const TEXT_EVERY_MS = 60_000;
/** Time after the start of a service until its first check, milliseconds. */
const FIRST_MS = 1000;

interface Watched extends Known {
	pupId: string;
	service: string;
	rule: Rule;
	/** The process that is checked; a new process starts with a fresh state. */
	pid: number;
	startedAt: number;
	/** When the next check is due, by the monotonic clock. */
	dueAt: number;
	/** Time of its last change of state, milliseconds since the epoch. */
	since: number;
	checking: boolean;
	/** When its text was last published, by the monotonic clock. */
	publishedAt: number;
}

export interface PupHealth {
	/** Health of one service; undefined where its manifest has no check. */
	of(row: PupRow, service: string): Health | undefined;
	/** Check rule of one service; undefined where its manifest has no check. */
	rule(row: PupRow, service: string): Rule | undefined;
	begin(): void;
	close(): void;
}

export function createPupHealth(
	deps: Pick<PupsDeps, 'engine' | 'network' | 'log'> & {
		rows: PupRows;
		signals: Signals;
		records: ServiceRecords;
		running: Pick<Running, 'endUnhealthy' | 'isStopping'>;
		busyWith: BusyWith;
	}
): PupHealth {
	const { engine, network, rows, signals, records, running, busyWith, log } = deps;
	const watched = new Map<string, Watched>();
	let timer: NodeJS.Timeout | undefined;
	let underway = 0;
	let open = false;

	const checkOf = ({ manifest }: PupRow, service: string) =>
		manifest.container.services.find(({ name }) => name === service)?.health;
	const keyOf = (pupId: string, service: string) => `${pupId} ${service}`;

	/** Starts or stops the checks of a pup's services, depending on which of them run. */
	function follow(row: PupRow): void {
		const { id, manifest, state } = row;
		for (const { name, health } of manifest.container.services) {
			// Manifests stored by older versions lack this field.
			if (!health) continue;
			const key = keyOf(id, name);
			const { pid } = records.get(id, name);
			if (pid === null || !mayRun(state)) {
				watched.delete(key);
			} else if (watched.get(key)?.pid !== pid) {
				const now = monotonicMs();
				watched.set(key, {
					...FRESH,
					pupId: id,
					service: name,
					rule: ruleOf(health),
					pid,
					startedAt: records.get(id, name).upSince ?? now,
					dueAt: now + FIRST_MS,
					since: Date.now(),
					publishedAt: now,
					checking: false
				});
			}
		}
		plan();
	}

	/** Sets the timer to the next due check. */
	function plan(): void {
		clearTimeout(timer);
		if (!open || underway >= AT_ONCE) return;
		const due = idle().map(({ dueAt }) => dueAt);
		if (due.length === 0) return;
		timer = setTimeout(ask, Math.max(0, Math.min(...due) - monotonicMs())).unref();
	}

	function ask(): void {
		const now = monotonicMs();
		while (underway < AT_ONCE) {
			const [next] = idle()
				.filter(({ dueAt }) => dueAt <= now)
				.sort((a, b) => a.dueAt - b.dueAt);
			if (!next) break;
			void check(next).catch((err: unknown) => log.error({ err }, 'a health check failed'));
		}
		plan();
	}

	/**
	 * Services that may be checked now: no check of theirs is running, and their pup is below its
	 * limit.
	 */
	function idle(): Watched[] {
		const all = [...watched.values()];
		const asked = all.filter((one) => one.checking);
		const full = (id: string) => asked.filter(({ pupId }) => pupId === id).length >= AT_ONCE_OF_PUP;
		return all.filter((one) => !one.checking && !full(one.pupId));
	}

	async function check(one: Watched): Promise<void> {
		const row = rows.find(one.pupId);
		const health = row && checkOf(row, one.service);
		if (!row || !health || !engine) {
			watched.delete(keyOf(one.pupId, one.service));
			return;
		}
		underway += 1;
		one.checking = true;
		let found: Found | null;
		try {
			found = await probe(
				{
					pupId: row.id,
					service: one.service,
					check: health,
					address: network?.addressOf(row.hostNumber) ?? null,
					timeoutMs: one.rule.timeoutMs
				},
				engine
			);
		} finally {
			underway -= 1;
			one.checking = false;
			one.dueAt = monotonicMs() + one.rule.intervalMs;
			plan();
		}
		// The service has ended or was restarted meanwhile, so the result is discarded.
		if (!open || !found || watched.get(keyOf(one.pupId, one.service)) !== one) return;
		try {
			take(one, judge(one, found, one.rule, monotonicMs() - one.startedAt));
		} finally {
			one.dueAt = monotonicMs() + nextIn(one, one.rule);
			plan();
		}
	}

	function take(one: Watched, now: Known): void {
		const turned = one.state !== now.state;
		// A text that changes every time, for example one with a time in it, must not flood the
		// change log.
		const due = turned || (one.text !== now.text && monotonicMs() - one.publishedAt >= TEXT_EVERY_MS);
		if (turned) {
			one.since = Date.now();
			const { pupId, service } = one;
			log.info({ pup: pupId, service, health: now.state, found: now.text }, 'the health of a service has changed');
		}
		Object.assign(one, now);
		if (due) {
			one.publishedAt = monotonicMs();
			signals.publish('changed', one.pupId);
		}
		if (now.state === 'unhealthy' && one.rule.restart) restart(one);
	}

	/** Ends the service. The reconciler restarts it as after any crash, with its back-off. */
	function restart({ pupId, service, text }: Watched): void {
		if (busyWith(pupId) !== null || running.isStopping(pupId)) return;
		running.endUnhealthy(pupId, service, text).catch((err: unknown) => {
			log.warn({ pup: pupId, service, err }, 'an unhealthy service could not be ended');
		});
	}

	signals.subscribe('changed', (id) => {
		const row = open ? rows.find(id) : null;
		if (row) follow(row);
	});
	signals.subscribe('removed', (id) => {
		for (const [key, { pupId }] of watched) if (pupId === id) watched.delete(key);
	});

	return {
		of(row, service) {
			if (!checkOf(row, service)) return undefined;
			const one = watched.get(keyOf(row.id, service));
			if (one) return { state: one.state, text: one.text, since: one.since };
			const { endedAt } = records.get(row.id, service);
			return {
				state: 'waiting',
				text: 'It is asked when it runs.',
				since: endedAt ?? row.installedAt ?? row.createdAt
			};
		},
		rule(row, service) {
			const health = checkOf(row, service);
			return health ? ruleOf(health) : undefined;
		},
		begin() {
			open = true;
			for (const row of rows.all()) follow(row);
		},
		close() {
			open = false;
			clearTimeout(timer);
		}
	};
}

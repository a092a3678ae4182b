/** Schedules the regular reading of remote sources. */
import { backOff, monotonicMs } from '../concurrency/index.ts';

const MINUTE_MS = 60_000;
/** Time between two readings of a source that answers, ms. */
export const REFRESH_MS = 6 * 60 * MINUTE_MS;
/**
 * Delay after its first failure, ms. It triples with each further one, up to {@link REFRESH_MS}.
 */
const RETRY_MS = 5 * MINUTE_MS;
/** Delay after a start, ms: pages and pups come first. */
const AFTER_START_MS = 8_000;
/** Background readings at the same time. */
const AT_ONCE = 2;

export interface RefreshFacts {
	/** Time since its last successful reading, ms; null for never. */
	seenMs: number | null;
	/** The last reading failed. */
	failed: boolean;
	/** Failures in a row since this program started. */
	failures: number;
	/** Monotonic time, ms. */
	now: number;
	/** 0–1, so that boxes all over the world do not send requests at the same moment. */
	random: number;
}

/** Monotonic time of the next reading, ms. */
export function nextRefresh({ seenMs, failed, failures, now, random }: RefreshFacts): number {
	const jitter = 0.85 + random * 0.3;
	if (failures > 0) return now + backOff({ firstMs: RETRY_MS, mostMs: REFRESH_MS, factor: 3 }, failures) * jitter;
	const soon = now + AFTER_START_MS * jitter;
	if (seenMs === null || failed) return soon;
	// The wall clock may have been changed, so the age is clamped to between zero and the interval.
	return Math.max(soon, now - Math.min(Math.max(seenMs, 0), REFRESH_MS) + REFRESH_MS * jitter);
}

export interface Schedule {
	/** Adds a source, or updates it after it was read or changed. */
	set(id: string, facts: { lastSeenAt: number | null; failed: boolean }): void;
	forget(id: string): void;
	close(): Promise<void>;
}

/**
 * Schedules readings of each source.
 * @param refresh reads a source in the background: true for success, null where it was not tried
 *   (another reading is running)
 */
export function createSchedule(refresh: (id: string) => Promise<boolean | null>): Schedule {
	const next = new Map<string, number>();
	const failures = new Map<string, number>();
	const running = new Map<string, Promise<void>>();
	let timer: NodeJS.Timeout | undefined;
	let closed = false;

	function arm(): void {
		clearTimeout(timer);
		if (closed || next.size === 0 || running.size >= AT_ONCE) return;
		const wait = Math.min(...next.values()) - monotonicMs();
		// At most an hour at a time, because the machine may sleep and setTimeout has its own
		// limit.
		timer = setTimeout(tick, Math.min(Math.max(wait, 0), 60 * MINUTE_MS)).unref();
	}

	function tick(): void {
		const now = monotonicMs();
		for (const [id, at] of [...next].sort((a, b) => a[1] - b[1])) {
			if (at > now || running.size >= AT_ONCE) break;
			next.delete(id);
			running.set(
				id,
				refresh(id)
					.catch(() => false)
					.then((ok) => {
						running.delete(id);
						if (!closed && ok === false) count(id);
						arm();
					})
			);
		}
		arm();
	}

	function count(id: string): void {
		const times = (failures.get(id) ?? 0) + 1;
		failures.set(id, times);
		next.set(
			id,
			nextRefresh({ seenMs: null, failed: true, failures: times, now: monotonicMs(), random: Math.random() })
		);
	}

	return {
		set(id, facts) {
			if (closed) return;
			if (!facts.failed) failures.delete(id);
			const times = failures.get(id) ?? 0;
			const seenMs = facts.lastSeenAt === null ? null : Date.now() - facts.lastSeenAt;
			const { failed } = facts;
			next.set(id, nextRefresh({ seenMs, failed, failures: times, now: monotonicMs(), random: Math.random() }));
			arm();
		},
		forget(id) {
			next.delete(id);
			failures.delete(id);
			arm();
		},
		async close() {
			closed = true;
			clearTimeout(timer);
			await Promise.all(running.values());
		}
	};
}

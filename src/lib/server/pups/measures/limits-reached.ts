/**
 * Limits that pups reached recently. They are detected by the counters of their containers, and
 * published as a sentence on the pup's page and in the change log.
 */
import { bytes } from '../../../contract/bytes.ts';
import type { LimitKind, LimitReached } from '../../../contract/limits.ts';
import { monotonicMs } from '../../concurrency/index.ts';

/** How long a reached limit is shown after its last occurrence, milliseconds. */
const SHOWN_MS = 86_400_000;
/**
 * Minimum time between two publications of the same limit, milliseconds: a pup that reaches its
 * limit every second must not flood the change log.
 */
const QUIET_MS = 60_000;
/** Data above this share of the limit counts as having reached it. */
const STORAGE_SHARE = 0.98;

/** The counters of a container that concern limits. */
export interface HitCounters {
	oomKills: number;
	pidsRefused: number;
}

/** Limits of a pup, for the sentences. */
export interface ShownLimits {
	memoryBytes: number;
	pids: number;
	storageBytes: number | null;
}

const times = (count: number) => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`);

/** Describes the event for people. Pure. */
export function limitText(kind: Exclude<LimitKind, 'storage'>, limits: ShownLimits, count: number): string {
	switch (kind) {
		case 'memory':
			return `It needed more than the ${bytes(limits.memoryBytes)} of memory that it may use: a program of it was ended (${times(count)} since it was started).`;
		case 'pids':
			return `It has as many processes as it may have, ${limits.pids}: more were refused (${times(count)} since it was started).`;
	}
}

/**
 * The same for the limit of data. Pure.
 * @param kept the filesystem enforces the limit; otherwise the size is measured from time to time
 */
export function storageText(used: number, limit: number, kept: boolean): string {
	if (kept) return `Its data takes all of the ${bytes(limit)} that it may take: it can write no more.`;
	const takes = `Its data takes ${bytes(used)} of the ${bytes(limit)} that it may take:`;
	return used > limit ? `${takes} it is stopped for that.` : `${takes} it is stopped when it takes more.`;
}

/** Stores reached limits across restarts of the process. */
export interface KeptLimits {
	load(id: string): LimitReached[];
	/** An empty list removes the entry. */
	save(id: string, reached: LimitReached[]): void;
}

export interface LimitsReached {
	/** Newest first. */
	of(id: string): LimitReached[];
	/** Compares the counters of a container with the previous ones. */
	count(id: string, counters: HitCounters, limits: () => ShownLimits): void;
	/** Compares the size of the data with its limit, bytes. @param kept see {@link storageText} */
	storage(id: string, used: number, limits: ShownLimits, kept: boolean): void;
	/** Removes the entries of limits that the owner has changed. */
	clear(id: string, kinds: readonly LimitKind[]): void;
	forget(id: string): void;
}

/**
 * @param changed called when there is something new about a pup
 * @param kept storage of the entries
 * @param now milliseconds since the epoch
 * @param clock monotonic, milliseconds
 */
export function createLimitsReached(
	changed: (id: string) => void,
	kept: KeptLimits,
	now: () => number = Date.now,
	clock: () => number = monotonicMs
): LimitsReached {
	type Reached = Map<LimitKind, LimitReached & { publishedAt: number }>;
	const reached = new Map<string, Reached>();
	const before = new Map<string, HitCounters>();

	/** The entries of a pup, including those from before a restart. */
	function kindsOf(id: string): Reached {
		const known = reached.get(id);
		if (known) return known;
		const kinds: Reached = new Map(kept.load(id).map((one) => [one.kind, { ...one, publishedAt: -Infinity }]));
		reached.set(id, kinds);
		return kinds;
	}
	const save = (id: string) =>
		kept.save(
			id,
			[...kindsOf(id).values()].map(({ kind, at, text }) => ({ kind, at, text }))
		);

	function past(id: string, kinds: readonly LimitKind[]): boolean {
		const known = kindsOf(id);
		const any = kinds.filter((kind) => known.delete(kind)).length > 0;
		if (any) save(id);
		return any;
	}

	function note(id: string, kind: LimitKind, text: string): void {
		const kinds = kindsOf(id);
		const known = kinds.get(kind);
		const due = !known || clock() - known.publishedAt >= QUIET_MS;
		kinds.set(kind, { kind, at: now(), text, publishedAt: due ? clock() : known.publishedAt });
		if (!due) return;
		save(id);
		changed(id);
	}

	return {
		of: (id) =>
			[...kindsOf(id).values()]
				.filter(({ at }) => now() - at < SHOWN_MS)
				.sort((a, b) => b.at - a.at)
				.map(({ kind, at, text }) => ({ kind, at, text })),
		count(id, counters, limits) {
			const last = before.get(id);
			before.set(id, { oomKills: counters.oomKills, pidsRefused: counters.pidsRefused });
			if (!last) return;
			// Lower counters mean a new container.
			if (counters.oomKills > last.oomKills) note(id, 'memory', limitText('memory', limits(), counters.oomKills));
			if (counters.pidsRefused > last.pidsRefused) note(id, 'pids', limitText('pids', limits(), counters.pidsRefused));
		},
		storage(id, used, { storageBytes: limit }, byDisk) {
			if (limit !== null && used >= limit * STORAGE_SHARE) note(id, 'storage', storageText(used, limit, byDisk));
			else if (past(id, ['storage'])) changed(id);
		},
		clear: (id, kinds) => void past(id, kinds),
		forget(id) {
			kept.save(id, []);
			reached.delete(id);
			before.delete(id);
		}
	};
}

/**
 * Limits that pups reached lately: noticed by the counters of their containers, told with a
 * sentence on the pup's page and in the change log.
 */
import { bytes } from '../../../contract/bytes.ts';
import type { LimitKind, LimitReached } from '../../../contract/pups.ts';
import { monotonicMs } from '../../concurrency/index.ts';

/** How long after the moment that is shown it goes away, milliseconds. */
const SHOWN_MS = 86_400_000;
/**
 * How long the same is not told again, milliseconds: what reaches its limit every second must not
 * fill the change log.
 */
const QUIET_MS = 60_000;
/** Where the filesystem keeps a limit, data of this part of it can hardly grow. */
const STORAGE_SHARE = 0.98;

/** Counters of a container, as far as they tell of limits. */
export interface HitCounters {
	oomKills: number;
	pidsRefused: number;
}

/** What a pup may use, as its sentences name it. */
export interface ShownLimits {
	memoryBytes: number;
	pids: number;
	storageBytes: number | null;
}

const times = (count: number) => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`);

/** What happened, for a person. Pure. */
export function limitText(kind: LimitKind, limits: ShownLimits, count: number): string {
	switch (kind) {
		case 'memory':
			return `It needed more than the ${bytes(limits.memoryBytes)} of memory that it may use: a program of it was ended (${times(count)} since it was started).`;
		case 'pids':
			return `It has as many processes as it may have, ${limits.pids}: more were refused (${times(count)} since it was started).`;
		case 'storage':
			return `Its data takes all of the ${bytes(limits.storageBytes ?? 0)} that it may take: it can write no more.`;
	}
}

export interface LimitsReached {
	/** The newest first. */
	of(id: string): LimitReached[];
	/** Takes in counters of a container. */
	count(id: string, counters: HitCounters, limits: () => ShownLimits): void;
	/** Takes in what the data take where the filesystem keeps the limit of them. */
	storage(id: string, used: number, limits: ShownLimits): void;
	/** The owner has changed these limits: what was reached is past. */
	clear(id: string, kinds: readonly LimitKind[]): void;
	forget(id: string): void;
}

/**
 * @param changed called when something new is to be told of a pup
 * @param now milliseconds since the epoch
 * @param clock monotonic, milliseconds
 */
export function createLimitsReached(
	changed: (id: string) => void,
	now: () => number = Date.now,
	clock: () => number = monotonicMs
): LimitsReached {
	const reached = new Map<string, Map<LimitKind, LimitReached & { toldAt: number }>>();
	const before = new Map<string, HitCounters>();

	function note(id: string, kind: LimitKind, text: string): void {
		const kinds = reached.get(id) ?? new Map<LimitKind, LimitReached & { toldAt: number }>();
		reached.set(id, kinds);
		const known = kinds.get(kind);
		const tell = !known || clock() - known.toldAt >= QUIET_MS;
		kinds.set(kind, { kind, at: now(), text, toldAt: tell ? clock() : known.toldAt });
		if (tell) changed(id);
	}

	return {
		of: (id) =>
			[...(reached.get(id)?.values() ?? [])]
				.filter(({ at }) => now() - at < SHOWN_MS)
				.sort((a, b) => b.at - a.at)
				.map(({ kind, at, text }) => ({ kind, at, text })),
		count(id, counters, limits) {
			const last = before.get(id);
			before.set(id, { oomKills: counters.oomKills, pidsRefused: counters.pidsRefused });
			if (!last) return;
			// Lower: another container.
			if (counters.oomKills > last.oomKills) note(id, 'memory', limitText('memory', limits(), counters.oomKills));
			if (counters.pidsRefused > last.pidsRefused) note(id, 'pids', limitText('pids', limits(), counters.pidsRefused));
		},
		storage(id, used, limits) {
			const limit = limits.storageBytes;
			if (limit !== null && used >= limit * STORAGE_SHARE) note(id, 'storage', limitText('storage', limits, 1));
			else if (reached.get(id)?.delete('storage')) changed(id);
		},
		clear(id, kinds) {
			for (const kind of kinds) reached.get(id)?.delete(kind);
		},
		forget(id) {
			reached.delete(id);
			before.delete(id);
		}
	};
}

/** The append-only log of changes. */
import type { Logger } from 'pino';
import type { Change, ChangeBody } from '../../contract/live.ts';
import { ifWritable } from '../../contract/system-errors.ts';
import type { Database } from '../db/index.ts';
import type { Events } from './types.ts';

/** Changes kept in the log. */
const CHANGES_KEPT = 20_000;
/** Most changes returned at once. A reader that missed more should reload the whole state. */
const REPLAY_LIMIT = 5_000;
/** Changes by which the log may exceed its limit before it is pruned. */
const PRUNE_EVERY = 500;

/**
 * Numbers skipped after a start of the host, because the last ones may be lost in a power failure.
 */
const LEFT_OUT = 1000;

/**
 * Creates the change log. Numbers rise by one and are never reused, even after pruning or a
 * restart; after a start of the host some are skipped. `emit` inside a transaction appends within
 * the transaction and notifies subscribers after the commit; a rollback discards the change. So
 * write the state and emit in one `database.transaction`, in any order.
 * @param deps.keep changes kept, default {@link CHANGES_KEPT}
 * @param deps.now clock, milliseconds since the epoch
 */
export function createEvents(deps: {
	database: Database;
	log: Logger;
	keep?: number;
	now?: () => number;
	/** Whether the host was started since the log was last opened. */
	rebooted?: boolean;
}): Events {
	const { database, log } = deps;
	const keep = deps.keep ?? CHANGES_KEPT;
	const now = deps.now ?? Date.now;
	const { raw } = database;
	const append = raw.prepare<[number, string]>('INSERT INTO changes (at, body) VALUES (?, ?)');
	const exists = raw.prepare<[number, string], { seq: number }>('SELECT seq FROM changes WHERE seq = ? AND body = ?');
	const after = raw.prepare<[number, number], { seq: number; at: number; body: string }>(
		'SELECT seq, at, body FROM changes WHERE seq > ? ORDER BY seq LIMIT ?'
	);
	const given = raw.prepare<[number]>('SELECT 1 FROM changes WHERE seq = ?');
	const oldest = raw.prepare<[], { seq: number | null }>('SELECT min(seq) AS seq FROM changes');
	const erase = raw.prepare<[number]>('DELETE FROM changes WHERE seq <= ?');
	// AUTOINCREMENT keeps the highest number ever used here, even after its row is deleted.
	const highest = raw.prepare<[], { seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'changes'");

	if (deps.rebooted) raw.prepare("UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'changes'").run(LEFT_OUT);
	let newest = highest.get()?.seq ?? 0;
	let sincePrune = 0;
	const unpublished: Change[] = [];
	const subscribers = new Set<(change: Change) => void>();

	function prune(count: number): void {
		erase.run((highest.get()?.seq ?? 0) - count);
		sincePrune = 0;
	}

	function pruneIfWritable(): void {
		const failure = ifWritable(() => prune(keep));
		if (failure !== null) log.warn({ err: failure }, 'old changes were not removed');
	}

	/**
	 * Publishes changes in the order of their numbers: a change that a subscriber itself emits is
	 * published after this one.
	 */
	function publish(change: Change): void {
		unpublished.push(change);
		if (unpublished.length > 1) return;
		for (let next = unpublished[0]; next; unpublished.shift(), next = unpublished[0]) {
			newest = Math.max(newest, next.seq);
			// Iterates over a copy, because subscribers may be added or removed meanwhile.
			for (const fn of [...subscribers]) {
				try {
					fn(next);
				} catch (error) {
					log.error({ err: error, seq: next.seq }, 'a subscriber to changes failed');
				}
			}
		}
		if ((sincePrune += 1) >= PRUNE_EVERY) pruneIfWritable();
	}

	function read(since: number, most: number): Change[] | null {
		if (since === newest) return [];
		// This number was never used: the reader knew another database.
		if (since > newest) return null;
		const first = oldest.get()?.seq ?? null;
		if (first === null || first > since + 1) return null;
		// The change was lost in a power failure, so what the reader saw after it is unknown.
		if (since >= first && !given.get(since)) return null;
		return after
			.all(since, most)
			.filter((row) => row.seq <= newest)
			.map((row) => ({ seq: row.seq, at: row.at, body: JSON.parse(row.body) as ChangeBody }));
	}

	pruneIfWritable();
	return {
		get seq() {
			return newest;
		},
		emit(body: ChangeBody) {
			const at = now();
			const text = JSON.stringify(body);
			const change: Change = { seq: Number(append.run(at, text).lastInsertRowid), at, body };
			const waits = raw.inTransaction;
			database.afterCommit(() => {
				// A savepoint inside the transaction may have been rolled back on its own.
				if (!waits || exists.get(change.seq, text)) publish(change);
			});
			return change;
		},
		since: (since) => (newest - since > REPLAY_LIMIT ? null : read(since, REPLAY_LIMIT)),
		read,
		subscribe(fn) {
			// Wrapped, so that a function that subscribed twice can unsubscribe once.
			const own = (change: Change) => fn(change);
			subscribers.add(own);
			return () => void subscribers.delete(own);
		},
		prune
	};
}

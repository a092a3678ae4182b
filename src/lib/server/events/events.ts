/** The append-only log of changes. */
import type { Logger } from 'pino';
import type { Change, ChangeBody } from '../../contract/live.ts';
import { ifWritable } from '../../contract/system-errors.ts';
import type { Database } from '../db/index.ts';
import type { Events } from './types.ts';

/** Changes kept in the log. */
const CHANGES_KEPT = 20_000;
/** Most changes given at once: who missed more is better served with the whole state anew. */
const REPLAY_LIMIT = 5_000;
/** Entries by which the log may outgrow what is kept before it is cut. */
const PRUNE_EVERY = 500;

/** Numbers left out after a start of the host: the last ones may be lost with the power. */
const LEFT_OUT = 1000;

/**
 * Creates the change log. Numbers rise by one and are never given twice, also not after pruning or
 * a restart; after a start of the host some are left out. `emit` inside a transaction appends
 * within it and tells subscribers when it has been committed; after a rollback there was no change.
 * So: write the state and emit in one `database.transaction`, in any order.
 * @param deps.keep changes kept, default {@link CHANGES_KEPT}
 * @param deps.now clock, milliseconds since the epoch
 */
export function createEvents(deps: {
	database: Database;
	log: Logger;
	keep?: number;
	now?: () => number;
	/** The host was started since the log was last opened. */
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
	// AUTOINCREMENT keeps the highest number ever given here, also when its row is gone.
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
	 * Publishes, in order of the numbers: what a subscriber itself emits is published after this
	 * one.
	 */
	function publish(change: Change): void {
		unpublished.push(change);
		if (unpublished.length > 1) return;
		for (let next = unpublished[0]; next; unpublished.shift(), next = unpublished[0]) {
			newest = Math.max(newest, next.seq);
			// A copy: a subscriber may leave (or another join) while we go through them.
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
		// A number that was never given: the reader knew another database.
		if (since > newest) return null;
		const first = oldest.get()?.seq ?? null;
		if (first === null || first > since + 1) return null;
		// One that went with the power, and with it what the reader knows since.
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
				// A savepoint inside the transaction may have been rolled back alone.
				if (!waits || exists.get(change.seq, text)) publish(change);
			});
			return change;
		},
		since: (since) => (newest - since > REPLAY_LIMIT ? null : read(since, REPLAY_LIMIT)),
		read,
		subscribe(fn) {
			// Wrapped, so that one function subscribed twice can leave once.
			const own = (change: Change) => fn(change);
			subscribers.add(own);
			return () => void subscribers.delete(own);
		},
		prune
	};
}

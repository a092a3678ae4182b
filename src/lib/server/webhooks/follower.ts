/**
 * Sends the events of the log to one webhook: one message at a time, in order, each until it is
 * accepted. Its position in the log is stored, so that a restart loses nothing.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ifWritable } from '../../contract/system-errors.ts';
import { monotonicMs } from '../concurrency/index.ts';
import type { Database } from '../db/index.ts';
import { isWanted, type Events } from '../events/index.ts';
import type { Deliveries } from './deliveries.ts';
import { afterFailure, RETRIES } from './failing.ts';
import { changeMessage, resyncMessage, type Message } from './message.ts';
import type { Row, Rows } from './rows.ts';
import { trySend, type SendDeps, type Tried } from './send.ts';

/** Events that are read at once. */
const BATCH = 100;
/** Longest time between two checks, because the clock may be set; milliseconds. */
const MAX_WAIT_MS = 60_000;
/** Number of skipped events after which the position is stored. */
const WRITE_EVERY = 200;

export interface Follower {
	/** Checks for messages to send. */
	wake(): void;
	/** Aborts a running request and stores the position. */
	stop(): Promise<void>;
}

export interface FollowerDeps extends SendDeps {
	database: Database;
	rows: Rows;
	deliveries: Deliveries;
	events: Pick<Events, 'read' | 'seq'>;
	log: Logger;
	/** 0 to 1. */
	random: () => number;
	/** Called when the webhook has been paused because of its failures. */
	gaveUp: () => void;
}

type Next = Message & { seq: number };

export function createFollower(id: string, deps: FollowerDeps): Follower {
	const { database, rows, deliveries, events, log, now, random } = deps;
	const stopped = new AbortController();
	let timer: NodeJS.Timeout | undefined;
	let running: Promise<void> | null = null;
	let woken = false;
	/** Number of the last event that was skipped or accepted. */
	let passed = 0;
	/** Nothing is sent until this time, because nothing can be recorded; monotonic clock. */
	let heldUntil = 0;

	/** The next wanted message after the position; null where all are sent. */
	async function next(row: Row): Promise<Next | null> {
		for (;;) {
			const from = Math.max(row.seq, passed);
			const changes = events.read(from, BATCH);
			if (changes === null) return resyncMessage(id, events.seq, now()) as Next;
			const wanted = changes.find((change) => isWanted(change, row));
			if (wanted) return changeMessage(id, wanted) as Next;
			passed = changes.at(-1)?.seq ?? from;
			if (passed - row.seq >= WRITE_EVERY) {
				ifWritable(() => rows.passed(id, passed));
				row = { ...row, seq: passed };
			}
			if (changes.length < BATCH || stopped.signal.aborted) return null;
			await turn();
		}
	}

	/** Records the outcome of a try and the resulting state of the webhook. */
	function note(row: Row, message: Next, { error, retryAfter, ...outcome }: Tried): void {
		const at = now();
		let givenUp = false;
		const failure = ifWritable(() =>
			database.transaction(() => {
				// The webhook was removed meanwhile.
				if (!rows.find(id)) return;
				deliveries.note(id, message, outcome, at);
				if (error === null) return rows.taken(id, message.seq, message.event === 'resync');
				const failing = afterFailure(row, { status: outcome.status, retryAfter }, at, random());
				rows.failed(id, failing, error.message);
				givenUp = failing.nextAt === null;
			})
		);
		if (error === null) passed = message.seq;
		if (failure !== null) {
			log.warn({ err: failure, webhook: id }, 'what became of an event for a webhook could not be written');
			heldUntil = monotonicMs() + MAX_WAIT_MS;
		}
		if (givenUp) {
			log.warn({ webhook: id, reason: outcome.problem }, 'a webhook has paused itself');
			deps.gaveUp();
		}
	}

	/** Sends all pending messages. @returns milliseconds until the next check */
	async function drain(): Promise<number> {
		for (;;) {
			const row = rows.find(id);
			if (stopped.signal.aborted || !row || row.pausedBy !== null) return MAX_WAIT_MS;
			// Bounded by the longest delay, whatever the clock says.
			const wait = Math.min(RETRIES.mostMs, Math.max((row.nextAt ?? 0) - now(), heldUntil - monotonicMs()));
			if (wait > 0) return Math.min(wait, MAX_WAIT_MS);
			const message = await next(row);
			if (message === null) return MAX_WAIT_MS;
			const tried = await trySend(() => rows.target(id), message, stopped.signal, deps);
			note(row, message, tried);
		}
	}

	function wake(): void {
		woken = true;
		if (running !== null || stopped.signal.aborted) return;
		clearTimeout(timer);
		woken = false;
		running = drain()
			.catch((error: unknown) => {
				if (!stopped.signal.aborted) log.error({ err: error, webhook: id }, 'a webhook could not be looked after');
				heldUntil = monotonicMs() + MAX_WAIT_MS;
				return MAX_WAIT_MS;
			})
			.then((ms) => {
				running = null;
				if (stopped.signal.aborted) return;
				if (woken && heldUntil <= monotonicMs()) return wake();
				timer = setTimeout(wake, Math.max(50, ms)).unref();
			});
	}

	return {
		wake,
		async stop() {
			stopped.abort(new Error('the webhook is followed no more'));
			clearTimeout(timer);
			await running;
			if (passed > 0) ifWritable(() => rows.passed(id, passed));
		}
	};
}

/**
 * Keeps answers by `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header). A program that
 * does not know whether its call arrived sends it again, and nothing is done twice.
 */
import { createHash } from 'node:crypto';
import { and, eq, lt, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { BoxError, conflict } from '../../contract/errors.ts';
import { ifWritable } from '../../contract/system-errors.ts';
import { tables, type Database } from '../db/index.ts';
import type { Sealer } from '../keys/index.ts';
import type { Idempotency } from './types.ts';

/** Milliseconds for which answers are kept. */
const LIFE = 24 * 3600_000;
const PRUNE_EVERY = 3600_000;
/** Most answers kept per caller; the oldest are removed first. */
const MAX_OF_CALLER = 1000;

/**
 * @param deps.sealer encrypts the hash of the input, because the input may be a password
 * @param deps.now clock, ms
 */
export function createIdempotency(deps: {
	database: Database;
	sealer: Sealer;
	log: Logger;
	now?: () => number;
}): Idempotency {
	const { sealer, log } = deps;
	const { db } = deps.database;
	const now = deps.now ?? Date.now;
	const { idempotencyKeys: kept } = tables;
	/** Calls in progress. */
	const running = new Set<string>();

	function prune(): void {
		try {
			db.delete(kept)
				.where(lt(kept.createdAt, now() - LIFE))
				.run();
		} catch (error) {
			log.error({ err: error }, 'old idempotency keys were not removed');
		}
	}
	const timer = setInterval(prune, PRUNE_EVERY);
	timer.unref();
	prune();

	function evictOldest(caller: string): void {
		const rows = db
			.select({ operation: kept.operation, key: kept.key })
			.from(kept)
			.where(eq(kept.caller, caller))
			.orderBy(kept.createdAt)
			.all();
		for (const row of rows.slice(0, Math.max(0, rows.length - MAX_OF_CALLER + 1))) {
			db.delete(kept)
				.where(and(eq(kept.caller, caller), eq(kept.operation, row.operation), eq(kept.key, row.key)))
				.run();
		}
	}

	return {
		async once({ caller, operation, key, input }, work) {
			if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
				throw new BoxError({
					code: 'invalid-idempotency-key',
					status: 400,
					message: 'This is not a valid Idempotency-Key.',
					hint: 'Send 1 to 255 printable ASCII characters without blanks, for example a random UUID.'
				});
			}
			const name = JSON.stringify([caller, operation, key]);
			const inputHash = createHash('sha256').update(JSON.stringify(input)).digest('hex');
			const row = db
				.select()
				.from(kept)
				.where(and(eq(kept.caller, caller), eq(kept.operation, operation), eq(kept.key, key)))
				.get();
			if (row && row.createdAt > now() - LIFE) {
				if (sealer.open(row.inputHash, `idempotency/${name}`) !== inputHash) {
					throw new BoxError({
						code: 'idempotency-key-reused',
						status: 422,
						message: 'This Idempotency-Key was already sent with another request.',
						hint: 'Use a new key for each request; repeat a key only with the same request.'
					});
				}
				return { answer: row.answer, replayed: true };
			}
			if (running.has(name)) {
				throw conflict(
					'request-in-progress',
					'The first request with this Idempotency-Key is still in progress.',
					'Send it again in a moment to get the first answer.'
				);
			}
			running.add(name);
			try {
				// A failure is not kept: nothing was done, and a retry may succeed.
				const answer = await work();
				// The work is done: the answer is valid even if it cannot be kept.
				const failure = ifWritable(() => {
					if (row) {
						db.delete(kept)
							.where(and(eq(kept.caller, caller), eq(kept.operation, operation), eq(kept.key, key)))
							.run();
					}
					evictOldest(caller);
					db.insert(kept)
						.values({
							caller,
							operation,
							key,
							inputHash: sealer.seal(inputHash, `idempotency/${name}`),
							// Stored as JSON null when the work returned nothing.
							answer: answer ?? sql`'null'`,
							createdAt: now()
						})
						.run();
				});
				if (failure !== null) log.warn({ err: failure }, 'an answer could not be kept for its Idempotency-Key');
				return { answer, replayed: false };
			} finally {
				running.delete(name);
			}
		},
		close: () => clearInterval(timer)
	};
}

/** Answers that are stored for repeated calls. */
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Answers to calls with an `Idempotency-Key`, returned again when the call is repeated. */
export const idempotencyKeys = sqliteTable(
	'idempotency_keys',
	{
		/** The caller: session, token …, as for rate limits. */
		caller: text('caller').notNull(),
		/** Id of the operation: `pups.install`. */
		operation: text('operation').notNull(),
		key: text('key').notNull(),
		/** SHA-256 (hex) of the input, to detect another call with the same key. */
		inputHash: text('input_hash').notNull(),
		answer: text('answer', { mode: 'json' }).notNull(),
		createdAt: integer('created_at').notNull()
	},
	(t) => [primaryKey({ columns: [t.caller, t.operation, t.key] }), index('idempotency_keys_created').on(t.createdAt)]
);

/** The audit log. */
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { AuditRecord } from '../../../contract/audit.ts';

/** Who did what, when, from where, and whether it was allowed. */
export const audit = sqliteTable(
	'audit',
	{
		id: integer('id').primaryKey({ autoIncrement: true }),
		at: integer('at').notNull(),
		/** `owner`, `token`, `setup`, `local`, `pup`, `anyone`. */
		actor: text('actor').$type<AuditRecord['actor']>().notNull(),
		/** Id of the token or pup, and the token's name at that time. */
		actorId: text('actor_id'),
		actorName: text('actor_name'),
		address: text('address').notNull(),
		/** Id of the operation: `pups.start`. */
		action: text('action').notNull(),
		subject: text('subject'),
		outcome: text('outcome').$type<'done' | 'refused' | 'failed'>().notNull(),
		detail: text('detail'),
		/** What the call came through: `mcp`, if `dbx mcp` said so, or `docker`. */
		via: text('via').$type<AuditRecord['via']>()
	},
	(t) => [index('audit_at').on(t.at)]
);

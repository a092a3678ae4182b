/** What pups may reach of each other. */
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { id } from './id.ts';
import { pups } from './pups.ts';

/**
 * Who provides an interface to a pup, as the owner chose. Where there is no row, nobody does. A row
 * stays when one of the two is uninstalled with its data kept.
 */
export const providers = sqliteTable(
	'providers',
	{
		dependantId: text('dependant_id')
			.notNull()
			.references(() => pups.id, { onDelete: 'cascade' }),
		interface: text('interface').notNull(),
		providerId: text('provider_id')
			.notNull()
			.references(() => pups.id, { onDelete: 'cascade' }),
		chosenAt: integer('chosen_at').notNull()
	},
	(t) => [primaryKey({ columns: [t.dependantId, t.interface] }), index('providers_provider').on(t.providerId)]
);

/**
 * Permission groups of an interface that the owner granted to a pup that depends on it, whoever
 * provides it. Nothing is open without a row.
 */
export const grants = sqliteTable(
	'grants',
	{
		dependantId: text('dependant_id')
			.notNull()
			.references(() => pups.id, { onDelete: 'cascade' }),
		interface: text('interface').notNull(),
		group: text('group_name').notNull(),
		grantedAt: integer('granted_at').notNull()
	},
	(t) => [primaryKey({ columns: [t.dependantId, t.interface, t.group] })]
);

/** Ways for pups to one path of a pup: `/dbx/hook/<id>` at the gateway. */
export const wiringHooks = sqliteTable(
	'wiring_hooks',
	{
		id: id(),
		pupId: text('pup_id')
			.notNull()
			.references(() => pups.id, { onDelete: 'cascade' }),
		port: integer('port').notNull(),
		path: text('path').notNull(),
		/** Ids of pups that may call it; null: those that provide something to the pup. */
		callers: text('callers', { mode: 'json' }).$type<string[]>(),
		createdAt: integer('created_at').notNull()
	},
	(t) => [index('wiring_hooks_pup').on(t.pupId)]
);

/** What the owner says a pup may reach beyond the box. Where there is no row, what it asks for. */
export const pupAccess = sqliteTable('pup_access', {
	pupId: text('pup_id')
		.primaryKey()
		.references(() => pups.id, { onDelete: 'cascade' }),
	/** Null: as its manifest asks. */
	internet: integer('internet', { mode: 'boolean' }),
	lan: integer('lan', { mode: 'boolean' }).notNull().default(false),
	/** Names, addresses and networks: only these of what the two allow; null: all of it. */
	networks: text('networks', { mode: 'json' }).$type<string[]>()
});

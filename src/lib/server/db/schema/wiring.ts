/** Connections between pups. */
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { id } from './id.ts';
import { pups } from './pups.ts';

/**
 * The provider of an interface for a pup, as the owner chose. Without a row there is none. A row
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
 * Permission groups of an interface that the owner granted to a dependant, whatever the provider.
 * Nothing is open without a row.
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

/** Hooks: `/dbx/hook/<id>` at the gateway leads to one path of a pup. */
export const wiringHooks = sqliteTable(
	'wiring_hooks',
	{
		id: id(),
		pupId: text('pup_id')
			.notNull()
			.references(() => pups.id, { onDelete: 'cascade' }),
		port: integer('port').notNull(),
		path: text('path').notNull(),
		/** Ids of pups that may call it; null: the pup's providers. */
		callers: text('callers', { mode: 'json' }).$type<string[]>(),
		createdAt: integer('created_at').notNull()
	},
	(t) => [index('wiring_hooks_pup').on(t.pupId)]
);

/**
 * What the owner allows a pup to reach beyond the box. Without a row the pup's manifest decides.
 */
export const pupAccess = sqliteTable('pup_access', {
	pupId: text('pup_id')
		.primaryKey()
		.references(() => pups.id, { onDelete: 'cascade' }),
	/** Null: as its manifest asks. */
	internet: integer('internet', { mode: 'boolean' }),
	lan: integer('lan', { mode: 'boolean' }).notNull().default(false),
	/** Limits internet and home network to these names, addresses and networks; null: no limit. */
	networks: text('networks', { mode: 'json' }).$type<string[]>()
});

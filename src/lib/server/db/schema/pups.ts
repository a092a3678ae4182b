/** Installed pups. */
import { integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Failure } from '../../../contract/jobs.ts';
import type { PageAccess } from '../../../contract/ports.ts';
import type { PupState } from '../../../contract/pups.ts';
import type { SignatureState } from '../../../contract/sources.ts';
import type { BuildKind } from '../../../contract/store-words.ts';
import type { SavedBy } from '../../../contract/config.ts';
import { id } from './id.ts';

/**
 * An installed pup. `enabled`, `version` and the config are desired; `state`, `failure` and `keys`
 * are observed. Only the state machine writes `state` (`pups/installed/states.ts`).
 */
export const pups = sqliteTable(
	'pups',
	{
		id: id(),
		/** No foreign key: a source may be removed while its pups stay. */
		sourceId: text('source_id').notNull(),
		/** Folder of the pup inside its source. */
		sourcePath: text('source_path').notNull(),
		/** Name that people see: the name in the source, or the own name of a second pup. */
		name: text('name').notNull(),
		/** Name in the source where `name` differs; null: the same. */
		offerName: text('offer_name'),
		version: text('version').notNull(),
		/** The manifest at the time of the installation, JSON text. */
		manifest: text('manifest', { mode: 'json' }).notNull(),
		state: text('state').$type<PupState>().notNull(),
		failure: text('failure', { mode: 'json' }).$type<Failure>(),
		enabled: integer('enabled', { mode: 'boolean' }).notNull(),
		keys: text('keys').$type<'made' | 'waiting'>().notNull(),
		/** Last two octets of its address on the pup network, as one number 2…65533; unique. */
		hostNumber: integer('host_number').notNull(),
		/** Ids of the images of its root, base first. */
		layers: text('layers', { mode: 'json' }).$type<string[]>().notNull(),
		/** Memory limit in bytes, pids limit, cores; null = default of the box. */
		memoryLimit: integer('memory_limit'),
		pidsLimit: integer('pids_limit'),
		cpuLimit: real('cpu_limit'),
		/** Its share of a contended disk, 1–1000; null = 100, the default. */
		ioWeight: integer('io_weight'),
		/** Limit of its data, bytes; null = as much as the disk has. */
		storageLimit: integer('storage_limit'),
		/** Devices of the box that the owner assigned to it: `/dev/kvm`. */
		devices: text('devices', { mode: 'json' }).$type<string[]>().notNull().default([]),
		/** Seconds that services have to stop by themselves; null = as in the manifest. */
		stopSeconds: integer('stop_seconds'),
		/** How its root was built; null before. */
		buildKind: text('build_kind').$type<BuildKind>(),
		/** SHA-256 of the whole installed tree, hex. */
		treeHash: text('tree_hash'),
		/** Its origin in the source: `tag v0.3.4`. */
		origin: text('origin'),
		signature: text('signature').$type<SignatureState>().notNull().default('unsigned'),
		/** Dev mode: its source's folder is mounted, writable. */
		dev: integer('dev', { mode: 'boolean' }).notNull().default(false),
		/**
		 * The specification that its container was created from, without secrets (`SpecRecord` of
		 * pups); null when unknown.
		 */
		madeFrom: text('made_from', { mode: 'json' }),
		/**
		 * Folder of its files, below the folder that the box has for it: `source`, `source.1`,
		 * `source.2`.
		 */
		folder: text('folder').notNull().default('source'),
		/** Version that an update has prepared (`Release` of pups); null for none. */
		pending: text('pending', { mode: 'json' }),
		/**
		 * Settings that come with an update (`PendingConfig` of pups): the new ones, and during the
		 * switch also the old ones. Null for none.
		 */
		pendingConfig: text('pending_config', { mode: 'json' }),
		/** Earlier versions that are still stored, newest first; null for none. */
		previous: text('previous', { mode: 'json' }),
		/** Version that the owner skips. */
		skippedVersion: text('skipped_version'),
		/**
		 * User and group, inside the container, that own its data; null when unknown. `others`:
		 * former owners of some of the data.
		 */
		dataOwner: text('data_owner', { mode: 'json' }).$type<{
			uid: number;
			gid: number;
			others?: { uid: number; gid: number }[];
		}>(),
		configSavedAt: integer('config_saved_at'),
		createdAt: integer('created_at').notNull(),
		installedAt: integer('installed_at')
	},
	(t) => [
		uniqueIndex('pups_host_number').on(t.hostNumber),
		/** Several pups of the same offer have names of their own. */
		uniqueIndex('pups_source_name').on(t.sourceId, t.name)
	]
);

/**
 * Config values as text. `keys/` encrypts `sealed` values, which leave only into the pup's own
 * files.
 */
export const pupConfig = sqliteTable(
	'pup_config',
	{
		pupId: text('pup_id')
			.notNull()
			.references(() => pups.id, { onDelete: 'cascade' }),
		field: text('field').notNull(),
		value: text('value').notNull(),
		sealed: integer('sealed', { mode: 'boolean' }).notNull()
	},
	(t) => [primaryKey({ columns: [t.pupId, t.field] })]
);

/**
 * The last few saved configurations of a pup. Encrypted values are the same texts as in
 * `pup_config`.
 */
export const pupConfigVersions = sqliteTable(
	'pup_config_versions',
	{
		pupId: text('pup_id')
			.notNull()
			.references(() => pups.id, { onDelete: 'cascade' }),
		/** Increases from 1 for each pup. */
		version: integer('version').notNull(),
		savedAt: integer('saved_at').notNull(),
		savedBy: text('saved_by').$type<SavedBy>().notNull(),
		/** Name of the token at that time. */
		savedByName: text('saved_by_name'),
		values: text('values', { mode: 'json' }).$type<[field: string, value: string, sealed: boolean][]>().notNull()
	},
	(t) => [primaryKey({ columns: [t.pupId, t.version] })]
);

/** Ports of the box that serve pups' web pages. */
export const pupPages = sqliteTable(
	'pup_pages',
	{
		pupId: text('pup_id')
			.notNull()
			.references(() => pups.id, { onDelete: 'cascade' }),
		name: text('name').notNull(),
		/** Port inside the container. */
		targetPort: integer('target_port').notNull(),
		/** Port on the box; unique. */
		port: integer('port').notNull(),
		/** Whether the owner chose it. It may then be outside of the range for pages. */
		chosen: integer('chosen', { mode: 'boolean' }).notNull().default(false),
		/** Who may open it. */
		access: text('access').$type<PageAccess>().notNull().default('login'),
		/** SHA-256 of the page's token, hex; null where it has none. */
		tokenHash: text('token_hash'),
		/** When the token was created, milliseconds since the epoch. */
		tokenAt: integer('token_at')
	},
	(t) => [primaryKey({ columns: [t.pupId, t.name] }), uniqueIndex('pup_pages_port').on(t.port)]
);

/** Ports of the box that can lead to a pup: its exposes with `listenOnHost`. */
export const pupPorts = sqliteTable(
	'pup_ports',
	{
		pupId: text('pup_id')
			.notNull()
			.references(() => pups.id, { onDelete: 'cascade' }),
		/** Name of the expose. */
		name: text('name').notNull(),
		protocol: text('protocol').$type<'tcp' | 'udp'>().notNull(),
		/** Port inside the container. */
		port: integer('port').notNull(),
		/** Port on the box; unique for its protocol. */
		hostPort: integer('host_port').notNull(),
		/** Whether the owner has opened it to the home network. */
		published: integer('published', { mode: 'boolean' }).notNull().default(false)
	},
	(t) => [primaryKey({ columns: [t.pupId, t.name] }), uniqueIndex('pup_ports_host_port').on(t.protocol, t.hostPort)]
);

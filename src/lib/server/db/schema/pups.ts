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
 * are observed. `state` is written by the state machine alone (`pups/installed/states.ts`).
 */
export const pups = sqliteTable(
	'pups',
	{
		id: id(),
		/** No foreign key: a source may be removed while its pups stay. */
		sourceId: text('source_id').notNull(),
		/** Folder of the pup inside its source. */
		sourcePath: text('source_path').notNull(),
		/** As people see it: the name in the source, or of a second one the name it was given. */
		name: text('name').notNull(),
		/** Name in the source where `name` is another; null: the same. */
		offerName: text('offer_name'),
		version: text('version').notNull(),
		/** The manifest as it was at install, JSON text. */
		manifest: text('manifest', { mode: 'json' }).notNull(),
		state: text('state').$type<PupState>().notNull(),
		failure: text('failure', { mode: 'json' }).$type<Failure>(),
		enabled: integer('enabled', { mode: 'boolean' }).notNull(),
		keys: text('keys').$type<'made' | 'waiting'>().notNull(),
		/** Last two octets of its address on the pup network, as one number 2…65533; unique. */
		hostNumber: integer('host_number').notNull(),
		/** Ids of the images that make its root, base first. */
		layers: text('layers', { mode: 'json' }).$type<string[]>().notNull(),
		/** Memory limit in bytes, pids limit, cores; null = default of the box. */
		memoryLimit: integer('memory_limit'),
		pidsLimit: integer('pids_limit'),
		cpuLimit: real('cpu_limit'),
		/** Its part of a disk that several want, 1–1000; null = 100, as others. */
		ioWeight: integer('io_weight'),
		/** Bytes of its data; null = as much as the disk has. */
		storageLimit: integer('storage_limit'),
		/** Devices of the box that the owner gave it: `/dev/kvm`. */
		devices: text('devices', { mode: 'json' }).$type<string[]>().notNull().default([]),
		/** Seconds that services have to end by themselves; null = as the manifest says. */
		stopSeconds: integer('stop_seconds'),
		/** How its root was made; null before. */
		buildKind: text('build_kind').$type<BuildKind>(),
		/** SHA-256 of the whole tree that was installed, hex. */
		treeHash: text('tree_hash'),
		/** Where it stood in its source: `tag v0.3.4`. */
		origin: text('origin'),
		signature: text('signature').$type<SignatureState>().notNull().default('unsigned'),
		/** Its source's folder is mounted itself, writable. */
		dev: integer('dev', { mode: 'boolean' }).notNull().default(false),
		/**
		 * What its container was made from, without secrets (`SpecRecord` of pups); null when that
		 * is not known.
		 */
		madeFrom: text('made_from', { mode: 'json' }),
		/**
		 * Folder of its files, below what the box keeps for it: `source`, `source.1`, `source.2`.
		 */
		folder: text('folder').notNull().default('source'),
		/** Version that an update has prepared (`Release` of pups); null while none is. */
		pending: text('pending', { mode: 'json' }),
		/**
		 * Settings that come with an update (`PendingConfig` of pups): those it is to have, and
		 * from the switch to its end those it had. Null while none do.
		 */
		pendingConfig: text('pending_config', { mode: 'json' }),
		/** Versions that it ran before and that are still there, newest first; null for none. */
		previous: text('previous', { mode: 'json' }),
		/** Version that its owner wants to skip. */
		skippedVersion: text('skipped_version'),
		/**
		 * User and group inside that its data are given to; null where that is not known. `others`:
		 * to whom some of them may still belong.
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
		/** Several of one pup in its source have names of their own. */
		uniqueIndex('pups_source_name').on(t.sourceId, t.name)
	]
);

/**
 * Config values as text. `sealed` values are encrypted by `keys/` and leave only into the pup's own
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
 * Configurations of a pup as they were saved, the newest few. Sealed values are the very texts of
 * `pup_config`.
 */
export const pupConfigVersions = sqliteTable(
	'pup_config_versions',
	{
		pupId: text('pup_id')
			.notNull()
			.references(() => pups.id, { onDelete: 'cascade' }),
		/** Rising from 1 for each pup. */
		version: integer('version').notNull(),
		savedAt: integer('saved_at').notNull(),
		savedBy: text('saved_by').$type<SavedBy>().notNull(),
		/** Name of the token, as it was then. */
		savedByName: text('saved_by_name'),
		values: text('values', { mode: 'json' }).$type<[field: string, value: string, sealed: boolean][]>().notNull()
	},
	(t) => [primaryKey({ columns: [t.pupId, t.version] })]
);

/** Ports of the box at which pups' web pages are served. */
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
		/** The owner chose it: it may lie outside of the range for pages. */
		chosen: integer('chosen', { mode: 'boolean' }).notNull().default(false),
		/** Who may open it. */
		access: text('access').$type<PageAccess>().notNull().default('login'),
		/** SHA-256 of the page's token, hex; null where it has none. */
		tokenHash: text('token_hash'),
		/** When that was made, milliseconds since the epoch. */
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
		/** Of the expose. */
		name: text('name').notNull(),
		protocol: text('protocol').$type<'tcp' | 'udp'>().notNull(),
		/** Port inside the container. */
		port: integer('port').notNull(),
		/** Port on the box; unique for its protocol. */
		hostPort: integer('host_port').notNull(),
		/** The owner has opened it to the home network. */
		published: integer('published', { mode: 'boolean' }).notNull().default(false)
	},
	(t) => [primaryKey({ columns: [t.pupId, t.name] }), uniqueIndex('pup_ports_host_port').on(t.protocol, t.hostPort)]
);

/**
 * Tables of dogeboxd's one SQLite file. Times are milliseconds since the epoch; ids are 32
 * lower-case hex digits unless said otherwise. After a change here run `npm run db:generate` and
 * commit what it writes to `drizzle/`.
 */
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Severity } from '../../contract/attention.ts';
import type { Failure, JobStatus, JobSubject } from '../../contract/jobs.ts';
import type { DestinationKind, ShownTarget } from '../../contract/notifications.ts';
import type { BoxNetwork, BoxState } from '../../contract/boxes.ts';
import type { PageAccess } from '../../contract/ports.ts';
import type { PupState, SignatureState } from '../../contract/pups.ts';
import type { BuildKind } from '../../contract/store-words.ts';
import type { AuditRecord } from '../../contract/audit.ts';
import type { SavedBy } from '../../contract/config.ts';
import type { Scope } from '../../contract/scopes.ts';
import type { ChangeBody } from '../../contract/live.ts';
import type { WebhookDelivery } from '../../contract/webhooks.ts';

const id = () => text('id').primaryKey();

/**
 * Small facts about the box: name, time zone, setup draft, claim code hash … one JSON value each.
 */
export const settings = sqliteTable('settings', {
	key: text('key').primaryKey(),
	value: text('value', { mode: 'json' }).notNull()
});

/** Exactly one row, `owner`: lucia wants a table of users. */
export const users = sqliteTable('users', { id: id() });

/** Sessions of lucia. `id` is the SHA-256 of the token (hex), never the token. */
export const sessions = sqliteTable('sessions', {
	id: id(),
	userId: text('user_id')
		.notNull()
		.references(() => users.id, { onDelete: 'cascade' }),
	/** Seconds since the epoch, as lucia's adapter wants it. */
	expiresAt: integer('expires_at').notNull(),
	createdAt: integer('created_at').notNull(),
	lastSeenAt: integer('last_seen_at').notNull(),
	address: text('address').notNull(),
	userAgent: text('user_agent').notNull()
});

/** API tokens. Of the token itself only the SHA-256 (hex) is kept. */
export const tokens = sqliteTable(
	'tokens',
	{
		id: id(),
		name: text('name').notNull(),
		hash: text('hash').notNull(),
		scopes: text('scopes', { mode: 'json' }).$type<Scope[]>().notNull(),
		createdAt: integer('created_at').notNull(),
		/** Null: it never ends. */
		expiresAt: integer('expires_at'),
		lastUsedAt: integer('last_used_at'),
		lastUsedAddress: text('last_used_address')
	},
	(t) => [uniqueIndex('tokens_hash').on(t.hash)]
);

/** Answers to calls with an `Idempotency-Key`, given again when the call is repeated. */
export const idempotencyKeys = sqliteTable(
	'idempotency_keys',
	{
		/** Who called: session, token …, as rate limits count. */
		caller: text('caller').notNull(),
		/** Id of the operation: `pups.install`. */
		operation: text('operation').notNull(),
		key: text('key').notNull(),
		/** SHA-256 (hex) of the input, to tell a repeated call from another one. */
		inputHash: text('input_hash').notNull(),
		answer: text('answer', { mode: 'json' }).notNull(),
		createdAt: integer('created_at').notNull()
	},
	(t) => [primaryKey({ columns: [t.caller, t.operation, t.key] }), index('idempotency_keys_created').on(t.createdAt)]
);

export const sources = sqliteTable(
	'sources',
	{
		id: id(),
		kind: text('kind').$type<'builtin' | 'folder' | 'git' | 'web'>().notNull(),
		location: text('location').notNull(),
		name: text('name').notNull(),
		addedAt: integer('added_at').notNull(),
		lastSeenAt: integer('last_seen_at'),
		lastError: text('last_error'),
		/** The owner's name for it; null: its own. */
		customName: text('custom_name'),
		/** `{username, password}` as JSON, sealed by `keys/`. */
		credentials: text('credentials'),
		/** Name of the account, in clear, to show. */
		account: text('account'),
		/** Pinned minisign public key. */
		publicKey: text('public_key')
	},
	(t) => [uniqueIndex('sources_location').on(t.location)]
);

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
		name: text('name').notNull(),
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
		/** Version that its owner does not want to be told of. */
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
		/** One installed pup per source and name. */
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

/** What the owner says a pup may reach beyond the box. Where there is no row, what it asks for. */
export const pupAccess = sqliteTable('pup_access', {
	pupId: text('pup_id')
		.primaryKey()
		.references(() => pups.id, { onDelete: 'cascade' }),
	/** Null: as its manifest asks. */
	internet: integer('internet', { mode: 'boolean' }),
	lan: integer('lan', { mode: 'boolean' }).notNull().default(false),
	/** Only these of what the two allow; null: all of it. */
	networks: text('networks', { mode: 'json' }).$type<string[]>()
});

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

/** Built root filesystem layers, by content of their inputs. */
export const images = sqliteTable('images', {
	/** SHA-256 of the inputs, hex. */
	id: id(),
	kind: text('kind').$type<'base' | 'packages' | 'archives' | 'image'>().notNull(),
	/** `Debian bookworm, minimal`, `python3, python3-requests` */
	title: text('title').notNull(),
	status: text('status').$type<'building' | 'ready'>().notNull(),
	/** The layer below, for `packages`. */
	parentId: text('parent_id'),
	sizeBytes: integer('size_bytes'),
	createdAt: integer('created_at').notNull()
});

export const jobs = sqliteTable(
	'jobs',
	{
		id: id(),
		kind: text('kind').notNull(),
		title: text('title').notNull(),
		resources: text('resources', { mode: 'json' }).$type<string[]>().notNull(),
		/** What it is about: a kind of thing (`pup`, `source` …) and its id. */
		subjectKind: text('subject_kind').$type<JobSubject['kind']>(),
		subjectId: text('subject_id'),
		/** The job that runs it as a child, and the name of the step that does. */
		parentId: text('parent_id'),
		parentStep: text('parent_step'),
		/** What the kind needs to run; never holds a secret. */
		input: text('input', { mode: 'json' }).notNull(),
		status: text('status').$type<JobStatus>().notNull(),
		error: text('error', { mode: 'json' }).$type<Failure>(),
		/** What it made. */
		result: text('result', { mode: 'json' }),
		cancelRequested: integer('cancel_requested', { mode: 'boolean' }).notNull().default(false),
		/** Times it was resumed after a crash of dogeboxd. */
		resumed: integer('resumed').notNull().default(0),
		requestedBy: text('requested_by').notNull(),
		createdAt: integer('created_at').notNull(),
		startedAt: integer('started_at'),
		finishedAt: integer('finished_at')
	},
	(t) => [index('jobs_status').on(t.status), index('jobs_created').on(t.createdAt), index('jobs_parent').on(t.parentId)]
);

export const jobSteps = sqliteTable(
	'job_steps',
	{
		jobId: text('job_id')
			.notNull()
			.references(() => jobs.id, { onDelete: 'cascade' }),
		position: integer('position').notNull(),
		name: text('name').notNull(),
		title: text('title').notNull(),
		weight: integer('weight').notNull(),
		status: text('status').$type<'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'skipped'>().notNull(),
		percent: integer('percent').notNull().default(0),
		note: text('note'),
		startedAt: integer('started_at'),
		finishedAt: integer('finished_at')
	},
	(t) => [primaryKey({ columns: [t.jobId, t.position] })]
);

/** The append-only change log. AUTOINCREMENT: a number is never given twice, also after pruning. */
export const changes = sqliteTable('changes', {
	seq: integer('seq').primaryKey({ autoIncrement: true }),
	at: integer('at').notNull(),
	body: text('body', { mode: 'json' }).$type<ChangeBody>().notNull()
});

/**
 * Samples, downsampled: `resolution` seconds per row, 60 for a day and 900 for thirty. `subject` is
 * `box` or a pup id.
 */
export const metrics = sqliteTable(
	'metrics',
	{
		subject: text('subject').notNull(),
		resolution: integer('resolution').notNull(),
		at: integer('at').notNull(),
		cpu: real('cpu').notNull(),
		memory: real('memory').notNull(),
		rx: real('rx').notNull(),
		tx: real('tx').notNull(),
		pids: real('pids').notNull(),
		read: real('read').notNull().default(0),
		write: real('write').notNull().default(0),
		/** Slow values by name, JSON; null for none. */
		gauges: text('gauges')
	},
	(t) => [primaryKey({ columns: [t.subject, t.resolution, t.at] })]
);

/** Who did what, when, from where, and whether it was allowed. */
export const audit = sqliteTable(
	'audit',
	{
		id: integer('id').primaryKey({ autoIncrement: true }),
		at: integer('at').notNull(),
		/** `owner`, `token`, `setup`, `local`, `pup`, `anyone`. */
		actor: text('actor').$type<AuditRecord['actor']>().notNull(),
		/** Id of the token or pup, and the token's name as it was then. */
		actorId: text('actor_id'),
		actorName: text('actor_name'),
		address: text('address').notNull(),
		/** Id of the operation: `pups.start`. */
		action: text('action').notNull(),
		subject: text('subject'),
		outcome: text('outcome').$type<'done' | 'refused' | 'failed'>().notNull(),
		detail: text('detail'),
		/** What stood between who asked and the box, as it said of itself. */
		via: text('via').$type<AuditRecord['via']>()
	},
	(t) => [index('audit_at').on(t.at)]
);

/** Where the owner is told what needs him. */
export const notificationDestinations = sqliteTable('notification_destinations', {
	id: id(),
	kind: text('kind').$type<DestinationKind>().notNull(),
	name: text('name').notNull(),
	severities: text('severities', { mode: 'json' }).$type<Severity[]>().notNull(),
	/** What is no secret: address, topic, mail server … as its kind says. */
	config: text('config', { mode: 'json' }).$type<ShownTarget>().notNull(),
	/** Secret, token or subscription, sealed by `keys/`. */
	sealed: text('sealed'),
	createdAt: integer('created_at').notNull()
});

/** Messages: those that wait to be sent, and the newest of those that were. */
export const notifications = sqliteTable(
	'notifications',
	{
		id: id(),
		destinationId: text('destination_id')
			.notNull()
			.references(() => notificationDestinations.id, { onDelete: 'cascade' }),
		itemId: text('item_id').notNull(),
		severity: text('severity').$type<Severity>().notNull(),
		title: text('title').notNull(),
		text: text('text').notNull(),
		/** On the box. */
		path: text('path').notNull(),
		attempts: integer('attempts').notNull().default(0),
		createdAt: integer('created_at').notNull(),
		/** When it is tried next; null: it was sent, or given up. */
		nextAt: integer('next_at'),
		/** From then on it is given up. */
		expiresAt: integer('expires_at').notNull(),
		sentAt: integer('sent_at'),
		/** Why the last try failed. */
		problem: text('problem')
	},
	(t) => [index('notifications_next').on(t.nextAt), index('notifications_created').on(t.createdAt)]
);

/** What the owner was told of, so that each thing is told once. */
export const notified = sqliteTable('notified', {
	/** Of the item of attention. */
	itemId: text('item_id').primaryKey(),
	severity: text('severity').$type<Severity>().notNull(),
	at: integer('at').notNull(),
	/** Since when it is over; null while it is not. */
	goneAt: integer('gone_at')
});

/** Who is told of changes, and how far. */
export const webhooks = sqliteTable('webhooks', {
	id: id(),
	name: text('name').notNull(),
	/** Of the address, which is sealed. */
	host: text('host').notNull(),
	/** Kinds of changes; null for all. */
	kinds: text('kinds', { mode: 'json' }).$type<ChangeBody['kind'][]>(),
	/** Ids of pups; null for all. */
	pups: text('pups', { mode: 'json' }).$type<string[]>(),
	/** Address and secrets, sealed by `keys/`. */
	sealed: text('sealed').notNull(),
	/** Until when the secret before signs too. */
	oldSecretUntil: integer('old_secret_until'),
	/** Number of the last change that was sent, or passed over. */
	seq: integer('seq').notNull(),
	pausedBy: text('paused_by').$type<'owner' | 'failures'>(),
	failingSince: integer('failing_since'),
	/** Failed tries in a row. */
	failures: integer('failures').notNull().default(0),
	/** When it is tried again. */
	nextAt: integer('next_at'),
	/** Why the last try failed. */
	problem: text('problem'),
	createdAt: integer('created_at').notNull()
});

/** The newest messages to each webhook. */
export const webhookDeliveries = sqliteTable(
	'webhook_deliveries',
	{
		/** In the order in which they were first tried. */
		position: integer('position').primaryKey({ autoIncrement: true }),
		id: text('id').notNull(),
		webhookId: text('webhook_id')
			.notNull()
			.references(() => webhooks.id, { onDelete: 'cascade' }),
		message: text('message').notNull(),
		event: text('event').$type<WebhookDelivery['event']>().notNull(),
		seq: integer('seq'),
		state: text('state').$type<WebhookDelivery['state']>().notNull(),
		at: integer('at').notNull(),
		tries: integer('tries').notNull(),
		status: integer('status'),
		ms: integer('ms').notNull(),
		problem: text('problem')
	},
	(t) => [
		uniqueIndex('webhook_deliveries_message').on(t.webhookId, t.message),
		index('webhook_deliveries_newest').on(t.webhookId, t.position)
	]
);

/** Boxes: containers from an image, without a manifest. `state` and `failure` are observed. */
export const boxes = sqliteTable(
	'boxes',
	{
		id: id(),
		name: text('name').notNull(),
		state: text('state').$type<BoxState>().notNull(),
		failure: text('failure', { mode: 'json' }).$type<Failure>(),
		/** Desired: its state follows. */
		wanted: text('wanted').$type<'running' | 'stopped'>().notNull(),
		/** As it was asked for; `debian` with packages is Debian’s base. */
		image: text('image').notNull(),
		/** Packages on top of Debian’s base; null for an image. */
		packages: text('packages', { mode: 'json' }).$type<string[]>(),
		/** `sha256:…` that a tag was resolved to; null for Debian, and before. */
		digest: text('digest'),
		/** Ids of the images that make its root, base first; empty until it is made. */
		layers: text('layers', { mode: 'json' }).$type<string[]>().notNull(),
		/** As of a pup, and of the same network. */
		hostNumber: integer('host_number').notNull(),
		cpuLimit: real('cpu_limit'),
		memoryLimit: integer('memory_limit').notNull(),
		diskLimit: integer('disk_limit'),
		pidsLimit: integer('pids_limit').notNull(),
		network: text('network').$type<BoxNetwork>().notNull(),
		/** Its environment as JSON, sealed by `keys/`. */
		env: text('env').notNull(),
		/** As `boxVolume` of the contract has them. */
		volumes: text('volumes', { mode: 'json' }).notNull(),
		workdir: text('workdir'),
		/** `uid` or `uid:gid`; null: the image’s. */
		user: text('user'),
		/** Null: the image’s. */
		argv: text('argv', { mode: 'json' }).$type<string[]>(),
		/** What the main process begins with; null: the image’s entry point. */
		entrypoint: text('entrypoint', { mode: 'json' }).$type<string[]>(),
		labels: text('labels', { mode: 'json' }).$type<Record<string, string>>().notNull(),
		/** What whoever made it wants to find again; the box makes nothing of it. */
		annotations: text('annotations'),
		restart: text('restart').notNull(),
		/** Restarts by its policy since it was started. */
		restarts: integer('restarts').notNull().default(0),
		idleStopSeconds: integer('idle_stop_seconds'),
		expiresAt: integer('expires_at'),
		ephemeral: integer('ephemeral', { mode: 'boolean' }).notNull(),
		/** Box whose files it is to begin with; null: none. */
		copyOf: text('copy_of'),
		createdAt: integer('created_at').notNull(),
		startedAt: integer('started_at'),
		stoppedAt: integer('stopped_at'),
		/** Of its main process. */
		exitCode: integer('exit_code')
	},
	(t) => [uniqueIndex('boxes_name').on(t.name), uniqueIndex('boxes_host_number').on(t.hostNumber)]
);

/** Ports of the host that lead to boxes. */
export const boxPorts = sqliteTable(
	'box_ports',
	{
		boxId: text('box_id')
			.notNull()
			.references(() => boxes.id, { onDelete: 'cascade' }),
		protocol: text('protocol').$type<'tcp' | 'udp'>().notNull(),
		hostPort: integer('host_port').notNull(),
		/** Inside the box. */
		port: integer('port').notNull()
	},
	(t) => [primaryKey({ columns: [t.protocol, t.hostPort] }), index('box_ports_box').on(t.boxId)]
);

/** Copies of what a box wrote to its root. */
export const boxSnapshots = sqliteTable(
	'box_snapshots',
	{
		id: id(),
		boxId: text('box_id')
			.notNull()
			.references(() => boxes.id, { onDelete: 'cascade' }),
		name: text('name').notNull(),
		createdAt: integer('created_at').notNull(),
		/** Null while it is made. */
		bytes: integer('bytes')
	},
	(t) => [index('box_snapshots_box').on(t.boxId)]
);

/** Volumes of boxes. Their data lie in the storage, by id. */
export const boxVolumes = sqliteTable(
	'box_volumes',
	{
		id: id(),
		name: text('name').notNull(),
		createdAt: integer('created_at').notNull(),
		/** Its folder is there. */
		made: integer('made', { mode: 'boolean' }).notNull().default(false)
	},
	(t) => [uniqueIndex('box_volumes_name').on(t.name)]
);

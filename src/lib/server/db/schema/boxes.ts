/** Boxes, their volumes and their networks. */
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Failure } from '../../../contract/jobs.ts';
import type { BoxOptions } from '../../../contract/box-options.ts';
import type { BoxNetwork, BoxState } from '../../../contract/boxes.ts';
import { id } from './id.ts';

/** Boxes: containers from an image, without a manifest. `state` and `failure` are observed. */
export const boxes = sqliteTable(
	'boxes',
	{
		id: id(),
		name: text('name').notNull(),
		state: text('state').$type<BoxState>().notNull(),
		failure: text('failure', { mode: 'json' }).$type<Failure>(),
		/** Desired. The state follows it. */
		wanted: text('wanted').$type<'running' | 'stopped'>().notNull(),
		/** As requested; `debian` with packages is Debian’s base. */
		image: text('image').notNull(),
		/** Packages on top of Debian’s base; null for an image. */
		packages: text('packages', { mode: 'json' }).$type<string[]>(),
		/** `sha256:…` that a tag was resolved to; null for Debian, and before the resolution. */
		digest: text('digest'),
		/** Ids of the images of its root, base first; empty until the root is built. */
		layers: text('layers', { mode: 'json' }).$type<string[]>().notNull(),
		/** In the same network and with the same meaning as that of a pup. */
		hostNumber: integer('host_number').notNull(),
		cpuLimit: real('cpu_limit'),
		memoryLimit: integer('memory_limit').notNull(),
		diskLimit: integer('disk_limit'),
		pidsLimit: integer('pids_limit').notNull(),
		network: text('network').$type<BoxNetwork>().notNull(),
		/** Its environment as JSON, encrypted by `keys/`. */
		env: text('env').notNull(),
		/** In the form of `boxVolume` of the contract. */
		volumes: text('volumes', { mode: 'json' }).notNull(),
		workdir: text('workdir'),
		/** `uid` or `uid:gid`; null: that of the image. */
		user: text('user'),
		/** Null: that of the image. */
		argv: text('argv', { mode: 'json' }).$type<string[]>(),
		/** First words of the main process's command; null: the image’s entry point. */
		entrypoint: text('entrypoint', { mode: 'json' }).$type<string[]>(),
		labels: text('labels', { mode: 'json' }).$type<Record<string, string>>().notNull(),
		/** In the form of `boxOptions` of the contract. */
		options: text('options', { mode: 'json' }).$type<BoxOptions>().notNull().default({}),
		/** Stored for the client that created the box. The box does not interpret it. */
		annotations: text('annotations'),
		restart: text('restart').notNull(),
		/** Restarts by its policy since it was started. */
		restarts: integer('restarts').notNull().default(0),
		idleStopSeconds: integer('idle_stop_seconds'),
		expiresAt: integer('expires_at'),
		ephemeral: integer('ephemeral', { mode: 'boolean' }).notNull(),
		/** Box whose files are copied at the creation; null for none. */
		copyOf: text('copy_of'),
		createdAt: integer('created_at').notNull(),
		startedAt: integer('started_at'),
		stoppedAt: integer('stopped_at'),
		/** Exit code of its main process. */
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
		/**
		 * The one address on which it is open. Null: all IPv4 addresses. `::`: all IPv4 and IPv6
		 * addresses.
		 */
		hostAddress: text('host_address'),
		/** Inside the box. */
		port: integer('port').notNull()
	},
	(t) => [primaryKey({ columns: [t.protocol, t.hostPort] }), index('box_ports_box').on(t.boxId)]
);

/** Copies of the files that a box wrote to its root. */
export const boxSnapshots = sqliteTable(
	'box_snapshots',
	{
		id: id(),
		boxId: text('box_id')
			.notNull()
			.references(() => boxes.id, { onDelete: 'cascade' }),
		name: text('name').notNull(),
		createdAt: integer('created_at').notNull(),
		/** Null while it is being created. */
		bytes: integer('bytes')
	},
	(t) => [index('box_snapshots_box').on(t.boxId)]
);

/** Volumes of boxes. Their data are in the storage, by id. */
export const boxVolumes = sqliteTable(
	'box_volumes',
	{
		id: id(),
		name: text('name').notNull(),
		createdAt: integer('created_at').notNull(),
		/** Whether its folder exists. */
		made: integer('made', { mode: 'boolean' }).notNull().default(false),
		labels: text('labels', { mode: 'json' }).$type<Record<string, string>>().notNull().default({})
	},
	(t) => [uniqueIndex('box_volumes_name').on(t.name)]
);

/** Networks on which boxes find and reach each other. */
export const networks = sqliteTable(
	'networks',
	{
		/** 64 hex digits. */
		id: id(),
		name: text('name').notNull(),
		labels: text('labels', { mode: 'json' }).$type<Record<string, string>>().notNull(),
		/** Whether the network gives its boxes no access to other networks. */
		internal: integer('internal', { mode: 'boolean' }).notNull(),
		/** Whether boxes also reach each other by IPv6. */
		ipv6: integer('ipv6', { mode: 'boolean' }).notNull().default(false),
		/** IPv4 subnet (CIDR) in which addresses can be chosen; null for none. */
		subnet: text('subnet'),
		/** Stored for the client that created the network. The box does not interpret it. */
		annotations: text('annotations'),
		createdAt: integer('created_at').notNull()
	},
	(t) => [uniqueIndex('networks_name').on(t.name)]
);

/** A row for each box on each network. */
export const networkMembers = sqliteTable(
	'network_members',
	{
		networkId: text('network_id')
			.notNull()
			.references(() => networks.id, { onDelete: 'cascade' }),
		boxId: text('box_id')
			.notNull()
			.references(() => boxes.id, { onDelete: 'cascade' }),
		/** Additional names of the box on the network. */
		aliases: text('aliases', { mode: 'json' }).$type<string[]>().notNull(),
		/** IPv4 address, chosen within the network’s subnet; null: only the box's own address. */
		address: text('address')
	},
	(t) => [primaryKey({ columns: [t.networkId, t.boxId] }), index('network_members_box').on(t.boxId)]
);

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
		/** As `boxOptions` of the contract has them. */
		options: text('options', { mode: 'json' }).$type<BoxOptions>().notNull().default({}),
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
		/** The one address at which it is open; null: all of IPv4. `::`: all of both kinds. */
		hostAddress: text('host_address'),
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
		/** It opens no way out to its boxes. */
		internal: integer('internal', { mode: 'boolean' }).notNull(),
		/** Boxes reach each other there by IPv6 too. */
		ipv6: integer('ipv6', { mode: 'boolean' }).notNull().default(false),
		/** CIDR of IPv4, in which addresses can be chosen; null for none. */
		subnet: text('subnet'),
		/** What whoever made it wants to find again; the box makes nothing of it. */
		annotations: text('annotations'),
		createdAt: integer('created_at').notNull()
	},
	(t) => [uniqueIndex('networks_name').on(t.name)]
);

/** A row for each box that was joined to one. */
export const networkMembers = sqliteTable(
	'network_members',
	{
		networkId: text('network_id')
			.notNull()
			.references(() => networks.id, { onDelete: 'cascade' }),
		boxId: text('box_id')
			.notNull()
			.references(() => boxes.id, { onDelete: 'cascade' }),
		/** More names by which it is found there. */
		aliases: text('aliases', { mode: 'json' }).$type<string[]>().notNull(),
		/** IPv4, chosen within the network’s subnet; null: its own alone. */
		address: text('address')
	},
	(t) => [primaryKey({ columns: [t.networkId, t.boxId] }), index('network_members_box').on(t.boxId)]
);

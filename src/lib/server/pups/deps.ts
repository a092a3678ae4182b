/** Dependencies of the pups module. */
import type { Logger } from 'pino';
import type { Auth } from '../auth/types.ts';
import type { Builder } from '../build/types.ts';
import type { ContainerEngine } from '../containers/types.ts';
import type { Database } from '../db/index.ts';
import type { Events } from '../events/types.ts';
import type { AgentHost, Host, HostFacts, HostNames, HostPaths } from '../host/index.ts';
import type { Jobs } from '../jobs/types.ts';
import type { Keyring, Sealer } from '../keys/index.ts';
import type { Metrics } from '../metrics/types.ts';
import type { PupNetwork } from '../network/types.ts';
import type { Sources } from '../sources/index.ts';
import type { SpaceWatch } from '../system/index.ts';
import type { PupLinks } from './links.ts';

export interface PupsDeps {
	database: Database;
	events: Events;
	jobs: Jobs;
	metrics: Pick<Metrics, 'history' | 'gauges' | 'counters' | 'gaugesFrom' | 'subscribe' | 'forget'>;
	/** Links between pups; created later. */
	links: () => PupLinks;
	/** Null where this host cannot run containers: pups can still be listed and read. */
	engine: ContainerEngine | null;
	network: PupNetwork | null;
	builder: Builder | null;
	host: Host;
	paths: HostPaths;
	names: HostNames;
	facts: () => HostFacts;
	/** The agent, which acts on the host. Absent: always connected. */
	agent?: Pick<AgentHost, 'connected' | 'onChange'> | null;
	sources: Sources;
	keyring: Pick<Keyring, 'locked' | 'delegate' | 'onUnlock'>;
	sealer: Sealer;
	/** Range of the host's ports for pups' web pages, both ends included. */
	pagePorts: { first: number; last: number };
	/** The host's port of the dashboard. */
	dashboardPort: number;
	/**
	 * Returns the mount point of the disk with pups' data while that disk is missing, otherwise
	 * null. Absent: never missing.
	 */
	storageMissing?: () => string | null;
	/** Free space of the disks. */
	space: Pick<SpaceWatch, 'diskOf' | 'onCheck'>;
	/** Container ids and ports that belong to other modules than pups. Absent: none do. */
	others?: () => {
		/** Null: the id belongs to no module. */
		member(id: string): { address: string | null } | null;
		takenPorts(): ReadonlyMap<string, string>;
	};
	/** Calls `fn` with the id of each session or token that ends. Absent: none ends. */
	onRevoke?: Auth['onRevoke'];
	log: Logger;
	/** Bytes of the host's memory; default: as the operating system reports. */
	totalMemory?: number;
	/** Interval of the check of all pups, milliseconds; default 30 s. */
	tickMs?: number;
	/** Minimum time between two restarts in dev mode, milliseconds; default 2 s. */
	devBetweenMs?: number;
}

/** What the pups room is built from. */
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
	/** What others are to a pup; made later. */
	links: () => PupLinks;
	/** Null where this host cannot run containers: everything can still be seen. */
	engine: ContainerEngine | null;
	network: PupNetwork | null;
	builder: Builder | null;
	host: Host;
	paths: HostPaths;
	names: HostNames;
	facts: () => HostFacts;
	/** What works on the host for the box. Without it: always there. */
	agent?: Pick<AgentHost, 'connected' | 'onChange'> | null;
	sources: Sources;
	keyring: Pick<Keyring, 'locked' | 'delegate' | 'onUnlock'>;
	sealer: Sealer;
	/** Ports of the box for pups' web pages, both ends included. */
	pagePorts: { first: number; last: number };
	/** Port of the box at which the dashboard answers. */
	dashboardPort: number;
	/**
	 * Mount point of the disk with pups' data while that is not there, else null. Without it:
	 * always there.
	 */
	storageMissing?: () => string | null;
	/** How full the disks are. */
	space: Pick<SpaceWatch, 'diskOf' | 'onCheck'>;
	/**
	 * What is no pup's, of containers that were found and of ports that are taken. Without it:
	 * nothing.
	 */
	others?: () => {
		/** Null: it is nobody's. */
		member(id: string): { address: string | null } | null;
		takenPorts(): ReadonlyMap<string, string>;
	};
	/** Calls `fn` with the id of each session or token that ends. Without it: none does. */
	onRevoke?: Auth['onRevoke'];
	log: Logger;
	/** Bytes of memory of the host; default is what the system says. */
	totalMemory?: number;
	/** Milliseconds between looks at every pup; default 30 s. */
	tickMs?: number;
	/** Least milliseconds between two restarts in dev mode; default 2 s. */
	devBetweenMs?: number;
}

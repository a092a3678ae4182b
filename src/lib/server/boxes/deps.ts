/** Dependencies of the boxes module. */
import type { Logger } from 'pino';
import type { Builder } from '../build/types.ts';
import type { ContainerEngine } from '../containers/types.ts';
import type { Database } from '../db/index.ts';
import type { Events } from '../events/types.ts';
import type { Host, HostFacts, HostPaths } from '../host/index.ts';
import type { Images } from '../images/index.ts';
import type { Jobs } from '../jobs/types.ts';
import type { Sealer } from '../keys/index.ts';
import type { Metrics } from '../metrics/types.ts';
import type { PortWorld, PupNetwork } from '../network/index.ts';
import type { SpaceWatch } from '../system/index.ts';

export interface BoxesDeps {
	database: Database;
	events: Events;
	jobs: Jobs;
	metrics: Pick<Metrics, 'history' | 'gauges' | 'counters' | 'forget'>;
	/** Null where this host cannot run containers: boxes can still be listed and read. */
	engine: ContainerEngine | null;
	network: Pick<PupNetwork, 'addressOf' | 'ipv6Of' | 'counters' | 'chosenProblem'> | null;
	builder: Builder | null;
	/** Stored images: a box is made from one of them before a registry is asked. */
	images: Pick<Images, 'find' | 'ofPin' | 'ensureRoot' | 'addUsers'>;
	host: Host;
	paths: HostPaths;
	facts: () => HostFacts;
	sealer: Sealer;
	/** Ports of the host that are used by others or reserved. */
	ports: () => PortWorld;
	/**
	 * Updates the network rules to what boxes may reach now.
	 * @throws BoxError where the rules cannot be written
	 */
	enforce: (signal?: AbortSignal) => Promise<void>;
	/**
	 * Returns the mount point of the disk with the data while that disk is missing, otherwise null.
	 * Absent: never missing.
	 */
	storageMissing?: () => string | null;
	/** Absolute folders of the host that boxes may mount, including everything below them. */
	folders: readonly string[];
	/** Free space of the disks. */
	space: Pick<SpaceWatch, 'diskOf'>;
	log: Logger;
	/** Bytes of memory and cores of the host; default: as the operating system reports. */
	totalMemory?: number;
	cores?: number;
	/** Interval of the check of all boxes, milliseconds; default 10 s. */
	tickMs?: number;
}

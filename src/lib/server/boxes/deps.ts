/** What the boxes room is built from. */
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
	/** Null where this host cannot run containers: everything can still be seen. */
	engine: ContainerEngine | null;
	network: Pick<PupNetwork, 'addressOf' | 'ipv6Of' | 'counters' | 'chosenProblem'> | null;
	builder: Builder | null;
	/** Those that are kept: a box is made of one of them before a registry is asked. */
	images: Pick<Images, 'find' | 'ofPin' | 'ensureRoot' | 'addUsers'>;
	host: Host;
	paths: HostPaths;
	facts: () => HostFacts;
	sealer: Sealer;
	/** Ports of the host that others have, and which are kept. */
	ports: () => PortWorld;
	/**
	 * Has the network follow what boxes may reach now.
	 * @throws BoxError where the rules cannot be written
	 */
	enforce: (signal?: AbortSignal) => Promise<void>;
	/**
	 * Mount point of the disk with the data while that is not there, else null. Without it: always
	 * there.
	 */
	storageMissing?: () => string | null;
	/** Folders of the host that boxes may have, with all below them; absolute. */
	folders: readonly string[];
	/** How full the disks are. */
	space: Pick<SpaceWatch, 'diskOf'>;
	log: Logger;
	/** Bytes of memory and cores of the host; default is what the system says. */
	totalMemory?: number;
	cores?: number;
	/** Milliseconds between looks at every box; default 10 s. */
	tickMs?: number;
}

/** The foundation of every service: the disk, the keys, the host and its capabilities. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { openOnAnyDisk, prepareFolders } from './box-disk.ts';
import type { BoxConfig } from './config.ts';
import { bootedAnew, type Database } from './db/index.ts';
import { createEvents } from './events/index.ts';
import type { Events } from './events/types.ts';
import { factsWithAgent } from './host-away.ts';
import {
	createAgentHost,
	createLocalHost,
	createSpawner,
	probeHost,
	type AgentHost,
	type Host,
	type HostFacts,
	type HostNames,
	type HostPaths
} from './host/index.ts';
import { createJobs } from './jobs/index.ts';
import type { Jobs } from './jobs/types.ts';
import {
	createKeyManager,
	createKeyring,
	createSealer,
	type DkmClient,
	type DkmSupervisor,
	type Keyring,
	type Sealer
} from './keys/index.ts';
import { keyManagerSocket, namesOf, pathsOf } from './paths.ts';
import type { Parts } from './parts.ts';
import type { System } from './system/index.ts';

export interface Ground {
	paths: HostPaths;
	names: HostNames;
	database: Database;
	/** Space that is freed when the disk is full. */
	reserve: ReturnType<typeof openOnAnyDisk>['reserve'];
	events: Events;
	jobs: Jobs;
	/** Watches the key manager; null when another program does. */
	supervisor: DkmSupervisor | null;
	dkm: DkmClient;
	keyring: Keyring;
	sealer: Sealer;
	/** Host verbs with the rights of this process. */
	local: Host;
	/** Null when this process carries out all verbs itself. */
	agent: AgentHost | null;
	/** Host verbs that need root, through the agent if there is one. */
	host: Host;
	/** The host's capabilities at the start. */
	found: HostFacts;
	/** The same, and whether the agent is away. */
	facts: () => HostFacts;
}

/**
 * Opens the database, connects to the agent and probes the host.
 * @param storagePlace the disk that was chosen for pups' data; called at each use
 * @throws BoxError when the data folder or database cannot be used, with what to do
 */
export async function openGround(
	config: BoxConfig,
	{ log, parts, storagePlace }: { log: Logger; parts: Parts | null; storagePlace: System['storagePlace'] }
): Promise<Ground> {
	const { agentSocket } = config;
	const names = namesOf(config);
	const paths = pathsOf(config, agentSocket !== null, storagePlace);
	// With an agent the supervisor has created them, and most belong to root.
	if (agentSocket === null) prepareFolders(paths);

	const { database, reserve } = openOnAnyDisk({ config, paths, log });
	const events = createEvents({ database, log, rebooted: bootedAnew(database.settings, 'events.boot', log) });
	// Enough parallel jobs that a stop never waits behind long installs.
	const jobs = createJobs({ database, events, logFolder: join(paths.logs, 'jobs'), log, parallel: 12 });

	const { supervisor, dkm } = createKeyManager({ config, socketPath: keyManagerSocket(paths), parts, log });
	const keyring = createKeyring(dkm);
	supervisor?.onDown(() => keyring.lock());
	const sealer = createSealer({ keyFile: join(paths.data, 'seal.key') });

	// git runs with the rights of this process.
	const local = createLocalHost({ paths, names, spawn: createSpawner(), boxFolders: config.boxFolders });
	const onBroken = (error: unknown) => log.error({ err: error }, 'the connection to the host agent was ended');
	const agent = agentSocket === null ? null : createAgentHost({ paths, names, socketPath: agentSocket, onBroken });
	const host = agent ?? local;
	const found = await probeHost(host);
	const facts = agent ? factsWithAgent(found, agent, parts) : () => found;

	return {
		...{ paths, names, database, reserve, events, jobs, supervisor, dkm, keyring, sealer },
		...{ local, agent, host, found, facts }
	};
}

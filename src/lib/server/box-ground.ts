/** What every service of the box stands on: its disk, its keys, the host and what that can do. */
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
	/** Space that is kept for a disk that is full. */
	reserve: ReturnType<typeof openOnAnyDisk>['reserve'];
	events: Events;
	jobs: Jobs;
	/** Watches the key manager; null where another program does. */
	supervisor: DkmSupervisor | null;
	dkm: DkmClient;
	keyring: Keyring;
	sealer: Sealer;
	/** What is done with the rights of this process, whoever it is. */
	local: Host;
	/** Null where this process does the host's work itself. */
	agent: AgentHost | null;
	/** Does what needs the host's rights, by the agent where there is one. */
	host: Host;
	/** What the host could do at the start. */
	found: HostFacts;
	/** The same, and whether its agent is away. */
	facts: () => HostFacts;
}

/**
 * Opens the database, connects to the agent, looks at the host.
 * @param storagePlace the disk that was chosen for pups' data; asked at each use
 * @throws BoxError when the data folder or database cannot be used, with what to do
 */
export async function openGround(
	config: BoxConfig,
	{ log, parts, storagePlace }: { log: Logger; parts: Parts | null; storagePlace: System['storagePlace'] }
): Promise<Ground> {
	const { agentSocket } = config;
	const names = namesOf(config);
	const paths = pathsOf(config, agentSocket !== null, storagePlace);
	// Where there is an agent, the supervisor made them, and most are root's.
	if (agentSocket === null) prepareFolders(paths);

	const { database, reserve } = openOnAnyDisk({ config, paths, log });
	const events = createEvents({ database, log, rebooted: bootedAnew(database.settings, 'events.boot', log) });
	// Enough that a stop never waits behind long installs.
	const jobs = createJobs({ database, events, logFolder: join(paths.logs, 'jobs'), log, parallel: 12 });

	const { supervisor, dkm } = createKeyManager({ config, socketPath: keyManagerSocket(paths), parts, log });
	const keyring = createKeyring(dkm);
	supervisor?.onDown(() => keyring.lock());
	const sealer = createSealer({ keyFile: join(paths.data, 'seal.key') });

	// git reads with the rights of this process, whoever it is.
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

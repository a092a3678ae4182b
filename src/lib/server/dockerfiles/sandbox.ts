/** The sandbox of a build: a container without a main process. */
import { totalmem } from 'node:os';
import type { ContainerEngine } from '../containers/types.ts';
import { dockerfilePrepare, dockerfileWork, type DockerfileStep, type Host } from '../host/index.ts';
import type { NetworkPolicy, PupNetwork } from '../network/types.ts';

/** The same for all builds, since they run one at a time. */
const ID = 'build-d0c4e4f11e';
/** Its host number: one that no pup and no box can have (`BOX_NUMBERS`, `rows.ts` of boxes). */
const ADDRESS_NUMBER = 65_533;
/** The number of its id range: the last range that belongs to one container alone. */
const RANGE = 8191;
const PIDS = 4096;

export interface SandboxDeps {
	engine: ContainerEngine;
	network: Pick<PupNetwork, 'addressOf'> | null;
	host: Host;
	/** @throws BoxError where the rules cannot be written */
	enforce: (signal?: AbortSignal) => Promise<void>;
}

export interface BuildSandbox {
	/** Creates the sandbox in place of an earlier one. @throws BoxError 409 `no-buildah` */
	open(options: { internet: boolean; memoryBytes: number | null }, signal: AbortSignal): Promise<void>;
	/** Runs a step in it. */
	step(step: DockerfileStep, signal: AbortSignal): ReturnType<typeof channelOf>;
	/** Ends everything that runs in it, and removes it. Does nothing where there is none. */
	close(): Promise<void>;
	policies(): NetworkPolicy[];
}

const channelOf = (host: Host, step: DockerfileStep, signal: AbortSignal) =>
	host.open(dockerfileWork, { id: ID, range: RANGE, step }, { signal });

export function createBuildSandbox({ engine, network, host, enforce }: SandboxDeps): BuildSandbox {
	let open: NetworkPolicy | null = null;
	return {
		policies: () => (open ? [open] : []),
		async open({ internet, memoryBytes }, signal) {
			const { layer } = await host.call(dockerfilePrepare, { range: RANGE }, { signal });
			await engine.stop(ID, { graceMs: 0 });
			open = { id: ID, internet, lan: false, networks: null, reaches: [], publishes: [] };
			await enforce(signal);
			const address = network?.addressOf(ADDRESS_NUMBER) ?? null;
			await engine.start(
				{
					id: ID,
					hostname: 'build',
					layers: [layer],
					mounts: [],
					processes: [],
					limits: { memoryBytes: memoryBytes ?? Math.floor(totalmem() / 2), pids: PIDS, cpus: null },
					network: address === null ? null : { address, hosts: [] },
					idRange: RANGE,
					labels: {}
				},
				signal
			);
		},
		step: (step, signal) => channelOf(host, step, signal),
		async close() {
			try {
				await engine.stop(ID, { graceMs: 0 });
			} finally {
				if (open) {
					open = null;
					await enforce();
				}
			}
		}
	};
}

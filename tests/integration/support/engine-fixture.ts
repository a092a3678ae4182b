/**
 * An engine of a separate instance, with a tiny root from the host's own programs. It needs no
 * network and downloads nothing.
 */
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { startAgent } from '../../support/agent.ts';
import { foldersOf, ownSubnet } from '../../support/apart.ts';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, spawnSync } from '../../support/as-root.ts';
import { searchHere } from '../../support/search-here.ts';
import {
	createContainerEngine,
	type ContainerEngine,
	type ContainerSpec,
	type ProcessExit
} from '../../../src/lib/server/containers/index.ts';
import {
	createSpawner,
	probeHost,
	probeOciProgram,
	type Host,
	type HostFacts,
	type HostNames,
	type HostPaths,
	type OciCapabilities,
	type OciProgram
} from '../../../src/lib/server/host/index.ts';
import { createOciRuntime, type Runtime } from '../../../src/lib/server/runtime/index.ts';
import { createPupNetwork, type PupNetwork } from '../../../src/lib/server/network/index.ts';
import { hostState, settle, sweep, type HostState } from './leftovers.ts';
import { asNixos, cannotRunNixos, nixosRuntimeHere } from './nixos-here.ts';
import { createRoot } from './tiny-root.ts';

/** Returns why containers cannot be tested here, or null when they can. The suites print it. */
export function cannotRunContainers(): string | null {
	if (process.getuid?.() !== 0) return 'not root';
	for (const program of ['runc', 'conmon', 'unshare', 'setpriv', 'nft', 'ip']) {
		if (spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0) return `${program} is not installed`;
	}
	return null;
}

export interface EngineFixture {
	engine: ContainerEngine;
	/** The runtime that the engine uses. */
	runtime: Runtime;
	host: Host;
	facts: HostFacts;
	network: PupNetwork;
	names: HostNames;
	paths: HostPaths;
	/** Path of the tiny root's layer. */
	base: string;
	exits: ProcessExit[];
	/** The spec of a pup with one or more shell scripts as services. */
	spec(scripts: Record<string, string>, change?: Partial<ContainerSpec>): ContainerSpec;
	/** Creates a new engine without any knowledge, as if dogeboxd had ended and started again. */
	forget(options?: { adopt?: boolean }): Promise<ContainerEngine>;
	/** Waits for the end of a process. */
	exitOf(id: string, process: string): Promise<ProcessExit>;
	/** What is on the host now and was not there before. Waits briefly for the kernel's cleanup. */
	left(waitMs?: number): Promise<Partial<HostState>>;
	/** Removes all containers, so that the failure of one test does not affect the next one. */
	clear(): Promise<void>;
	dispose(): Promise<void>;
}

/**
 * Creates an instance whose engine reaches the host only through its own agent. `dispose` removes
 * everything of it, whatever a test left.
 * @param options.registryAuth file with passwords for registries
 * @param options.oci capabilities of the runtime that replace those that the agent found. With null
 *   the runtime is `nixos`.
 */
export async function engineFixture(
	options: { logBytes?: number; data?: string; oci?: Partial<OciCapabilities> | null; registryAuth?: string } = {}
): Promise<EngineFixture> {
	const instance = `dbxt${randomBytes(3).toString('hex')}`;
	const data = options.data ?? mkdtempSync(join(tmpdir(), `${instance}-`));
	const paths = foldersOf(instance, data);
	const names: HostNames = {
		instance,
		bridge: `${instance}0`,
		subnet: ownSubnet(),
		nftTable: `dogebox_${instance}`,
		cgroup: `/dogebox-${instance}`,
		idBase: 524288
	};
	const needles = { instance, data };
	const base = join(paths.images, 'base');
	mkdirSync(paths.images, { recursive: true });
	createRoot(base, names.idBase);
	const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
	const agent = await startAgent({ paths, names, registryAuth: options.registryAuth ?? null });
	const { host } = agent;
	const facts = await probeHost(host);
	if (options.oci) Object.assign(facts.oci!, options.oci);
	if (process.env.TEST_LOG) console.log(JSON.stringify(facts));
	const network = createPupNetwork({
		host,
		config: { bridge: names.bridge, subnet: names.subnet, table: names.nftTable },
		log
	});
	await network.ensure([]);
	const create = () => {
		const runtime =
			options.oci === null
				? nixosRuntimeHere({ host, network, log })
				: createOciRuntime({
						host,
						network,
						log,
						search: searchHere,
						capabilities: async () => facts.oci,
						logBytes: options.logBytes
					});
		return {
			runtime,
			engine: createContainerEngine({ host, network, log, facts: () => facts, runtime, search: searchHere })
		};
	};
	const made = (spec: ContainerSpec) => (options.oci === null ? asNixos(spec, host) : spec);
	const exits: ProcessExit[] = [];
	let addresses = 2;
	let wake: (() => void)[] = [];
	const listen = (engine: ContainerEngine) =>
		engine.onExit((exit) => {
			exits.push(exit);
			for (const fn of wake.splice(0)) fn();
		});
	const { engine, runtime } = create();
	listen(engine);
	await engine.adopt();
	/**
	 * With `nixos`, folders of pups are left out: installing and purging create and remove them.
	 */
	const state = () => {
		const all = hostState(needles);
		if (options.oci !== null) return all;
		return { ...all, folders: all.folders.filter((folder) => !/\/(?:pups|storage)\//.test(folder)) };
	};
	const before = state();
	const fixture: EngineFixture = {
		engine,
		runtime,
		host,
		facts,
		network,
		names,
		paths,
		base,
		exits,
		spec: (scripts, change = {}) =>
			made({
				id: randomBytes(16).toString('hex'),
				hostname: 'pup',
				layers: [base],
				mounts: [],
				processes: Object.entries(scripts).map(([name, script]) => ({
					name,
					argv: ['/bin/sh', '-c', script],
					cwd: '/',
					env: { PATH: '/bin', HOME: '/' },
					user: { uid: 420, gid: 69 }
				})),
				limits: { memoryBytes: 128 * 1024 * 1024, pids: 64, cpus: null },
				idRange: addresses,
				network: { address: network.addressOf(addresses++), hosts: [] },
				labels: {},
				...change
			}),
		async forget({ adopt = true } = {}) {
			await fixture.engine.close();
			Object.assign(fixture, create());
			if (adopt) await fixture.engine.adopt();
			listen(fixture.engine);
			return fixture.engine;
		},
		async exitOf(id, process) {
			for (;;) {
				const index = exits.findIndex((exit) => exit.id === id && exit.process === process);
				if (index >= 0) return exits.splice(index, 1)[0]!;
				await new Promise<void>((resolve) => wake.push(resolve));
			}
		},
		left: (waitMs = 30_000) => settle(before, state, waitMs),
		async clear() {
			for (const { id } of await fixture.engine.list()) {
				await fixture.engine.stop(id, { graceMs: 0 });
				await fixture.engine.remove(id);
			}
			exits.length = 0;
		},
		async dispose() {
			wake = [];
			try {
				await fixture.clear().catch(() => {});
				await fixture.engine.close();
				await network.destroy().catch(() => {});
				await network.close();
			} finally {
				// After the agent's end nothing mounts any more, whatever failed.
				await agent.close().finally(() => {
					sweep(needles);
					rmSync(data, { recursive: true, force: true });
				});
			}
		}
	};
	return fixture;
}

/** The runtime `nixos`, and why it cannot be used on this machine. */
export const nixosHere = () => ({ name: 'nixos', oci: null, reason: cannotRunNixos() });

/** An OCI runtime that the product supports, and its state on this machine. */
export interface OciProgramHere {
	name: string;
	/** The option for an engine's fixture that selects this runtime. */
	oci: Partial<OciCapabilities> & { program: OciProgram };
	/** Why it cannot be used, or null where it can. */
	reason: string | null;
}

/** Probes each OCI runtime. Needs root, and must be called before the first fixture is created. */
export async function ociProgramsHere(): Promise<OciProgramHere[]> {
	const without = cannotRunContainers();
	const programs = [
		{ name: 'runc', program: 'runc' },
		{ name: 'crun', program: 'crun' },
		{ name: 'crun in a mount namespace of its own', program: 'crun-private' }
	] as const;
	if (without) return programs.map(({ name, program }) => ({ name, oci: { program }, reason: without }));
	const instance = `dbxt${randomBytes(3).toString('hex')}`;
	const data = mkdtempSync(join(tmpdir(), `${instance}-`));
	const paths = foldersOf(instance, data);
	const names = { instance, cgroup: `/dogebox-${instance}`, idBase: 524288, bridge: '', subnet: '', nftTable: '' };
	chmodSync(data, 0o711);
	mkdirSync(paths.run, { recursive: true, mode: 0o711 });
	try {
		const found: OciProgramHere[] = [];
		for (const { name, program } of programs) {
			const { capabilities, reason } = await probeOciProgram(program, { names, paths, spawn: createSpawner() });
			// `setsLimits` is false for runc, which is right on every host. The value that the
			// agent found belongs to the program that it prefers.
			const oci = { ...capabilities, program, setsLimits: program !== 'runc' };
			found.push({ name, oci, reason });
		}
		return found;
	} finally {
		sweep({ instance, data });
		rmSync(data, { recursive: true, force: true });
	}
}

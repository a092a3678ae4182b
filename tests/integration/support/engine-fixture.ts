/** An engine of an instance of its own, with a tiny root made from the host's own programs: no network, nothing to download. */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
	accessSync,
	chmodSync,
	constants,
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	realpathSync,
	rmSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pino from 'pino';
import { ownSubnet } from '../../support/apart.ts';
import {
	createContainerEngine,
	type ContainerEngine,
	type ContainerSpec,
	type ProcessExit
} from '../../../src/lib/server/containers/index.ts';
import {
	createLocalHost,
	createSpawner,
	probeHost,
	type Host,
	type HostFacts,
	type HostNames,
	type HostPaths,
	type OciProgram
} from '../../../src/lib/server/host/index.ts';
import { createPupNetwork, type PupNetwork } from '../../../src/lib/server/network/index.ts';
import { hostState, settle, sweep, type HostState } from './leftovers.ts';

/** Programs in the tiny root. */
const PROGRAMS = [
	'sh',
	'cat',
	'id',
	'sleep',
	'ls',
	'touch',
	'tail',
	'head',
	'mount',
	'unshare',
	'readlink',
	'mkdir',
	'chown',
	'tr',
	'chroot'
];

/** Why containers cannot be tested here; null when they can. Printed by the suites. */
export function cannotRunContainers(): string | null {
	if (process.getuid?.() !== 0) return 'not root';
	for (const program of ['runc', 'conmon', 'unshare', 'setpriv', 'nft', 'ip']) {
		if (spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0) return `${program} is not installed`;
	}
	return null;
}

export interface EngineFixture {
	engine: ContainerEngine;
	host: Host;
	facts: HostFacts;
	network: PupNetwork;
	names: HostNames;
	paths: HostPaths;
	/** The tiny root's layer. */
	base: string;
	exits: ProcessExit[];
	/** A pup of one or more shell scripts. */
	spec(scripts: Record<string, string>, change?: Partial<ContainerSpec>): ContainerSpec;
	/** As if dogeboxd had ended and begun again: a new engine that knows nothing. */
	forget(options?: { adopt?: boolean }): Promise<ContainerEngine>;
	/** Waits for the end of a process. */
	exitOf(id: string, process: string): Promise<ProcessExit>;
	/** What is there more than before; waits a little for the kernel. */
	left(waitMs?: number): Promise<Partial<HostState>>;
	/** Removes all containers, so that one test's failure is not the next one's. */
	clear(): Promise<void>;
	dispose(): Promise<void>;
}

/** Makes an instance. `dispose` removes all of it, whatever a test left. */
export async function engineFixture(
	options: { logBytes?: number; data?: string; sharedIds?: boolean; program?: OciProgram } = {}
): Promise<EngineFixture> {
	const instance = `dbxt${randomBytes(3).toString('hex')}`;
	const data = options.data ?? mkdtempSync(join(tmpdir(), `${instance}-`));
	const paths: HostPaths = {
		data,
		storage: join(data, 'storage'),
		images: join(data, 'images'),
		logs: join(data, 'logs'),
		run: join('/run/dogebox', instance)
	};
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
	chmodSync(data, 0o711);
	mkdirSync(paths.storage, { recursive: true });
	mkdirSync(paths.run, { recursive: true, mode: 0o711 });
	makeRoot(base, names.idBase);
	const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
	const spawn = createSpawner();
	const host = createLocalHost({ paths, names, spawn });
	const facts = await probeHost({ names, paths, spawn, sharedIds: options.sharedIds ?? false });
	if (options.program) facts.oci!.program = options.program;
	if (process.env.TEST_LOG) console.log(JSON.stringify(facts));
	const network = createPupNetwork({
		host,
		config: { bridge: names.bridge, subnet: names.subnet, table: names.nftTable },
		log
	});
	await network.ensure([]);
	const make = () =>
		createContainerEngine({
			host,
			network,
			log,
			facts: () => facts,
			...(options.logBytes && { logBytes: options.logBytes })
		});
	const exits: ProcessExit[] = [];
	let addresses = 2;
	let wake: (() => void)[] = [];
	const listen = (engine: ContainerEngine) =>
		engine.onExit((exit) => {
			exits.push(exit);
			for (const fn of wake.splice(0)) fn();
		});
	const engine = make();
	listen(engine);
	await engine.adopt();
	const before = hostState(needles);
	const fixture: EngineFixture = {
		engine,
		host,
		facts,
		network,
		names,
		paths,
		base,
		exits,
		spec: (scripts, change = {}) => ({
			id: randomBytes(16).toString('hex'),
			hostname: 'pup',
			layers: [base],
			mounts: [],
			processes: Object.entries(scripts).map(([name, script]) => ({
				name,
				argv: ['/bin/sh', '-c', script],
				cwd: '/',
				env: { PATH: '/bin' },
				user: { uid: 420, gid: 69 }
			})),
			limits: { memoryBytes: 128 * 1024 * 1024, pids: 64, cpus: null },
			idRange: addresses,
			network: { address: network.addressOf(addresses++), internet: false },
			labels: {},
			...change
		}),
		async forget({ adopt = true } = {}) {
			await fixture.engine.close();
			fixture.engine = make();
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
		left: (waitMs = 10_000) => settle(before, () => hostState(needles), waitMs),
		async clear() {
			for (const { id } of await fixture.engine.list()) {
				await fixture.engine.stop(id, { graceMs: 0 });
				await fixture.engine.remove(id);
			}
			exits.length = 0;
		},
		async dispose() {
			await fixture.clear().catch(() => {});
			await fixture.engine.close();
			await network.destroy().catch(() => {});
			await network.close();
			wake = [];
			sweep(needles);
			rmSync(data, { recursive: true, force: true });
		}
	};
	return fixture;
}

/** Copies programs of the host and the libraries that they need. */
function makeRoot(folder: string, owner: number): void {
	for (const name of ['bin', 'etc', 'proc', 'sys', 'dev', 'tmp', 'run'])
		mkdirSync(join(folder, name), { recursive: true });
	const copy = (path: string, to = path) => {
		const target = join(folder, to);
		if (existsSync(target)) return;
		mkdirSync(dirname(target), { recursive: true });
		copyFileSync(realpathSync(path), target);
		chmodSync(target, 0o755);
	};
	for (const program of PROGRAMS) {
		const path = ['/bin', '/usr/bin', '/usr/sbin', '/sbin'].map((at) => join(at, program)).find(executable);
		if (!path) throw new Error(`this host has no ${program}`);
		copy(path, `/bin/${program}`);
		const libraries = spawnSync('ldd', [path], { encoding: 'utf8' }).stdout;
		for (const library of libraries.matchAll(/(\/\S+\.so\S*)/g)) copy(library[1]!);
	}
	execFileSync('chmod', ['-R', 'u=rwX,go=rX', folder]);
	execFileSync('chown', ['-R', `${owner}:${owner}`, folder]);
}

function executable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

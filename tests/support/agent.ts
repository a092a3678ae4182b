/**
 * The host agent for tests, started as the supervisor starts it: the real agent from this source,
 * with the test's own folders and names.
 */
import { type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { createAgentHost, type AgentHost, type HostNames, type HostPaths } from '../../src/lib/server/host/index.ts';
import { prepareFolders } from '../../src/supervisor/folders.ts';
import { asRoot, becomeDogeboxd, renameSync, rmSync, spawn, writeFileSync } from './as-root.ts';

const root = join(import.meta.dirname, '../..');

export interface AgentSettings {
	socketPath: string;
	paths: HostPaths;
	names: HostNames;
	/** The account whose processes may send requests. */
	account: { uid: number; gid: number };
	auditFile: string;
	registryAuth: string | null;
	/** Folders of the host that the owner may mount into boxes. */
	boxFolders?: string[];
}

/**
 * The settings that the supervisor writes to the agent as its first line.
 * @param own.instance name of the instance, prefix of all names on the host
 * @param own.data absolute path of the folder for everything except the run folder
 * @param own.run absolute path of the run folder, which contains the socket
 */
export function agentSettings(own: {
	instance: string;
	data: string;
	run: string;
	account: AgentSettings['account'];
}): AgentSettings {
	const { instance, data, run, account } = own;
	return {
		socketPath: join(run, 'agent', 'agent.sock'),
		paths: { data, storage: join(data, 'storage'), images: join(data, 'images'), logs: join(data, 'logs'), run },
		names: {
			instance,
			bridge: `${instance}0`,
			subnet: '10.198.0.0/16',
			nftTable: `dogebox_${instance}`,
			cgroup: `/dogebox-${instance}`,
			idBase: 524288
		},
		account,
		auditFile: join(data, 'logs', 'host-agent.log'),
		registryAuth: null
	};
}

/** Bundles a program, or a part of one, into one file. */
export async function bundled(entry: string): Promise<string> {
	const bundle = await rolldown({ input: join(root, entry), platform: 'node', external: ['@lydell/node-pty'] });
	const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
	await bundle.close();
	return output[0].code;
}

/** Bundles the agent. */
export const bundleAgent = (): Promise<string> => bundled('src/agent/main.ts');

/** Bundles the unpacker, which the agent expects beside itself as `unpack.js`. */
export const bundleUnpacker = (): Promise<string> => bundled('src/unpack/main.ts');

/** Bundles of the agent and the unpacker, created once for all suites of this process. */
let programs: Promise<[agent: string, unpacker: string]> | null = null;

export interface TestAgent {
	/**
	 * The only client of this agent, created at its first use, because an agent serves only one.
	 */
	host: AgentHost;
	socketPath: string;
	/** Ends the agent and waits until it has ended. */
	close(): Promise<void>;
}

/**
 * Prepares the folders and starts an agent with them. From then on this process works as dogeboxd,
 * and the agent answers its calls. Needs root.
 */
export async function startAgent(own: {
	paths: HostPaths;
	names: HostNames;
	registryAuth?: string | null;
	boxFolders?: string[];
	/** Program and arguments that start the agent, for example in another namespace. */
	through?: string[];
}): Promise<TestAgent> {
	const { paths, names } = own;
	// Bundled before this process becomes dogeboxd: the source may be in a folder that only root
	// can read.
	const [code, unpacker] = await (programs ??= Promise.all([bundleAgent(), bundleUnpacker()]));
	const account = becomeDogeboxd();
	asRoot(() => prepareFolders(paths.data, paths.run, account));
	const settings: AgentSettings = {
		socketPath: join(paths.run, 'agent', 'agent.sock'),
		paths: {
			data: paths.data,
			storage: paths.storage,
			images: paths.images,
			logs: paths.logs,
			run: paths.run
		},
		names,
		account: { uid: account.uid, gid: account.gid },
		auditFile: join(paths.logs, 'host-agent.log'),
		registryAuth: own.registryAuth ?? null,
		boxFolders: own.boxFolders ?? []
	};
	// Inside of the clone, so that the agent finds its native packages.
	const name = randomUUID();
	const program = join(root, '.svelte-kit', `agent-${name}.mjs`);
	writeFileSync(program, code);
	// This file stays, because other tests write the same content there.
	writeFileSync(join(root, '.svelte-kit', `unpack-${name}`), unpacker);
	renameSync(join(root, '.svelte-kit', `unpack-${name}`), join(root, '.svelte-kit/unpack.js'));
	const [first = '', ...rest] = [...(own.through ?? []), process.execPath, program];
	const child: ChildProcess = spawn(first, rest, { cwd: '/', stdio: ['pipe', 'pipe', 'inherit'] });
	const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	child.stdin!.on('error', () => {});
	child.stdin!.write(`${JSON.stringify(settings)}\n${JSON.stringify({ dogeboxd: process.pid })}\n`);
	await new Promise<void>((resolve, reject) => {
		void ended.then(() => reject(new Error('the agent ended')));
		child.stdout!.once('data', () => resolve());
	}).finally(() => rmSync(program));
	let host: AgentHost | null = null;
	return {
		get host() {
			return (host ??= createAgentHost({ paths, names, socketPath: settings.socketPath }));
		},
		socketPath: settings.socketPath,
		async close() {
			host?.close();
			// The agent ends when its standard input closes.
			child.stdin!.end();
			await ended;
		}
	};
}

/** A box with its endpoint for Docker's clients, a registry with images, and the real clients. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DockerConfig } from '../../../src/lib/server/config.ts';
import { settleAll } from '../../../src/lib/server/settle-all.ts';
import { mkdtempSync, rmSync } from '../../support/as-root.ts';
import { startFront, type FrontBox } from '../../support/front.ts';
import { cannotRunContainers } from './engine-fixture.ts';
import {
	busyboxEntries,
	cannotServeImages,
	image,
	layer,
	startRegistry,
	type Entry,
	type Registry
} from './registry-fixture.ts';

/** Paths of the clients on this machine, the newer one first. */
export const CLIENTS = ['/usr/local/bin/docker', '/usr/bin/docker'].filter((file) => existsSync(file));

/** Returns why clients of Docker cannot be tested here, or null where they can. */
export const cannotUseDocker = (): string | null =>
	cannotRunContainers() ?? cannotServeImages() ?? (CLIENTS.length === 0 ? 'there is no docker client' : null);

/** Set by `npm run test:docker`, which runs everything that the integration tests only sample. */
const ALL_OF_DOCKER = process.env['DOGEBOX_DOCKER'] === 'all';

/** The whole list with `npm run test:docker`, or else only a sample of it. */
export const sampled = <T>(all: readonly T[], some: readonly T[]): readonly T[] => (ALL_OF_DOCKER ? all : some);

export interface CliResult {
	code: number;
	out: string;
	err: string;
}

export interface DockerFixture {
	readonly box: FrontBox;
	readonly registry: Registry;
	/** Path of the socket. */
	readonly socket: string;
	/** Reference of an image with busybox whose command is a shell. */
	readonly shell: string;
	/** The box's own address on the bridge of its containers. */
	readonly gateway: string;
	/**
	 * Runs a client, the newest by default.
	 * @param options.input text for its standard input
	 * @param options.enough ends the client as soon as its output contains this
	 */
	docker(
		args: readonly string[],
		options?: { cli?: string; input?: string; timeoutMs?: number; enough?: RegExp; env?: Record<string, string> }
	): Promise<CliResult>;
	/** Closes dogeboxd and starts it on the same data. Containers keep running. */
	restart(): Promise<void>;
	end(): Promise<void>;
}

const applets = [
	'kill',
	'true',
	'false',
	'rm',
	'mkdir',
	'ps',
	'env',
	'wc',
	'dd',
	'hostname',
	'mount',
	'grep',
	'head',
	'chroot',
	'pwd'
];
export const FILES: Entry[] = [
	...busyboxEntries(),
	...applets.map((name): Entry => ({ name: `bin/${name}`, mode: 0o755, type: 'link', linkname: 'bin/busybox' })),
	{ name: 'etc', type: 'directory', mode: 0o755 },
	{ name: 'etc/passwd', mode: 0o644, content: 'root:x:0:0::/root:/bin/sh\n' },
	{ name: 'root', type: 'directory', mode: 0o700 },
	{ name: 'tmp', type: 'directory', mode: 0o1777 }
];

export async function dockerFixture(options: {
	/** Part of the data folder's name. */
	name: string;
	docker?: Partial<DockerConfig>;
	/** Folders of the host that the owner may mount into boxes. */
	boxFolders?: string[];
	/** Registries that are allowed besides the fixture's own. */
	downloadsFrom?: string[];
}): Promise<DockerFixture> {
	const registry = await startRegistry();
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-docker-'));
	let box: FrontBox | null = null;
	let socket = '';
	const end = () =>
		settleAll([box?.end(), registry.stop()]).finally(() => rmSync(folder, { recursive: true, force: true }));
	const open = async (front: FrontBox) => {
		await (await front.front.docker()).openSocket(socket, 0o660);
		return front;
	};
	const start = async () => {
		await registry.push(
			'shell',
			image([await layer(FILES)], {
				config: { Cmd: ['/bin/sh'], Env: ['FROM_IMAGE=1'] },
				history: true
			}),
			'1'
		);
		box = await startFront({
			name: options.name,
			config: {
				downloadsFrom: [registry.host, ...(options.downloadsFrom ?? [])],
				boxFolders: options.boxFolders ?? [],
				docker: { group: null, socket: null, socketMode: 0o660, tcp: null, allow: [], ...options.docker }
			}
		});
		await box.own();
		socket = join(box.box.paths.data, 'docker-test', 'docker.sock');
		return open(box);
	};
	// There is no fixture yet that could end what has been started.
	let now = await start().catch(async (error: unknown) => {
		await end().catch(() => {});
		throw error;
	});
	return {
		...{ registry, socket, gateway: now.subnet.replace(/0\/16$/, '1') },
		get box() {
			return now;
		},
		async restart() {
			box = now = await now.restart();
			await open(now);
		},
		shell: `${registry.host}/shell:1`,
		docker: (args, { cli = CLIENTS[0]!, input, timeoutMs = 60_000, enough, env = {} } = {}) =>
			new Promise((resolve) => {
				const child = execFile(
					cli,
					[...args],
					{
						...(process.getuid?.() === 0 && { uid: 0, gid: 0 }),
						env: {
							PATH: process.env['PATH'],
							HOME: folder,
							DOCKER_HOST: `unix://${socket}`,
							DOCKER_CONFIG: folder,
							...env
						},
						timeout: timeoutMs,
						maxBuffer: 64 * 1024 * 1024
					},
					(error, out, err) => resolve({ code: error ? Number(error.code ?? -1) : 0, out, err })
				);
				let said = '';
				if (enough)
					child.stdout?.on('data', (text: string) => {
						said += text;
						if (enough.test(said)) child.kill('SIGTERM');
					});
				child.stdin?.on('error', () => {});
				child.stdin?.end(input ?? '');
			}),
		async end() {
			await end();
		}
	};
}

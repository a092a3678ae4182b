/**
 * The box inside of this process, behind a real HTTP server, with the real key manager and, as
 * root, a real host agent: for tests of the API, the sockets and the servers of pups' pages.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { ensureAccounts } from '../../scripts/lib/system-packages.mjs';
import { createOperations } from '../../src/lib/server/operations/index.ts';
import { createFront, type Front } from '../../src/lib/server/api/index.ts';
import { createBox } from '../../src/lib/server/box.ts';
import type { BoxConfig } from '../../src/lib/server/config.ts';
import type { Services } from '../../src/lib/server/services.ts';
import { buildDkm } from '../integration/dkm-process.ts';
import { namesOf, pathsOf } from '../../src/lib/server/paths.ts';
import { startAgent, type TestAgent } from './agent.ts';
import { ownSubnet } from './apart.ts';
import { becomeDogeboxd, chownSync, mkdtempSync, rmSync } from './as-root.ts';
import { sweep } from './host.ts';
import { raw, type RawAnswer, type RawRequest } from './http.ts';

const root = join(import.meta.dirname, '../..');
export const PASSWORD = 'correct horse battery';

export interface FrontBox {
	readonly box: Services;
	readonly front: Front;
	readonly url: string;
	readonly port: number;
	/** The randomly chosen network of its pups and boxes, `10.N.0.0/16`. */
	readonly subnet: string;
	/** The randomly chosen name of the instance on the host. */
	readonly instance: string;
	/** Log lines of errors. */
	readonly errors: string[];
	/** Sends one request to the API, with JSON in both directions. */
	call(method: string, path: string, options?: CallOptions): Promise<RawAnswer & { json: Record<string, unknown> }>;
	/**
	 * Goes through setup and logs in.
	 * @returns the token and the words
	 */
	own(): Promise<{ token: string; words: string[] }>;
	/** Closes the box and the server and creates them again on the same data. */
	restart(): Promise<FrontBox>;
	/** Closes everything and removes the data. */
	end(): Promise<void>;
}

export interface CallOptions extends Omit<RawRequest, 'body' | 'method'> {
	body?: unknown;
	token?: string;
}

export interface FrontOptions {
	/** Part of the data folder's name. The names on the host are chosen separately. */
	name: string;
	config?: Partial<BoxConfig>;
	/**
	 * Changes the services before the front is created, for example the pages of a pup that is no
	 * container.
	 */
	change?: (box: Services) => Services;
}

/** Starts the box. End it in `afterAll`, also when a test has failed. */
export async function startFront(options: FrontOptions): Promise<FrontBox> {
	ensureAccounts();
	const data = mkdtempSync(join(tmpdir(), `dogebox-front-${options.name}-`));
	const { program, folder } = await buildDkm();
	const subnet = ownSubnet();
	// The cleanup searches the host for this name, so it must be unique.
	const instance = `t${randomBytes(3).toString('hex')}`;
	const config = { data, instance, subnet };
	let agent: TestAgent | null = null;
	const clear = async () => {
		// After the agent's end nothing mounts any more. Containers and mounts outlive the agent.
		await agent?.close();
		sweep({ instance, data });
		for (const left of [data, folder]) rmSync(left, { recursive: true, force: true });
	};
	try {
		// Without root the box reports what it cannot do, and the tests cover the rest.
		if (process.getuid?.() === 0) {
			const paths = pathsOf(config, true, () => null);
			agent = await startAgent({ paths, names: namesOf(config), boxFolders: options.config?.boxFolders ?? [] });
			// The key manager runs as the user of this process, because no supervisor starts it.
			const { uid, gid } = becomeDogeboxd();
			chownSync(join(paths.run, 'keys'), uid, gid);
		}
		const made = { ...config, dkmProgram: program, agentSocket: agent?.socketPath ?? null };
		return await open(options, made, clear);
	} catch (error) {
		await clear();
		throw error;
	}
}

async function open(
	options: FrontOptions,
	made: Pick<BoxConfig, 'data' | 'instance' | 'subnet' | 'dkmProgram' | 'agentSocket'>,
	clear: () => Promise<void>
): Promise<FrontBox> {
	const errors: string[] = [];
	const log = pino({ level: 'error', base: null }, { write: (line: string) => void errors.push(line) });
	const server: Server = createServer((req, res) => {
		if (!front.handle(req, res)) {
			res.writeHead(404);
			res.end('page');
		}
	});
	const sockets = new Set<Socket>();
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const config: BoxConfig = {
		...made,
		host: '127.0.0.1',
		port,
		socketGroup: null,
		docker: { group: null, socket: null, socketMode: 0o660, tcp: null, allow: [] },
		logLevel: 'error',
		pagePorts: { first: 1, last: 1 },
		trustedProxy: null,
		publicUrl: null,
		keepPageAnswers: true,
		downloadsFrom: [],
		plainRegistries: [],
		boxFolders: [],
		registryAuth: null,
		debianSnapshots: null,
		nixpkgs: null,
		dkmUrl: null,
		resolvers: [],
		builtinPups: join(root, 'pups'),
		supervised: false,
		partsFolder: null,
		officialSource: null,
		migrations: join(root, 'drizzle'),
		version: '0.0.0-test',
		...options.config
	};
	const real = await createBox(config, log);
	const box = options.change ? options.change(real) : real;
	const front = createFront(box, createOperations(box));
	server.on('upgrade', (req, socket, head) => {
		if (!front.upgrade(req, socket, head)) socket.destroy();
	});
	await real.begun;
	const url = `http://127.0.0.1:${port}`;

	async function close(): Promise<void> {
		await front.close();
		await real.close();
		for (const socket of sockets) socket.destroy();
		await new Promise((resolve) => server.close(resolve));
		const undeclared = errors.filter((line) => line.includes('an error that it does not declare'));
		if (undeclared.length > 0) throw new Error(`not in src/lib/contract/operations:\n${undeclared.join('')}`);
	}

	const call: FrontBox['call'] = async (method, path, { body, token, headers, ...rest } = {}) => {
		const answer = await raw(`${url}/api/v1${path}`, {
			...rest,
			method,
			headers: {
				...(body !== undefined && { 'content-type': 'application/json' }),
				...(token !== undefined && { authorization: `Bearer ${token}` }),
				...headers
			},
			...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) })
		});
		let json: Record<string, unknown> = {};
		try {
			json = JSON.parse(answer.text) as Record<string, unknown>;
		} catch {
			// The body is no JSON. The test reads `text`.
		}
		return { ...answer, json };
	};

	return {
		box,
		front,
		url,
		port,
		subnet: config.subnet,
		instance: config.instance,
		errors,
		call,
		async own() {
			// Behind a trusted proxy no client counts as being on this machine.
			const headers = { 'x-claim-code': box.setup.claimCode() ?? '' };
			const made = await call('POST', '/setup', {
				headers,
				body: { deviceName: 'testbox', timeZone: 'Europe/Lisbon', password: PASSWORD }
			});
			const words = made.json['words'] as string[];
			const asked = Object.fromEntries([2, 9, 24].map((at) => [at, words[at - 1]]));
			await call('POST', '/setup/confirm', { headers, body: { words: asked } });
			const session = await call('POST', '/sessions', { body: { password: PASSWORD } });
			return { token: session.json['token'] as string, words };
		},
		async restart() {
			await close();
			return open(options, made, clear);
		},
		async end() {
			// Ends everything, whichever step fails.
			try {
				await real.network?.destroy();
			} finally {
				await close().finally(clear);
			}
		}
	};
}

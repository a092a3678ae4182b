/** Starts the built program as a user would, for tests that see it from outside. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureAccounts } from '../../scripts/lib/system-packages.mjs';

export const root = join(import.meta.dirname, '../..');
/**
 * The same program as with `npm start`: as root the supervisor, which starts dogeboxd as another
 * user.
 */
const AS_ROOT = process.getuid?.() === 0;
const PROGRAM = AS_ROOT ? 'build/supervisor.js' : 'build/main.js';

/** Returns a port on which nobody listens at the moment. */
export async function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.on('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() =>
				typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))
			);
		});
	});
}

export interface RunningBox {
	readonly url: string;
	readonly port: number;
	readonly data: string;
	/** Process id of dogeboxd. After its end this is the id of its last process. */
	readonly pid: number;
	/** All processes of the program: the supervisor, the agent, the key manager, dogeboxd. */
	pids(): number[];
	/** Everything that the program has printed so far. */
	output(): string;
	/** Sends SIGTERM. Resolves with the milliseconds until the program ended. */
	stop(): Promise<number>;
	/** Sends SIGKILL to all processes of the program. */
	kill(): Promise<void>;
	/** Resolves with the exit status when the program has ended. */
	readonly ended: Promise<number | null>;
}

export interface StartOptions {
	data: string;
	/** Prefix of all names on the host, unique per test file. */
	instance: string;
	subnet: string;
	pagePorts: string;
	port?: number;
	env?: Record<string, string>;
	/** Folder with the program's build. Default: this repository. */
	home?: string;
	/** The program is expected to come up in recovery mode. */
	recovery?: boolean;
}

/** Starts the program and waits until `GET /api/v1/box` answers. */
export async function startBox(options: StartOptions): Promise<RunningBox> {
	const home = options.home ?? root;
	const program = join(home, PROGRAM);
	if (!existsSync(program)) throw new Error(`${program} is missing: run \`npm run build\` first`);
	ensureAccounts();
	const port = options.port ?? (await freePort());
	let output = '';
	const child: ChildProcess = spawn(process.execPath, [program], {
		cwd: tmpdir(),
		stdio: ['ignore', 'pipe', 'pipe'],
		env: {
			...process.env,
			NODE_ENV: 'production',
			DOGEBOX_DATA: options.data,
			DOGEBOX_HOST: '127.0.0.1',
			DOGEBOX_PORT: String(port),
			DOGEBOX_INSTANCE: options.instance,
			DOGEBOX_SUBNET: options.subnet,
			DOGEBOX_PAGE_PORTS: options.pagePorts,
			DOGEBOX_LOG_LEVEL: 'info',
			// No test waits for the internet.
			DOGEBOX_OFFICIAL_SOURCE: 'none',
			...options.env
		}
	});
	child.stdout?.on('data', (chunk) => (output += String(chunk)));
	child.stderr?.on('data', (chunk) => (output += String(chunk)));
	const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
	let over = false;
	void ended.then(() => (over = true));
	let known = child.pid ?? 0;
	const pids = () => [
		...new Set([child.pid ?? 0, ...childrenOf(child.pid ?? 0), ...keyManagersOf(join(options.data, 'dkm'))])
	];
	const url = `http://127.0.0.1:${port}`;
	for (let tries = 0; ; tries++) {
		if (over) throw new Error(`the program ended at its start:\n${output}`);
		const answer = await fetch(`${url}/api/v1/box`).catch(() => null);
		if (answer?.ok && !options.recovery) break;
		if (options.recovery && answer?.status === 503 && ((await answer.json()) as { code: string }).code === 'recovery')
			break;
		if (tries > 600) {
			for (const pid of pids()) process.kill(pid, 'SIGKILL');
			throw new Error(`the program did not answer within a minute:\n${output}`);
		}
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	const pid = () => (known = pids().find((one) => programOf(one) === 'main') ?? known);
	pid();
	return {
		url,
		port,
		data: options.data,
		get pid() {
			return pid();
		},
		pids,
		output: () => output,
		ended,
		async stop() {
			const from = Date.now();
			if (!over) child.kill('SIGTERM');
			await ended;
			return Date.now() - from;
		},
		async kill() {
			// The supervisor is killed first, because it would start the others again.
			for (const pid of over ? [] : pids()) {
				try {
					process.kill(pid, 'SIGKILL');
				} catch {
					// The process ended with the supervisor.
				}
			}
			await ended;
		}
	};
}

/** Running processes that a process started. */
function childrenOf(pid: number): number[] {
	try {
		return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
	} catch {
		return [];
	}
}

/** Key managers of a folder. The parent of each is an agent or, after the agent's end, init. */
function keyManagersOf(folder: string): number[] {
	return readdirSync('/proc')
		.map(Number)
		.filter((pid) => pid > 0 && commandOf(pid).includes(` --dir ${folder} `));
}

/**
 * Which program of the box a process runs (`build/NAME.cjs` or `.js`), or null where it runs none.
 */
export const programOf = (pid: number): string | null => /build\/([\w-]+)\.c?js/.exec(commandOf(pid))?.[1] ?? null;

function commandOf(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
	} catch {
		return '';
	}
}

/** Creates a data folder that `dispose` removes. */
export function tempData(name: string): { path: string; dispose(): void } {
	const path = mkdtempSync(join(tmpdir(), `dogebox-${name}-`));
	return { path, dispose: () => rmSync(path, { recursive: true, force: true }) };
}

export interface ApiAnswer<T> {
	status: number;
	body: T;
	headers: Headers;
}

/**
 * A client of the API as a program uses it: with a bearer token and JSON in both directions. It
 * does not throw on error statuses.
 */
export function apiClient(url: string) {
	let token: string | null = null;
	const call = async <T = Record<string, unknown>>(
		method: string,
		path: string,
		body?: unknown,
		headers: Record<string, string> = {}
	): Promise<ApiAnswer<T>> => {
		const answer = await fetch(`${url}/api/v1${path}`, {
			method,
			headers: {
				...(body !== undefined && { 'content-type': 'application/json' }),
				...(token && { authorization: `Bearer ${token}` }),
				...headers
			},
			...(body !== undefined && { body: JSON.stringify(body) })
		});
		const text = await answer.text();
		return { status: answer.status, body: (text ? JSON.parse(text) : null) as T, headers: answer.headers };
	};
	return {
		call,
		setToken(next: string | null) {
			token = next;
		},
		token: () => token,
		/** Sets up an unclaimed box and logs in. */
		async setUp(password: string): Promise<string[]> {
			const setup = await call<{ words: string[] }>('POST', '/setup', {
				deviceName: 'test-box',
				timeZone: 'UTC',
				password
			});
			if (setup.status >= 300) throw new Error(`setup: ${setup.status} ${JSON.stringify(setup.body)}`);
			const { words } = setup.body;
			const confirm = await call('POST', '/setup/confirm', {
				words: Object.fromEntries([1, 2, 3, 7, 12, 24].map((n) => [String(n), words[n - 1]]))
			});
			if (confirm.status >= 300) throw new Error(`confirm: ${confirm.status} ${JSON.stringify(confirm.body)}`);
			await this.login(password);
			return words;
		},
		async login(password: string): Promise<void> {
			const answer = await call<{ token: string }>('POST', '/sessions', { password });
			if (answer.status !== 201) throw new Error(`login: ${answer.status} ${JSON.stringify(answer.body)}`);
			token = answer.body.token;
		},
		/** Waits until a job has ended and returns it. */
		async job(
			id: string,
			timeoutMs = 240_000
		): Promise<{
			status: string;
			error: { code: string; reason: string } | null;
			steps: { name: string; status: string }[];
		}> {
			const until = Date.now() + timeoutMs;
			for (;;) {
				const { body } = await call<{
					status: string;
					error: { code: string; reason: string } | null;
					steps: { name: string; status: string }[];
				}>('GET', `/jobs/${id}`);
				if (['succeeded', 'failed', 'cancelled'].includes(body.status)) return body;
				if (Date.now() > until)
					throw new Error(`job ${id} is ${body.status} after ${timeoutMs} ms: ${JSON.stringify(body)}`);
				await new Promise((resolve) => setTimeout(resolve, 100));
			}
		}
	};
}

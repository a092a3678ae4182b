/**
 * The real key manager for tests: bundled as the build does it, started as a process, and called
 * over its socket.
 */
import type { ChildProcess } from 'node:child_process';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, spawn, writeFileSync } from '../support/as-root.ts';

const ROOT = join(import.meta.dirname, '../..');

/**
 * Bundles the program inside of the project's folder, so that it finds its native packages. The
 * caller removes `folder`.
 */
export async function buildDkm(): Promise<{ program: string; folder: string }> {
	const cache = join(ROOT, 'node_modules/.cache');
	mkdirSync(cache, { recursive: true });
	const folder = mkdtempSync(join(cache, 'dkm-test-'));
	// dogeboxd's user starts the program.
	chmodSync(folder, 0o755);
	const program = join(folder, 'dkm.js');
	const bundle = await rolldown({
		input: join(ROOT, 'src/dkm/main.ts'),
		platform: 'node',
		external: [/^better-sqlite3$/, /^@node-rs\/argon2$/],
		resolve: { conditionNames: ['node', 'import'] }
	});
	const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
	await bundle.close();
	writeFileSync(program, output[0].code);
	return { program, folder };
}

export interface Answer {
	status: number;
	headers: NodeJS.Dict<string | string[]>;
	text: string;
	/** Members of a JSON answer, or an empty object for other answers. */
	json: Record<string, unknown>;
}

/** Sends one request over a socket. A body that is a string is sent unchanged. */
export function ask(socketPath: string, method: string, path: string, body?: unknown): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const req = request({ socketPath, method, path, agent: false }, (res) => {
			let text = '';
			res.setEncoding('utf8');
			res.on('data', (piece: string) => (text += piece));
			res.on('error', reject);
			res.on('end', () => {
				const isJson = res.headers['content-type'] === 'application/json';
				const json = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>;
				resolve({ status: res.statusCode ?? 0, headers: res.headers, text, json });
			});
		});
		req.on('error', reject);
		req.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
	});
}

/** A started key manager. */
export interface Running {
	child: ChildProcess;
	pid: number;
	socket: string;
	folder: string;
	/** Everything that it has written to both streams. */
	output(): string;
	post(path: string, body: unknown): Promise<Answer>;
	get(path: string): Promise<Answer>;
	/** Resolves with exit code and signal when it has ended. */
	ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
	/** Sends SIGTERM and resolves like {@link ended}. */
	stop(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/**
 * Starts the program and waits until it listens.
 * @throws Error with its output when it ends before that
 */
export async function startDkm(program: string, folder: string, more: string[] = []): Promise<Running> {
	const socket = join(folder, 'run', 'dkm.sock');
	const dir = join(folder, 'dkm');
	const child = spawn(process.execPath, [program, '--dir', dir, '--socket', socket, ...more], {
		stdio: ['pipe', 'pipe', 'pipe']
	});
	let output = '';
	const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
		child.on('close', (code, signal) => resolve({ code, signal }))
	);
	const listening = new Promise<void>((resolve) => {
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding('utf8').on('data', (text: string) => {
				output += text;
				if (output.includes('dkm listening on')) resolve();
			});
		}
	});
	await Promise.race([
		listening,
		ended.then(() => {
			throw new Error(`the key manager ended: ${output}`);
		})
	]);
	return {
		child,
		pid: child.pid ?? 0,
		socket,
		folder: dir,
		output: () => output,
		post: (path, body) => ask(socket, 'POST', path, body),
		get: (path) => ask(socket, 'GET', path),
		ended,
		stop() {
			child.kill('SIGTERM');
			return ended;
		}
	};
}

/** Creates a folder for one test file. `remove` removes it. */
export function createFolder(): { folder: string; remove(): void } {
	const folder = mkdtempSync(join(tmpdir(), 'dkm-it-'));
	return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Value of a line in /proc/PID/status, in kB. */
export function memoryOf(pid: number, name: 'VmHWM' | 'VmRSS' | 'RssAnon'): number {
	const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'));
	return Number(line?.[1]);
}

/** Test vectors from the original key manager. */
export const vectors = JSON.parse(readFileSync(join(ROOT, 'tests/fixtures/dkm-vectors.json'), 'utf8')) as {
	dkm: {
		derivations: { mnemonic: string; nodes: { path: string; pub: string; priv: string; extendedPrivate: string }[] }[];
		firstDelegatesAsAnswered: {
			calls: {
				request: { id: string };
				response: { pub: string; priv?: string; wif?: string; privFromGetDelegateKey?: string };
			}[];
		};
		storedRowWrittenByOriginal: Record<'password' | 's1_salt' | 's2_nonce' | 'enc' | 'pub', string>;
	};
};

export const PASSWORD = 'such password very secure';
/** The first phrase of the vectors, and another valid one. */
export const WORDS = vectors.dkm.derivations[0]?.mnemonic.split(' ') ?? [];
export const OTHER_WORDS = vectors.dkm.derivations[1]?.mnemonic.split(' ') ?? [];
/** The original's answers for the first three pups of the first phrase. */
export const [pupA, pupB, pupC] = vectors.dkm.firstDelegatesAsAnswered.calls.map((call) => call.response);

/**
 * The key managers of a test file. The program is built once, each test gets a fresh folder, and no
 * process is left behind. Call it at the top of the file.
 */
export function useDkm() {
	let built: Awaited<ReturnType<typeof buildDkm>>;
	let place = createFolder();
	const started: Running[] = [];

	beforeAll(async () => {
		built = await buildDkm();
	});
	beforeEach(() => {
		place.remove();
		place = createFolder();
	});
	afterEach(async () => {
		for (const dkm of started.splice(0)) {
			dkm.child.kill('SIGKILL');
			await dkm.ended;
		}
		place.remove();
	});
	afterAll(() => rmSync(built.folder, { recursive: true, force: true }));

	const start = async (folder = place.folder, more: string[] = []) => {
		const dkm = await startDkm(built.program, folder, more);
		started.push(dkm);
		return dkm;
	};
	return {
		/** The folder of the current test. */
		folder: () => place.folder,
		start,
		/** Starts a key manager that has the first key of the vectors and a session. */
		async withKey() {
			const dkm = await start();
			const made = await dkm.post('/create', { password: PASSWORD, seedphrase: WORDS, session: true });
			expect(made).toMatchObject({ status: 200, json: { seedphrase: WORDS, valid_for: 3900 } });
			return { dkm, token: String(made.json.token) };
		},
		/** Logs in and returns the token. */
		tokenOf: async (dkm: Running, password = PASSWORD) => String((await dkm.post('/login', { password })).json.token)
	};
}

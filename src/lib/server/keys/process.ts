/** How the key manager is run, by whoever keeps it running: dogeboxd or the host agent. */
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { createKeptProcess, type KeptProcess, type KeptProcessOptions } from '../kept-process.ts';

const NODE = Number(process.versions.node.split('.')[0]);
/**
 * Flags of V8 for a program that works rarely and shortly: no compiled code (nor WebAssembly),
 * small heap. Measured: 12 MB of its own instead of 18 MB. Node 24 knows no flag for WebAssembly,
 * which goes with the first; those before print a warning of that unless it is asked for too.
 */
const SMALL = ['--lite-mode', ...(NODE < 24 ? ['--no-expose-wasm'] : []), '--max-semi-space-size=1'];
/** One heap for malloc: what Argon2's threads used goes back to the system. */
const ENVIRONMENT = { MALLOC_ARENA_MAX: '1' };
/** What it prints once it listens (`src/dkm/main.ts`). */
const LISTENING = /^dkm listening on /;
/** Answered by its HTTP server, whatever the state of its keys. */
const QUESTION = 'GET /status HTTP/1.1\r\nHost: dkm\r\nConnection: close\r\n\r\n';

export interface KeyManagerRun extends Pick<KeptProcessOptions, 'onStart' | 'find' | 'onEnd'> {
	/** Path of `dkm.js`. */
	program: string;
	folder: string;
	socketPath: string;
	/** Further arguments. */
	args?: readonly string[];
	/** Its standard input must be held open: it ends when that closes. Its output must be piped. */
	stdio?: KeptProcessOptions['stdio'];
	/** A line of its output; `listening`: that it can be asked now. */
	onLine: (line: string, pid: number, listening: boolean) => void;
}

/**
 * Whether it answers, which its first bytes show. It is asked every few seconds for as long as the
 * box runs, so what asks is a socket and no client of HTTP.
 * @throws where it does not
 */
export function askKeyManager(socketPath: string, signal?: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const socket = connect({ path: socketPath, ...(signal && { signal }) }, () => socket.write(QUESTION));
		socket.once('data', () => {
			resolve();
			socket.destroy();
		});
		socket.on('error', reject);
		socket.once('close', () => reject(new Error('it closed the connection without an answer')));
	});
}

/** Nothing is started yet. It ends with whoever holds its standard input, however that one ends. */
export function keepKeyManager(run: KeyManagerRun): KeptProcess {
	const { program, folder, socketPath, args = [], stdio = ['pipe', 'pipe', 'pipe'], onLine, ...more } = run;
	return createKeptProcess({
		...more,
		command: (flags) => [
			...[process.execPath, ...flags, resolve(program)],
			...['--dir', resolve(folder), '--socket', resolve(socketPath), '--exit-with-stdin', ...args]
		],
		flags: SMALL,
		env: ENVIRONMENT,
		stdio,
		probe: (signal) => askKeyManager(socketPath, signal),
		onLine(line, pid) {
			const listening = LISTENING.test(line);
			onLine(line, pid, listening);
			return !listening;
		}
	});
}

/** How to run the key manager; used by dogeboxd or the host agent, whichever keeps it running. */
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { createKeptProcess, type KeptProcess, type KeptProcessOptions } from '../kept-process.ts';

const NODE = Number(process.versions.node.split('.')[0]);
/**
 * V8 flags for a program that works rarely and briefly: no compiled code (nor WebAssembly), a small
 * heap. Measured: 12 MB instead of 18 MB. In Node 24 the first flag disables WebAssembly and there
 * is no flag for it; earlier versions print a warning without the second flag.
 */
const SMALL = ['--lite-mode', ...(NODE < 24 ? ['--no-expose-wasm'] : []), '--max-semi-space-size=1'];
/** A single malloc arena: memory of Argon2's threads is returned to the system. */
const ENVIRONMENT = { MALLOC_ARENA_MAX: '1' };
/** Its output when it is listening (`src/dkm/main.ts`). */
const LISTENING = /^dkm listening on /;
/** Answered by its HTTP server, whatever the state of its keys. */
const QUESTION = 'GET /status HTTP/1.1\r\nHost: dkm\r\nConnection: close\r\n\r\n';

export interface KeyManagerRun extends Pick<KeptProcessOptions, 'onStart' | 'find' | 'onEnd'> {
	/** Path of `dkm.js`. */
	program: string;
	folder: string;
	socketPath: string;
	/** Additional arguments. */
	args?: readonly string[];
	/** Its standard input must stay open: it ends when that closes. Its output must be piped. */
	stdio?: KeptProcessOptions['stdio'];
	/** Called with each line of its output; `listening`: it accepts requests now. */
	onLine: (line: string, pid: number, listening: boolean) => void;
}

/**
 * Resolves at the first bytes of an answer. This runs every few seconds for as long as the box
 * runs, so it uses a plain socket and no HTTP client.
 * @throws when it does not answer
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

/** Starts nothing yet. The process ends when its standard input closes, for whatever reason. */
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

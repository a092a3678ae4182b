import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { terminalClient } from '../../contract/exec.ts';
import type { ExecSession } from '../containers/index.ts';
import { serveTerminal } from './terminal-socket.ts';

let server: WebSocketServer;
let client: WebSocket;
/** What the command receives, in order. */
let taken: string[];
/** Starts the command. Until then it is being prepared. */
let start: () => void;
let given: AbortSignal;
let finish: () => void;

beforeEach(async () => {
	taken = [];
	server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
	await once(server, 'listening');
	const started = new Promise<void>((resolve) => (start = resolve));
	server.on('connection', (socket) =>
		serveTerminal(socket, terminalClient, {
			async begin(_command, signal) {
				given = signal;
				await Promise.race([started, once(signal, 'abort')]);
				signal.throwIfAborted();
				return session();
			},
			unexpected: () => undefined
		})
	);
	client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
	await once(client, 'open');
});
afterEach(() => {
	client.terminate();
	server.close();
});

/** A command that records its input, and ends on request. */
function session(): ExecSession {
	const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
	stdin.on('data', (bytes: Buffer) => taken.push(bytes.toString()));
	return {
		pid: null,
		stdin,
		stdout,
		stderr,
		resize: ({ cols }) => void taken.push(`resize ${cols}`),
		signal: (signal) => void taken.push(signal),
		close: () => undefined,
		ended: new Promise((resolve) => {
			finish = () => {
				stdout.end();
				stderr.end();
				resolve({ exitCode: 0, reason: 'exited' });
			};
		})
	};
}
const say = (message: object) => client.send(JSON.stringify(message));
/** Resolves once the server has read everything that was sent before. */
async function heard(): Promise<void> {
	const pong = once(client, 'pong');
	client.ping();
	await pong;
}

it('gives the command what was sent while it was being made, before what comes later', async () => {
	say({ type: 'start', argv: ['cat'], terminal: { cols: 80, rows: 24 } });
	say({ type: 'resize', cols: 100, rows: 30 });
	say({ type: 'signal', signal: 'SIGUSR1' });
	await heard();
	const messages: unknown[] = [];
	client.on('message', (data) => messages.push(JSON.parse(String(data))));
	start();
	say({ type: 'resize', cols: 101, rows: 30 });
	await heard();
	expect(taken).toEqual(['resize 100', 'SIGUSR1', 'resize 101']);
	finish();
	await once(client, 'close');
	expect(messages).toEqual([{ type: 'started' }, { type: 'exit', exitCode: 0, reason: 'exited' }]);
});

it.each([
	['large messages', { type: 'input', text: 'x'.repeat(64 * 1024) }, 20],
	['small ones', { type: 'resize', cols: 1, rows: 1 }, 20_000]
])('closes with a reason when too much is sent before the command runs: %s', async (_what, message, count) => {
	say({ type: 'start', argv: ['cat'] });
	for (let sent = 0; sent < count; sent++) say(message);
	const [code, reason] = (await once(client, 'close')) as [number, Buffer];
	expect([code, String(reason)]).toEqual([4413, 'too much was sent before the command ran']);
	// The start is aborted, because its client is gone.
	expect(given.aborted).toBe(true);
	expect(taken).toEqual([]);
});

import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { mkdtempSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createCall } from './call.ts';
import { asDockerError } from './errors.ts';
import { attachClient } from './streams/attach.ts';
import { isOwnPage } from './web-socket.ts';

describe('an attachment by a WebSocket', () => {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-ws-'));
	const path = join(folder, 's');
	let server: Server;
	/** Number of programs that were closed. */
	let closed = 0;
	// The program repeats its input, writes “!” as error output for each piece, and ends at “quit”.
	beforeAll(async () => {
		server = createServer().on('upgrade', (req, socket, head) => {
			const query = new URLSearchParams();
			const given = { req, upgrade: { socket, head }, headers: {}, query, params: {}, path: '/', minor: 47 };
			const call = createCall(given);
			const attachRequest = {
				...{ stdin: true, stdout: true, stderr: true, tty: false },
				...{ once: false, detach: null, history: null }
			};
			attachClient(call, { ...attachRequest, open: () => call.webSocket() }, (fn) => {
				const stdin = new PassThrough();
				const ended = (async () => {
					for await (const bytes of stdin as AsyncIterable<Buffer>) {
						if (bytes.toString() === 'quit') return;
						await fn({ stream: 'stdout', bytes } as Parameters<typeof fn>[0]);
						await fn({ stream: 'stderr', bytes: Buffer.from('!') } as Parameters<typeof fn>[0]);
					}
				})();
				const close = () => void closed++;
				return Promise.resolve({ begun: Promise.resolve(true), ended, stdin: () => stdin, close } as never);
			}).catch((error: unknown) => {
				const { status, message } = asDockerError(error)!;
				call.answer(status, { message });
			});
		});
		server.listen(path);
		await once(server, 'listening');
	});
	afterAll(() => {
		server.close();
		rmSync(folder, { recursive: true, force: true });
	});
	const open = () => new WebSocket(`ws+unix://${path}:/`);

	it('passes input and both outputs on without frames, and ends with the program', async () => {
		const socket = open();
		await once(socket, 'open');
		let said = '';
		socket.on('message', (bytes: Buffer, binary) => (said += binary ? bytes.toString() : 'text'));
		socket.send('as text');
		await expect.poll(() => said).toBe('as text!');
		socket.send(Buffer.alloc(300_000, 'x'));
		await expect.poll(() => said.replaceAll('!', '').length).toBe(300_007);
		socket.send('quit');
		await once(socket, 'close');
	});

	it('lets go of the program when the client goes', async () => {
		const before = closed;
		const socket = open();
		await once(socket, 'open');
		socket.terminate();
		await expect.poll(() => closed).toBeGreaterThan(before);
	});

	it('refuses what is no WebSocket in words', async () => {
		const headers = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' };
		const asked = request({ socketPath: path, headers }).end();
		const [answer] = (await once(asked, 'response')) as [IncomingMessage];
		expect(answer.statusCode).toBe(400);
		expect(await text(answer)).toContain('This is no WebSocket: ');
	});

	it.each([
		['10.0.0.2', 'https://box:2376', 'box:2376', true],
		['10.0.0.2', 'https://evil.example', 'box:2376', false],
		['10.0.0.2', 'null', 'box:2376', false],
		[undefined, 'http://localhost', 'docker', true]
	])('of a page from %s with the origin %s at %s: %s', (remoteAddress, origin, host, may) => {
		expect(isOwnPage({ headers: { origin, host }, socket: { remoteAddress } } as never)).toBe(may);
	});
});

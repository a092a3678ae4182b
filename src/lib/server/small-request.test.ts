import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requestSmall, type SmallRequest } from './small-request.ts';

let folder: string;
let server: Server | null = null;
let asked: string;

/** Starts a server that answers each request with these bytes, and may then hang up. */
async function answering(bytes: string, hangUp = false): Promise<string> {
	const socketPath = join(folder, 's.sock');
	const sockets = new Set<Socket>();
	server = createServer((socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
		socket.on('data', (chunk) => {
			asked += chunk.toString();
			socket.write(bytes);
			if (hangUp) socket.destroySoon();
		});
	});
	server.on('close', () => sockets.forEach((socket) => socket.destroy()));
	await new Promise<void>((resolve) => server!.listen(socketPath, resolve));
	return socketPath;
}

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'dbx-small-'));
	asked = '';
});
afterEach(() => {
	server?.close();
	server?.emit('close');
	server = null;
	rmSync(folder, { recursive: true, force: true });
});

describe('a small request', () => {
	const ask = (socketPath: string, more: Partial<SmallRequest> = {}) =>
		requestSmall({ socketPath, path: '/x', maxBytes: 10, ...more });

	it('gives the whole answer, and sends a body', async () => {
		const socketPath = await answering('HTTP/1.1 418 x\r\nretry-after: 3\r\ncontent-length: 3\r\n\r\nü.');
		const answer = await ask(socketPath, { method: 'POST', body: Buffer.from('hello') });
		expect(answer).toMatchObject({ status: 418, text: 'ü.', headers: { 'retry-after': '3' } });
		expect(asked).toMatch(/^POST \/x HTTP\/1.1\r\n[\s\S]*\r\n\r\nhello$/);
	});

	it.each<[string, string, boolean, string]>([
		['is too long', 'HTTP/1.1 200 x\r\ncontent-length: 11\r\n\r\n12345678901', false, 'answer too large'],
		['has no end', `HTTP/1.1 200 x\r\n\r\n${'x'.repeat(100)}`, false, 'answer too large'],
		['is cut off', 'HTTP/1.1 200 x\r\ncontent-length: 9\r\n\r\n123', true, 'the connection broke'],
		['is late', 'HTTP/1.1 200 x\r\ncontent-length: 9\r\n\r\n123', false, 'no answer in time'],
		['is no HTTP', 'who is there?\r\n\r\n', false, 'Parse Error'],
		['is another protocol', 'HTTP/1.1 101 x\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n', false, 'another protocol'],
		['is none', '', true, 'socket hang up']
	])('fails where the answer %s', async (_, bytes, hangUp, words) => {
		await expect(ask(await answering(bytes, hangUp), { timeout: 300 })).rejects.toThrow(words);
	});

	it('fails with the code of the system where nobody listens, and when it is called off', async () => {
		await expect(ask(join(folder, 'none.sock'))).rejects.toMatchObject({ code: 'ENOENT' });
		const off = new AbortController();
		const waiting = ask(await answering('HTTP/1.1 200 x\r\n'), { signal: off.signal });
		off.abort();
		await expect(waiting).rejects.toMatchObject({ code: 'ABORT_ERR' });
	});
});

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { KeptProcess } from '../kept-process.ts';
import { askKeyManager, keepKeyManager } from './process.ts';

/** Stands in for the key manager. */
const PROGRAM = `console.log(process.execArgv.join(' '), typeof WebAssembly);
console.log('dkm listening on nothing');
process.stdin.resume();`;

describe('the key manager as a process', () => {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-kept-dkm-'));
	let kept: KeptProcess | undefined;
	afterEach(async () => {
		await kept?.stop(0);
		rmSync(folder, { recursive: true, force: true });
	});

	it('has flags that this Node knows, of which it prints nothing', async () => {
		const program = join(folder, 'dkm.cjs');
		writeFileSync(program, PROGRAM);
		const lines: string[] = [];
		const run = { program, folder, socketPath: join(folder, 'none.sock'), onEnd: () => true };
		kept = keepKeyManager({ ...run, onLine: (line) => lines.push(line) });
		kept.start();
		await expect.poll(() => lines, { timeout: 20_000 }).toContain('dkm listening on nothing');
		expect(lines).toHaveLength(2);
		expect(lines[0]).toMatch(/^--lite-mode .*--max-semi-space-size=1 undefined$/);
	});
});

describe('whether the key manager answers', () => {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-ask-dkm-'));
	const path = join(folder, 'dkm.sock');
	let server: Server | undefined;
	afterEach(() => server?.close());
	const listen = async (serve: (socket: Socket) => void) => {
		server = createServer((socket) => serve(socket.on('error', () => {}))).listen(path);
		await once(server, 'listening');
	};

	it.each<[what: string, serve: (socket: Socket) => void]>([
		['well', (socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\n'))],
		['that it is locked', (socket) => socket.once('data', () => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'))],
		['in part, and goes on', (socket) => socket.once('data', () => socket.write('H'))]
	])('it does, %s', async (_what, serve) => {
		await listen(serve);
		await expect(askKeyManager(path)).resolves.toBeUndefined();
	});

	it.each<[what: string, serve: ((socket: Socket) => void) | null, words: RegExp]>([
		['is not there', null, /ENOENT/],
		['closes without a word', (socket) => socket.end(), /without an answer/],
		['says nothing', () => {}, /abort/i]
	])('one that %s does not', async (_what, serve, words) => {
		if (serve) await listen(serve);
		await expect(askKeyManager(path, AbortSignal.timeout(300))).rejects.toThrow(words);
	});
});

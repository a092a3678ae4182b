import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { peerOf } from './peer.ts';

/** O_NONBLOCK, as `/proc/<pid>/fdinfo` writes it. */
const NONBLOCK = 0o4000;

const folder = mkdtempSync(join(tmpdir(), 'dogebox-peer-'));
const server = createServer({ pauseOnConnect: true });
let client: Socket;
let accepted: Socket;

beforeAll(async () => {
	const path = join(folder, 'peer.sock');
	await once(server.listen(path), 'listening');
	client = connect(path);
	[accepted] = (await once(server, 'connection')) as [Socket];
});
afterAll(() => {
	client.destroy();
	accepted.destroy();
	server.close();
	rmSync(folder, { recursive: true });
});

function flags(socket: Socket): number {
	const { fd } = (socket as unknown as { _handle: { fd: number } })._handle;
	return parseInt(/^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))![1]!, 8);
}

it('tells the process that connected, and leaves a socket whose reads wait for nothing', async () => {
	expect(flags(accepted) & NONBLOCK).toBe(NONBLOCK);
	expect(await peerOf(accepted)).toEqual({ pid: process.pid, uid: process.geteuid!() });
	expect(flags(accepted) & NONBLOCK).toBe(NONBLOCK);
});

it('leaves all that was sent meanwhile', async () => {
	client.write('first words');
	await peerOf(accepted);
	accepted.resume();
	const [bytes] = (await once(accepted, 'data')) as [Buffer];
	expect(bytes.toString()).toBe('first words');
});

import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import {
	createGuardedServer,
	guarded,
	isHarmless,
	limitByAddress,
	type GuardedServer,
	type ServerHandlers
} from './index.ts';

let open: GuardedServer | null = null;
afterEach(async () => {
	if (!open) return;
	open.destroySockets();
	open.server.close();
	await once(open.server, 'close');
	open = null;
});

async function listen(handlers: Partial<ServerHandlers>) {
	const failures: unknown[] = [];
	open = createGuardedServer({
		request: (_req, res) => void res.end('ok'),
		failed: (error) => failures.push(error),
		...handlers
	});
	open.server.listen(0, '127.0.0.1');
	await once(open.server, 'listening');
	const { port } = open.server.address() as AddressInfo;
	/** Sends bytes and resolves with what was received until the connection ended. */
	const send = (text: string) =>
		new Promise<string>((resolve) => {
			const socket = connect(port, '127.0.0.1', () => socket.write(text));
			let got = '';
			socket.on('data', (chunk: Buffer) => (got += chunk.toString('latin1')));
			socket.on('error', () => {});
			socket.on('close', () => resolve(got));
		});
	return { failures, send, port };
}

const GET = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
const UPGRADE = 'GET /nope HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

describe('a guarded server', () => {
	it.each([
		[
			'throws',
			() => {
				throw new Error('bug');
			}
		],
		['rejects', () => Promise.reject(new Error('bug'))]
	] as [string, ServerHandlers['request']][])('answers 500 where a handler %s, and goes on', async (_name, request) => {
		const { failures, send } = await listen({ request });
		expect(await send(GET)).toMatch(/^HTTP\/1\.1 500 /);
		expect(await send(GET)).toMatch(/^HTTP\/1\.1 500 /);
		expect(failures).toHaveLength(2);
	});

	it('cuts the connection where the answer has begun', async () => {
		const { failures, send } = await listen({
			request: (_req, res) => {
				res.write('part');
				throw new Error('bug');
			}
		});
		expect(await send(GET)).not.toMatch(/\r\n0\r\n/);
		expect(failures).toHaveLength(1);
	});

	it('refuses an upgrade that nobody takes, and one whose handler fails', async () => {
		const { send } = await listen({});
		expect(await send(UPGRADE)).toMatch(/^HTTP\/1\.1 404 /);
		open!.server.close();
		const second = await listen({ upgrade: () => Promise.reject(new Error('bug')) });
		expect(await second.send(UPGRADE)).toBe('');
		expect(second.failures).toHaveLength(1);
	});

	it('answers 400 to what is no HTTP', async () => {
		const { send } = await listen({});
		expect(await send('\u0000\u0001\u0002\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
	});

	it('survives resets in the middle of an upgrade', async () => {
		const { port, send } = await listen({ upgrade: () => new Promise((resolve) => setTimeout(resolve, 20)) });
		for (let i = 0; i < 50; i++) {
			const socket = connect(port, '127.0.0.1', () => socket.write(UPGRADE, () => socket.resetAndDestroy()));
			socket.on('error', () => {});
			await once(socket, 'close');
		}
		expect(await send(GET)).toMatch(/^HTTP\/1\.1 200 /);
	});

	it.each([
		['an upgrade that nobody takes', UPGRADE],
		['CONNECT', 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n'],
		['what is no HTTP', '\u0000\u0001\r\n\r\n']
	])('keeps no connection that was refused, whatever comes behind: %s', async (_what, head) => {
		const { port, send } = await listen({});
		const leaving: ((socket: Socket) => unknown)[] = [
			(socket) => socket.end(),
			(socket) => socket.destroy(),
			(socket) => socket.resetAndDestroy()
		];
		for (const leave of leaving) {
			const socket = connect(port, '127.0.0.1', () => {
				socket.write(head);
				// More than any buffer holds unread.
				socket.write('x'.repeat(200_000), () => leave(socket));
			});
			socket.on('error', () => {});
			socket.resume();
			await new Promise((resolve) => socket.once('close', resolve));
		}
		await expect.poll(() => open!.sockets.size).toBe(0);
		expect(await send(GET)).toMatch(/^HTTP\/1\.1 200 /);
	});

	it('cuts who was refused and does not go', async () => {
		const { port } = await listen({});
		const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.write(UPGRADE));
		socket.on('error', () => {});
		socket.resume();
		await once(socket, 'end');
		expect(open!.sockets.size).toBe(1);
		await expect.poll(() => open!.sockets.size).toBe(0);
	});

	it('goes on where a connection could not be accepted', async () => {
		const { send } = await listen({});
		// Node's report of a failed accept(2), where there are no descriptors or no memory.
		open!.server.emit('error', Object.assign(new Error('accept ENFILE'), { code: 'ENFILE' }));
		expect(await send(GET)).toMatch(/^HTTP\/1\.1 200 /);
	});
});

it('a guarded listener gives what it throws to its owner', () => {
	const seen: string[] = [];
	guarded(
		() => {
			throw new TypeError('odd');
		},
		(error) => seen.push(error.message)
	)();
	guarded(
		(text: string) => seen.push(text),
		() => seen.push('never')
	)('fine');
	expect(seen).toEqual(['odd', 'fine']);
});

describe('an answer in the middle of a body comes whole', () => {
	const LENGTH = 'Content-Length: 2621440';
	it.each([
		['a client that closes after it', `HTTP/1.1\r\n${LENGTH}\r\nConnection: close`],
		['a client that knows no open connections', `HTTP/1.0\r\n${LENGTH}`],
		['a client that goes on', `HTTP/1.1\r\n${LENGTH}`]
	])('to %s', async (_who, head) => {
		const { port } = await listen({
			request: (_req, res) => void res.writeHead(413, { 'content-length': 5 }).end('large')
		});
		const socket = connect(port, '127.0.0.1');
		const failures: unknown[] = [];
		socket.on('error', (error) => failures.push(error));
		let answer = '';
		socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
		socket.write(`POST / ${head.replace('\r\n', '\r\nHost: box\r\n')}\r\n\r\n`);
		await once(socket, 'data');
		const piece = Buffer.alloc(65_536, 'x');
		for (let sent = 0; sent < 40; sent++) {
			socket.write(piece);
			await setImmediate();
		}
		if (!/close|1\.0/.test(head)) socket.write(GET);
		await once(socket, 'close');
		expect(failures).toEqual([]);
		expect(answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*large/);
	});
});

describe('the last guard', () => {
	const coded = (code: string) => Object.assign(new Error(code), { code });
	it.each([
		'ECONNRESET',
		'EPIPE',
		'HPE_INVALID_CONSTANT',
		'ERR_HTTP_INVALID_STATUS_CODE',
		'ERR_INVALID_CHAR',
		'ERR_STREAM_WRITE_AFTER_END'
	])('keeps the process running after %s', (code) => expect(isHarmless(coded(code))).toBe(true));
	it.each([
		coded('SQLITE_FULL'),
		coded('ENOSPC'),
		coded('ERR_ASSERTION'),
		new TypeError('undefined is not a function'),
		'text',
		undefined
	])('ends it after %s', (error) => expect(isHarmless(error)).toBe(false));
});

describe('a limit of connections by address', () => {
	/** Opens this many connections, which stay open. @returns how many were let in */
	async function letIn(count: number, free: string[]): Promise<number> {
		const { port } = await listen({});
		limitByAddress(open!.server, 3, free);
		const sockets = [];
		for (let n = 0; n < count; n++) {
			const socket = connect(port, '127.0.0.1');
			socket.on('error', () => {});
			await once(socket, 'connect');
			sockets.push(socket);
			socket.write(GET.replace('Connection: close\r\n', ''));
			await Promise.race([once(socket, 'data'), once(socket, 'close')]);
		}
		const still = sockets.filter((socket) => !socket.readableEnded && !socket.destroyed).length;
		for (const socket of sockets) socket.destroy();
		return still;
	}

	it('closes the next one', async () => expect(await letIn(5, [])).toBe(3));
	it('does not hold for those that are free', async () => expect(await letIn(5, ['127.0.0.1'])).toBe(5));
});

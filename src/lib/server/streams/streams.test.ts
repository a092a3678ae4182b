import { connect } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
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
	/** Sends bytes and gives what came back until the connection ended. */
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

	it('goes on where a connection could not be accepted', async () => {
		const { send } = await listen({});
		// As node tells of accept(2) where there are no descriptors or no memory.
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
	/** Of that many connections that stay, how many were let in. */
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

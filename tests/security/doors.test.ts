/**
 * Each listener of the box against clients that send almost correct bytes and disconnect at the
 * worst moment. The same processes keep running, no connection stays open, and no error reaches the
 * last guard.
 */
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutate, numbers } from '../faults/odd-answers.ts';
import { AliveBox, HOSTILE_SOURCE, cannotRun } from '../support/alive.ts';
import { readlinkSync } from '../support/as-root.ts';
import { processesOf } from '../support/host.ts';

/**
 * Number of requests to each listener. This is a sample, and `npm run test:security` sends more.
 */
const COUNT = Number(process.env.DOGEBOX_DOORS ?? 120);
const AT_ONCE = 16;

const json = (body: unknown, more: string[] = []) => ({
	body: JSON.stringify(body),
	headers: ['Content-Type: application/json', ...more]
});
const upgrade = [
	'Connection: Upgrade',
	'Upgrade: websocket',
	'Sec-WebSocket-Version: 13',
	'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='
];

interface Request {
	line: string;
	headers?: string[];
	body?: string;
}
/** Requests to each listener before they are mutated. To add one, add a row. */
const asked = (pup: string): Record<'dashboard' | 'page' | 'docker', Request[]> => {
	const api = `/api/v1/pups/${pup}`;
	return {
		dashboard: [
			{ line: 'GET /' },
			{ line: 'GET /login' },
			{ line: 'POST /login', headers: ['Content-Type: application/x-www-form-urlencoded'], body: 'password=x' },
			{ line: 'GET /api/v1/pups' },
			{ line: 'POST /api/v1/tokens', ...json({ name: 'x', scopes: ['see'], days: 1 }) },
			{ line: 'POST /api/v1/tokens', ...json({ name: 'x' }, ['Idempotency-Key: a', 'Expect: 100-continue']) },
			{ line: 'GET /api/v1/events' },
			{ line: 'GET /api/v1/live', headers: upgrade },
			{ line: 'GET /nope', headers: upgrade },
			{ line: `GET ${api}/logs?tail=100` },
			{ line: `GET ${api}/files?path=` },
			{ line: `GET ${api}/files/archive?path=` },
			{ line: `GET ${api}/files/content?path=data`, headers: ['Range: bytes=1-9'] },
			{
				line: `PUT ${api}/files/content?path=up&size=9&offset=0`,
				headers: ['Content-Type: application/octet-stream'],
				body: '123456789'
			},
			{ line: `POST ${api}/exec`, ...json({ argv: ['sh', '-c', 'echo much; sleep 0.1; echo wow'] }) },
			{ line: `POST ${api}/terminals`, ...json({ cols: 80, rows: 24 }) },
			{ line: `GET ${api}/exec`, headers: upgrade },
			{ line: 'GET /api/v1/boxes/run/attach', headers: upgrade },
			{ line: 'POST /api/v1/pups', headers: ['Transfer-Encoding: chunked'], body: '2\r\n{}\r\n0\r\n\r\n' }
		],
		page: [
			{ line: 'GET /' },
			{ line: 'GET /stream?n=3' },
			{ line: 'GET /large?bytes=300000' },
			{ line: 'POST /upload', body: 'x'.repeat(2000) },
			{ line: 'POST /upload', headers: ['Transfer-Encoding: chunked'], body: '5\r\nhello\r\n0\r\n\r\n' },
			{ line: 'POST /refuse', headers: ['Expect: 100-continue'], body: 'x'.repeat(2000) },
			{ line: 'GET /socket', headers: upgrade }
		],
		docker: [
			{ line: 'GET /_ping' },
			{ line: 'GET /v1.41/version' },
			{ line: 'GET /v1.41/containers/json?all=1' },
			{ line: 'GET /v1.41/events' },
			{ line: 'POST /v1.41/containers/create?name=x', ...json({ Image: 'none', Cmd: ['x'] }) },
			{
				line: 'POST /v1.41/containers/x/attach?stream=1&stdin=1&stdout=1',
				headers: ['Connection: Upgrade', 'Upgrade: tcp']
			},
			{
				line: 'POST /v1.41/exec/x/start',
				...json({ Detach: false, Tty: true }, ['Connection: Upgrade', 'Upgrade: tcp'])
			},
			{
				line: 'POST /v1.41/build?t=x',
				headers: ['Content-Type: application/x-tar'],
				body: 'Dockerfile'.padEnd(1024, '\0')
			},
			{ line: 'POST /v1.41/images/load', headers: ['Transfer-Encoding: chunked'], body: '5\r\nhello\r\n0\r\n\r\n' },
			{ line: 'PUT /v1.41/containers/x/archive?path=/', body: 'no archive' },
			{ line: 'POST /session', headers: ['Connection: Upgrade', 'Upgrade: h2c'] },
			{ line: 'POST /v1.41/auth', ...json({ username: 'x', password: 'y' }) }
		]
	};
};

/** A WebSocket frame (RFC 6455) as a client sends it, or nearly so. */
function frame(first: number, second: number, ...rest: number[]): Buffer {
	return Buffer.from([first, second, ...rest]);
}
/** Bytes that follow when the listener has agreed to another protocol. */
const BEHIND: Buffer[] = [
	frame(0x81, 0x82, 0, 0, 0, 0, 0x7b, 0x7d),
	frame(0x81, 0x02, 0x7b, 0x7d),
	frame(0x01, 0x81, 0, 0, 0, 0, 0x7b),
	frame(0x82, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0),
	frame(0x8b, 0x80, 1, 2, 3, 4),
	frame(0xf1, 0x80, 1, 2, 3, 4),
	frame(0x88, 0x82, 0, 0, 0, 0, 0, 1),
	frame(0x81, 0x84, 0, 0, 0, 0, 0xff, 0xfe, 0xc0, 0x80),
	Buffer.concat(Array.from({ length: 200 }, () => frame(0x89, 0x80, 1, 2, 3, 4))),
	Buffer.from('\r\n\r\nGET / HTTP/1.1\r\n\r\n'),
	Buffer.alloc(5000, 0xff)
];

/** Resets a connection. A Unix socket has no reset, so it is closed instead. */
const cut = (socket: Socket) => void (socket.remotePort === undefined ? socket.destroy() : socket.resetAndDestroy());

/** How a client disconnects. To add a way, add a row. */
const LEAVING: Record<string, (socket: Socket, bytes: Buffer, behind: Buffer) => void> = {
	'when nothing more comes': (socket, bytes) => void socket.write(bytes),
	'by a reset, at once': (socket, bytes) => void socket.write(bytes, () => cut(socket)),
	'by a reset, as the answer comes': (socket, bytes) => {
		socket.once('data', () => cut(socket));
		socket.write(bytes);
	},
	'by its half': (socket, bytes) => void socket.end(bytes),
	'in the middle of its request': (socket, bytes) =>
		void socket.write(bytes.subarray(0, Math.floor(bytes.length * 0.6)), () => socket.destroy()),
	'with nonsense behind': (socket, bytes, behind) => {
		socket.once('data', () => socket.write(behind));
		socket.write(bytes);
	}
};
/** Milliseconds without a byte after which a client stops waiting. */
const IDLE_MS = 300;

describe.skipIf(cannotRun())('who is near', () => {
	let box: AliveBox;
	let pup = '';
	let page = 0;
	beforeAll(async () => {
		box = await AliveBox.start('doors', { env: { DOGEBOX_DOCKER_GROUP: 'dogebox' } });
		await box.addSource(HOSTILE_SOURCE);
		pup = await box.install('Probe');
		page = Number(new URL((await box.pup(pup)).webPages[0]!.url!).port);
	});
	afterAll(() => box?.dispose());

	const processes = () =>
		[
			...box.box.pids(),
			...processesOf({ instance: `${box.options.instance}/pages`, data: '\0' }).map(({ pid }) => pid)
		].sort((a, b) => a - b);
	/** Number of sockets that dogeboxd has open. */
	const held = () => {
		const folder = `/proc/${box.box.pid}/fd`;
		return readdirSync(folder).filter((fd) => {
			try {
				return readlinkSync(`${folder}/${fd}`).startsWith('socket:');
			} catch {
				return false;
			}
		}).length;
	};
	const doors: Record<'dashboard' | 'page' | 'docker', () => Socket> = {
		dashboard: () => connect(box.box.port, '127.0.0.1'),
		page: () => connect(page, '127.0.0.1'),
		docker: () => connect(`/run/dogebox/${box.options.instance}/docker/docker.sock`)
	};

	it.each(Object.keys(doors) as (keyof typeof doors)[])(
		'ends nothing at the door “%s”',
		{ timeout: 600_000 },
		async (door) => {
			const list = asked(pup)[door];
			const token = box.api.token() ?? '';
			const before = processes();
			const heldBefore = held();
			let answered = 0;
			const one = (seed: number) =>
				new Promise<void>((resolve, reject) => {
					const next = numbers(seed);
					const { line, headers = [], body = '' } = list[next(list.length)]!;
					const chunked = headers.some((header) => header.startsWith('Transfer'));
					const whole = Buffer.from(
						[
							`${line} HTTP/1.1`,
							'Host: 127.0.0.1',
							...(next(4) === 0 ? [] : [`Authorization: Bearer ${token}`]),
							...headers,
							...(body && !chunked ? [`Content-Length: ${body.length}`] : []),
							'',
							body
						].join('\r\n'),
						'latin1'
					);
					const bytes = next(3) === 0 ? whole : mutate(whole, seed);
					const leave = Object.values(LEAVING)[next(Object.keys(LEAVING).length)]!;
					const socket = doors[door]();
					socket.on('connect', () => leave(socket, bytes, BEHIND[next(BEHIND.length)]!));
					socket.once('data', () => answered++);
					socket.on('data', () => {});
					socket.setTimeout(IDLE_MS, () => socket.destroy());
					socket.on('error', (error: NodeJS.ErrnoException) => {
						if (error.code === 'ECONNREFUSED') reject(new Error(`${door}: nobody listens any more`));
					});
					socket.on('close', () => resolve());
				});
			let seed = 0;
			const some = async () => {
				while (seed < COUNT) await one(seed++);
			};
			await Promise.all(Array.from({ length: AT_ONCE }, some));
			expect((await fetch(`${box.url}/api/v1/box`)).status).toBe(200);
			expect(processes()).toEqual(before);
			expect(answered, 'it was not only refused').toBeGreaterThan(COUNT / 4);
			expect((await box.pup(pup)).state).toBe('running');
			await expect.poll(held, { timeout: 60_000, interval: 500 }).toBeLessThanOrEqual(heldBefore + 5);
		}
	);
});

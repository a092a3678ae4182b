/** The live socket: who may open it, replay, resync, slow clients, and how it ends. */
import { BoxError } from '../../src/lib/contract/errors.ts';
import type { LogBatch } from '../../src/lib/server/containers/index.ts';
import { connect } from 'node:net';
import { randomBytes } from 'node:crypto';
import WebSocket from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerFrame } from '../../src/lib/contract/live.ts';
import { PASSWORD, startFront, type FrontBox } from '../support/front.ts';
import { upgradeStatus } from '../support/http.ts';
import { openLive, type LiveClient } from '../support/live.ts';

let box: FrontBox;
let token: string;
const clients: LiveClient[] = [];
beforeAll(async () => {
	box = await startFront({ name: 'tlive' });
	({ token } = await box.own());
});
afterAll(async () => {
	for (const client of clients) client.socket.terminate();
	await box.end();
});

const open = async (bearer = token) => {
	const client = await openLive(box.url, { authorization: `Bearer ${bearer}` });
	clients.push(client);
	await client.wait((frame) => frame.type === 'hello');
	return client;
};
const seqs = (client: LiveClient) =>
	client.frames.filter((frame) => frame.type === 'change').map((frame) => (frame as { seq: number }).seq);
const until = async (test: () => boolean, what: string) => {
	for (let tries = 0; !test(); tries++) {
		if (tries > 600) throw new Error(`it did not come to be that ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
};

describe('opening it', () => {
	const status = (headers: Record<string, string>, path = '/api/v1/live') =>
		upgradeStatus(`${box.url}${path}`, headers);

	it('needs a session and a page of the box itself', async () => {
		expect(await status({})).toBe(401);
		expect(await status({ Authorization: 'Bearer no' })).toBe(401);
		expect(await status({ Cookie: 'dogebox_session=no' })).toBe(401);
		const cookie = `dogebox_session=${token}`;
		expect(await status({ Cookie: cookie, Origin: box.url })).toBe(101);
		expect(await status({ Cookie: `dogebox_session=tossed; ${cookie}` })).toBe(101);
		expect(await status({ Cookie: cookie, Origin: 'http://evil.example' })).toBe(403);
		expect(await status({ Cookie: cookie, Origin: `http://127.0.0.1:${box.port + 1}` })).toBe(403);
		expect(await status({ Cookie: cookie, Origin: 'null' })).toBe(403);
		expect(await status({ Cookie: cookie, 'Sec-Fetch-Site': 'same-site' })).toBe(403);
	});

	it('greets with the newest number, this start and the version', async () => {
		const client = await open();
		expect(client.frames[0]).toEqual({
			type: 'hello',
			seq: box.box.events.seq,
			boot: box.box.bootId,
			version: '0.0.0-test'
		});
	});
});

describe('changes', () => {
	it('come numbered on their channel, what was missed first', async () => {
		const first = await open();
		await first.subscribe(['box', 'sessions']);
		const since = box.box.events.seq;
		for (let i = 0; i < 5; i++) box.box.events.emit({ kind: i % 2 ? 'sessions' : 'box' });
		await until(() => seqs(first).length === 5, 'five changes came');
		const second = await open();
		await second.subscribe(['box'], since);
		box.box.events.emit({ kind: 'box' });
		await until(() => seqs(second).length === 4, 'the replay and a new one came');
		expect(seqs(second)).toEqual([since + 1, since + 3, since + 5, since + 6]);
		const order = second.frames.map((frame) => frame.type);
		expect(order).toEqual(['hello', 'change', 'change', 'change', 'subscribed', 'change']);
	});

	it('on channels nobody asked for do not come', async () => {
		const client = await open();
		await client.subscribe(['sources']);
		box.box.events.emit({ kind: 'box' });
		client.socket.send(JSON.stringify({ type: 'unsubscribe', channels: ['sources'] }));
		client.socket.send(JSON.stringify({ type: 'ping' }));
		await client.wait((frame) => frame.type === 'pong');
		box.box.events.emit({ kind: 'store' });
		client.socket.send(JSON.stringify({ type: 'ping' }));
		await until(() => client.frames.filter((frame) => frame.type === 'pong').length === 2, 'both pongs came');
		expect(seqs(client)).toEqual([]);
	});

	it('that the log no longer has are sent as resync', async () => {
		const client = await open();
		await client.subscribe(['box'], box.box.events.seq + 1_000_000);
		expect(client.frames.at(-2)).toEqual({ type: 'resync', seq: box.box.events.seq });
		const since = box.box.events.seq;
		for (let i = 0; i < 10; i++) box.box.events.emit({ kind: 'box' });
		box.box.events.prune(3);
		const late = await open();
		await late.subscribe(['box'], since);
		expect(late.frames.map((frame) => frame.type)).toEqual(['hello', 'resync', 'subscribed']);
	});
});

describe('samples and logs', () => {
	it('come while somebody listens', async () => {
		const client = await open();
		await client.subscribe(['box:samples']);
		const frame = await client.wait((one) => one.type === 'box-sample');
		expect(frame).toMatchObject({ channel: 'box:samples', stats: { cores: expect.any(Number) as number } });
	});

	it('a log is followed by each from its own place on, and no longer than it listens', async () => {
		const id = 'b'.repeat(32);
		const channel = `pup:${id}:log`;
		const { followLogs } = box.box.pups;
		const followers = new Map<string | undefined, (batch: LogBatch) => void>();
		box.box.pups.followLogs = (_id, { after }, fn) => {
			if (after?.startsWith('not')) throw new BoxError({ code: 'invalid-cursor', status: 422, message: 'no' });
			followers.set(after, fn);
			return () => followers.delete(after);
		};
		const line = (text: string) => ({ at: 1, service: 'main', stream: 'stdout' as const, text, cursor: 'main~a~1' });
		try {
			const a = await open();
			const b = await open();
			await a.subscribe([channel]);
			b.socket.send(JSON.stringify({ type: 'subscribe', channels: [channel], after: { [channel]: 'main~a~0' } }));
			await until(() => followers.size === 2, 'both follow');
			expect([...followers.keys()]).toEqual([undefined, 'main~a~0']);
			followers.get('main~a~0')!({ lines: [line('missed')], gap: true });
			expect(await b.wait((frame) => frame.type === 'log')).toMatchObject({
				channel,
				lines: [{ text: 'missed', cursor: 'main~a~1' }],
				gap: true
			});
			const batch = { lines: [line('hello')], gap: false };
			for (const fn of followers.values()) fn(batch);
			for (const client of [a, b]) {
				const frame = await client.wait((one) => one.type === 'log' && one.lines[0]!.text === 'hello');
				expect(frame).not.toHaveProperty('gap');
			}
			expect(a.frames.filter((frame) => frame.type === 'log')).toHaveLength(1);
			a.socket.terminate();
			b.socket.send(JSON.stringify({ type: 'unsubscribe', channels: [channel] }));
			await until(() => followers.size === 0, 'nobody follows any more');
			b.socket.send(JSON.stringify({ type: 'subscribe', channels: [channel], after: { [channel]: 'not~a~cursor' } }));
			expect(await b.wait((frame) => frame.type === 'error')).toMatchObject({ code: 'not-found' });
		} finally {
			box.box.pups.followLogs = followLogs;
		}
	});
});

describe('clients that misbehave', () => {
	it('get an error for what is not understood, and stay', async () => {
		const client = await open();
		for (const text of ['nonsense', '{"type":"subscribe","channels":["../etc"]}', '{"type":"x"}']) {
			client.socket.send(text);
		}
		client.socket.send(Buffer.from([1, 2, 3]));
		await until(() => client.frames.filter((frame) => frame.type === 'error').length === 4, 'four errors came');
		expect(client.socket.readyState).toBe(WebSocket.OPEN);
	});

	it('are warned of a member that does not exist', async () => {
		const client = await open();
		client.socket.send('{"type":"subscribe","channels":["pups"],"sinse":3}');
		const error = await client.wait((frame) => frame.type === 'error');
		expect(error).toMatchObject({ message: 'sinse: There is no member of this name. Did you mean “since”?' });
		expect(client.frames.some((frame) => frame.type === 'subscribed')).toBe(false);
	});

	it('are closed for messages too long or too many', async () => {
		const long = await open();
		const closed = new Promise<number>((resolve) => long.socket.once('close', resolve));
		long.socket.send('x'.repeat(65 * 1024));
		expect(await closed).toBe(1009);
		const many = await open();
		const end = new Promise<number>((resolve) => many.socket.once('close', resolve));
		for (let i = 0; i < 300; i++) many.socket.send('{"type":"ping"}');
		expect(await end).toBe(4429);
	});

	it('have at most 64 channels', async () => {
		const client = await open();
		const names = (from: number) => Array.from({ length: 40 }, (_, i) => `job:${from + i}:log`);
		await client.subscribe(names(0));
		client.socket.send(JSON.stringify({ type: 'subscribe', channels: names(100) }));
		expect(await client.wait((frame) => frame.type === 'error')).toMatchObject({ code: 'too-many-channels' });
	});

	it('that stall are dropped and slow nobody', async () => {
		// A client that opens the socket, subscribes, and then reads nothing.
		const stalled = connect(box.port, '127.0.0.1');
		await new Promise<void>((resolve, reject) => {
			stalled.once('error', reject);
			stalled.write(
				`GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1:${box.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
					`Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nAuthorization: Bearer ${token}\r\n\r\n`
			);
			stalled.once('data', () => resolve());
		});
		const text = Buffer.from(JSON.stringify({ type: 'subscribe', channels: ['sources'] }));
		stalled.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]));
		stalled.pause();
		const good = await open();
		await good.subscribe(['sources']);
		const dropped = new Promise<void>((resolve) => stalled.once('close', () => resolve()));
		stalled.on('error', () => undefined);

		// Large changes, until the kernel's buffers and the box's own limit behind them are full.
		const source = {
			id: 's',
			kind: 'folder' as const,
			name: 'x'.repeat(60_000),
			location: '/x',
			pups: 0,
			addedAt: 1,
			lastSeenAt: null,
			lastError: null,
			official: false,
			jobId: null,
			account: null,
			publicKey: null,
			signature: 'unsigned' as const,
			conflicts: [],
			unreadable: []
		};
		const total = 400;
		for (let i = 0; i < total; i++) {
			box.box.events.emit({ kind: 'source', source });
			if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		}
		await until(() => seqs(good).length === total, 'the good client got everything');
		expect(seqs(good)).toEqual([...seqs(good)].sort((a, b) => a - b));
		// It was disconnected while it read nothing. Reading again reveals the end.
		stalled.resume();
		await dropped;
	});
});

describe('a client that reads more slowly than a pup writes', () => {
	it('is given no more of the log until it has read, stays, and goes on where it was', async () => {
		const channel = `pup:${'c'.repeat(32)}:log`;
		const { followLogs } = box.box.pups;
		const begun: (string | undefined)[] = [];
		let given = 0;
		let following = 0;
		/** Writes to each follower as fast as it can. */
		box.box.pups.followLogs = (_id, { after }, fn) => {
			begun.push(after);
			following++;
			let over = false;
			const write = () => {
				if (over) return;
				given++;
				const line = { at: 1, service: 'main', stream: 'stdout' as const, cursor: `main~a~${given}` };
				fn({ lines: [{ ...line, text: 'x'.repeat(60_000) }], gap: false });
				setImmediate(write);
			};
			setImmediate(write);
			return () => {
				if (!over) following--;
				over = true;
			};
		};
		try {
			const client = await open();
			await client.subscribe([channel]);
			client.socket.pause();
			// Waits until all buffers between the two are full, because the kernel takes more of
			// the data step by step.
			let before: number;
			do {
				await until(() => following === 0, 'it is given no more');
				before = given;
				await box.call('GET', '/pups');
			} while (given > before || following > 0);
			const times = begun.length;
			client.socket.resume();
			await until(() => begun.length > times, 'it goes on');
			expect(begun[0]).toBeUndefined();
			expect(begun[times]).toBe(`main~a~${before}`);
			expect(client.socket.readyState).toBe(WebSocket.OPEN);
			const cursors = () =>
				client.frames.flatMap((frame) => (frame.type === 'log' ? frame.lines.map((line) => line.cursor) : []));
			await until(() => cursors().length >= before, 'it reads all that was on the way');
			client.socket.terminate();
			await until(() => following === 0, 'nobody follows any more');
			// Everything that arrived is complete and in order.
			expect(cursors().slice(0, before)).toEqual(Array.from({ length: before }, (_, i) => `main~a~${i + 1}`));
		} finally {
			box.box.pups.followLogs = followLogs;
		}
	});
});

describe('the end of a session', () => {
	it('closes its sockets and no other', async () => {
		const made = await box.call('POST', '/sessions', { body: { password: PASSWORD } });
		const own = String(made.json['token']);
		const mine = await open(own);
		const other = await open();
		const closed = new Promise<number>((resolve) => mine.socket.once('close', resolve));
		await box.call('DELETE', '/sessions/current', { token: own });
		expect(await closed).toBe(4401);
		other.socket.send('{"type":"ping"}');
		expect(((await other.wait((frame) => frame.type === 'pong')) as ServerFrame).type).toBe('pong');
	});
});

/** Both ends of the connection between dogeboxd and the agent, over a real socket. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAgentHost, streamVerb, type AgentHost } from '../index.ts';
import type { HostNames, HostPaths } from '../types.ts';
import { verb } from '../verb.ts';
import { createFrameReader, creditBody, FRAME, FrameError, MAX_BODY, STREAM, WINDOW, writeFrame } from './frames.ts';
import { serveConnection, type AnyVerb } from './server.ts';

/**
 * Bytes that may be held between a writer and a stalled reader: the window, and buffers of streams.
 */
const BOUND = WINDOW + 512 * 1024;
const CHUNK = Buffer.alloc(16 * 1024, 'x');
const TOTAL = 8 * 1024 * 1024;

describe('the way to the agent', () => {
	let folder: string;
	let socketPath: string;
	let server: Server;
	let host: AgentHost;
	let outcomes: string[];
	let broken: unknown[];
	const onBroken = (error: unknown) => broken.push(error);
	const sockets = new Set<Socket>();
	const ends = new Set<Promise<void>>();
	/** Bytes that `flood` has written. */
	let written = 0;

	const nothing = verb('test.nothing', v.object({}), async () => null);
	const flood = streamVerb('test.flood', v.object({}), v.never(), async (_args, context, channel) => {
		for (; written < TOTAL; written += CHUNK.length) {
			if (channel.stdout.write(CHUNK)) continue;
			await once(channel.stdout, 'drain', { signal: context.signal! });
		}
		return written;
	});
	/** Reads nothing before it gets a message. */
	const late = streamVerb('test.late', v.object({}), v.object({ go: v.boolean() }), async (_args, context, channel) => {
		await new Promise<void>((resolve, reject) => {
			channel.onMessage(() => resolve());
			context.signal!.addEventListener('abort', () => reject(new Error('given up')), { once: true });
		});
		let bytes = 0;
		for await (const chunk of channel.stdin) bytes += (chunk as Buffer).length;
		return bytes;
	});
	/** Answers once its input has ended. */
	const after = streamVerb('test.after', v.object({}), v.never(), async (_args, _context, channel) => {
		const input = await text(channel.stdin);
		channel.stdout.write(`got ${input}`);
		channel.stderr.write('and more');
		return input.length;
	});
	const waiting = streamVerb('test.wait', v.object({}), v.never(), async (_args, context, channel) => {
		channel.stdout.write('begun');
		if (!context.signal!.aborted) await once(context.signal!, 'abort');
		throw context.signal!.reason;
	});
	/** Reports lines until it is cancelled. */
	const talking = verb('test.talk', v.object({}), async (_args, context) => {
		while (!context.signal!.aborted) {
			context.onLine!('a line');
			await setImmediate();
		}
		throw context.signal!.reason;
	});
	/** Fails when it gets a message. */
	const failing = streamVerb('test.fail', v.object({}), v.object({}), async (_args, context, channel) => {
		channel.onMessage(() => {
			throw new Error('no such terminal');
		});
		channel.stdout.write('begun');
		if (!context.signal!.aborted) await once(context.signal!, 'abort');
		throw context.signal!.reason;
	});
	const verbs = [nothing, flood, late, after, waiting, talking, failing] as unknown as readonly AnyVerb[];

	async function listen(): Promise<void> {
		server = createServer((socket) => {
			sockets.add(socket);
			const end = serveConnection(socket, {
				verbs,
				contextFor: async () => ({}) as never,
				audit: ({ verb, outcome }) => outcomes.push(`${verb} ${outcome}`)
			});
			ends.add(end);
			void end.then(() => (sockets.delete(socket), ends.delete(end)));
		});
		server.listen(socketPath);
		await once(server, 'listening');
	}
	/** Acts as if the agent had been killed. Resolves when its verbs have ended too. */
	async function kill(): Promise<void> {
		const closed = once(server, 'close');
		server.close();
		for (const socket of sockets) socket.destroy();
		await Promise.all([closed, ...ends]);
	}
	const call = () => host.call(nothing, {});
	/** Waits until a measurement stays constant while the connection keeps working. */
	async function settled(measure: () => number): Promise<number> {
		for (let last = -1, same = 0; ;) {
			await call();
			const now = measure();
			same = now === last ? same + 1 : 0;
			last = now;
			if (same > 50 && now > 0) return now;
		}
	}

	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), 'dbx-agent-'));
		socketPath = join(folder, 'agent.sock');
		outcomes = [];
		written = 0;
		await listen();
		broken = [];
		host = createAgentHost({ paths: {} as HostPaths, names: {} as HostNames, socketPath, onBroken });
	});
	afterEach(async () => {
		host.close();
		await kill();
		rmSync(folder, { recursive: true, force: true });
	});

	it('holds a verb back while nobody reads, and keeps little on either side', async () => {
		const channel = host.open(flood, {});
		const stalled = await settled(() => written);
		expect(stalled).toBeLessThan(BOUND);
		expect(channel.stdout.readableLength).toBeLessThanOrEqual(WINDOW);
		const all = await buffer(channel.stdout);
		expect(all.length).toBe(TOTAL);
		expect(await channel.result).toBe(TOTAL);
	});

	it('holds a caller back while the verb does not read', async () => {
		const channel = host.open(late, {});
		let taken = 0;
		const feed = (async () => {
			for (let sent = 0; sent < TOTAL; sent += CHUNK.length) {
				await new Promise<void>((resolve) => channel.stdin.write(CHUNK, () => resolve()));
				taken += CHUNK.length;
			}
			channel.stdin.end();
		})();
		expect(await settled(() => taken)).toBeLessThan(BOUND);
		channel.send({ go: true });
		await feed;
		expect(await channel.result).toBe(TOTAL);
	});

	it('lets other calls pass a channel that is full', async () => {
		const channel = host.open(flood, {});
		await settled(() => written);
		const other = host.open(after, {});
		other.stdin.end('x');
		expect(await text(other.stdout)).toBe('got x');
		channel.close();
		await expect(channel.result).rejects.toThrow('closed');
		await call();
		expect(outcomes).toContain('test.flood cancelled');
	});

	it('carries answers after the input has ended', async () => {
		const channel = host.open(after, {});
		channel.stdin.end('all of it');
		const [out, err] = await Promise.all([text(channel.stdout), text(channel.stderr)]);
		expect([out, err, await channel.result]).toEqual(['got all of it', 'and more', 9]);
	});

	it('ends a channel with a clear error when the agent is gone, its verb too, and goes on with the next', async () => {
		const channel = host.open(waiting, {});
		await once(channel.stdout, 'data');
		const ended = text(channel.stdout);
		await kill();
		await expect(channel.result).rejects.toMatchObject({ code: 'host-agent-away', status: 503 });
		expect(await ended).toBe('');
		expect(host.connected()).toBe(false);
		expect(outcomes).toEqual(['test.wait cancelled']);
		// The call is made while the agent is away, and waits for its return.
		const next = call();
		await listen();
		expect(await next).toBeNull();
	});

	it('ends the one call whose listener fails, with its error, and no other', async () => {
		const other = host.open(waiting, {});
		await once(other.stdout, 'data');
		const full = () => {
			throw new Error('the disk is full');
		};
		await expect(host.call(talking, {}, { onLine: full })).rejects.toThrow('the disk is full');
		expect(outcomes).toEqual(['test.talk cancelled']);
		other.close();
		await expect(other.result).rejects.toThrow('closed');
	});

	it('ends the one channel whose verb fails over a message, and no other', async () => {
		const other = host.open(waiting, {});
		const channel = host.open(failing, {});
		await Promise.all([once(other.stdout, 'data'), once(channel.stdout, 'data')]);
		channel.send({});
		await expect(channel.result).rejects.toThrow('no such terminal');
		expect(outcomes).toEqual(['test.fail cancelled']);
		other.close();
		await expect(other.result).rejects.toThrow('closed');
	});

	/** A peer that sends anything; `answers` are the kinds of the frames that it received. */
	async function peer() {
		const socket = connect(socketPath);
		const answers: number[] = [];
		const read = createFrameReader(({ kind }) => answers.push(kind));
		// Resolves also where the other side hangs up without having read everything.
		const closed = new Promise((resolve) => socket.once('close', resolve));
		socket.on('error', () => {}).on('data', read);
		await once(socket, 'connect');
		const frame = (kind: number, number: number, body: Buffer | string = '') => writeFrame(socket, kind, number, body);
		const ask = (kind: number, number: number, name: string) =>
			frame(kind, number, JSON.stringify({ verb: name, args: {}, disk: null }));
		return { socket, answers, closed, frame, ask };
	}
	type Peer = Awaited<ReturnType<typeof peer>>;

	it.each<[string, (peer: Peer) => void]>([
		[
			'more input than the window',
			({ ask, frame }) => {
				ask(FRAME.open, 1, 'test.late');
				// Bytes that streams buffer before anybody reads already give credit: 64 KiB from
				// Node 22 on.
				for (let sent = 0; sent <= 2 * WINDOW; sent += CHUNK.length) frame(FRAME.stdin, 1, CHUNK);
			}
		],
		[
			'a credit of the wrong way',
			({ ask, frame }) => {
				ask(FRAME.open, 1, 'test.late');
				frame(FRAME.credit, 1, creditBody(STREAM.stdin, 1));
			}
		],
		['a credit that is too short', ({ frame }) => frame(FRAME.credit, 1, Buffer.alloc(4))],
		[
			'a message that does not fit the verb',
			({ ask, frame }) => {
				ask(FRAME.open, 1, 'test.late');
				frame(FRAME.message, 1, '{"go":"yes"}');
			}
		],
		['a message that is no JSON', ({ frame }) => frame(FRAME.message, 9, '{')],
		['a request without a verb', ({ frame }) => frame(FRAME.call, 1, '{"args":{}}')],
		[
			'a request with more than belongs there',
			({ frame }) => frame(FRAME.call, 1, '{"verb":"test.nothing","args":{},"disk":null,"uid":0}')
		],
		[
			'a number that is in use',
			({ ask }) => {
				ask(FRAME.open, 1, 'test.wait');
				ask(FRAME.call, 1, 'test.nothing');
			}
		],
		['a result, which is the agent’s to give', ({ frame }) => frame(FRAME.result, 1, 'null')],
		['output, which is the agent’s to give', ({ frame }) => frame(FRAME.stdout, 1, 'x')],
		[
			'a body of one byte too many',
			({ socket }) => {
				const head = Buffer.alloc(9);
				head.writeUInt32BE(5 + MAX_BODY + 1, 0);
				socket.write(head);
			}
		]
	])('the agent ends a connection with %s, and what ran over it', async (_name, say) => {
		const { closed, ...rest } = await peer();
		say({ closed, ...rest });
		await closed;
		await Promise.all([...ends].slice(1));
		expect(outcomes.some((outcome) => outcome.startsWith('connection ended: '))).toBe(true);
		expect(await call()).toBeNull();
	});

	it.each<[string, (peer: Peer) => void]>([
		['input of no call', ({ frame }) => frame(FRAME.stdin, 7, 'x')],
		['a credit of no call', ({ frame }) => frame(FRAME.credit, 7, creditBody(STREAM.stdout, 1))],
		['a message of no call', ({ frame }) => frame(FRAME.message, 7, '{}')],
		['an end of no call', ({ frame }) => frame(FRAME.cancel, 7)],
		[
			'input after its end',
			({ ask, frame }) => {
				ask(FRAME.open, 1, 'test.late');
				for (const piece of ['x', '', 'y', '']) frame(FRAME.stdin, 1, piece);
			}
		],
		[
			'a credit of four gigabytes',
			({ ask, frame }) => {
				ask(FRAME.open, 1, 'test.after');
				for (const stream of [STREAM.stdout, STREAM.stderr]) frame(FRAME.credit, 1, creditBody(stream, 0xffffffff));
			}
		],
		[
			'two cancels',
			({ ask, frame }) => {
				ask(FRAME.open, 1, 'test.wait');
				frame(FRAME.cancel, 1);
				frame(FRAME.cancel, 1);
			}
		]
	])('the agent passes over %s', async (_name, say) => {
		const { socket, answers, ...rest } = await peer();
		say({ socket, answers, ...rest });
		rest.ask(FRAME.call, 99, 'test.nothing');
		while (!answers.includes(FRAME.result)) await once(socket, 'data');
		expect(socket.destroyed).toBe(false);
		socket.destroy();
	});

	it.each([
		['a plain verb opened as a channel', FRAME.open, 'test.nothing'],
		['a channel asked as a plain call', FRAME.call, 'test.late'],
		['a verb that there is not', FRAME.call, 'test.none']
	])('the agent refuses %s', async (_name, kind, name) => {
		const { socket, answers, ask } = await peer();
		ask(kind, 1, name);
		while (answers.length === 0) await once(socket, 'data');
		expect(answers).toEqual([FRAME.error]);
		expect(outcomes).toContain(`${name} unknown-verb`);
		socket.destroy();
	});

	describe('whose answers do not fit', () => {
		/** Replaces the agent by a server that answers the calls of one connection by `say`. */
		async function answering(say: (socket: Socket, call: number) => void): Promise<void> {
			host.close();
			await kill();
			server = createServer((socket) => {
				const read = createFrameReader(({ call }) => say(socket, call));
				socket.on('error', () => {}).on('data', read);
				server.close();
			});
			server.listen(socketPath);
			await once(server, 'listening');
			host = createAgentHost({ paths: {} as HostPaths, names: {} as HostNames, socketPath, onBroken });
		}

		it.each<[string, (socket: Socket, call: number) => void]>([
			['a result that is no JSON', (socket, call) => writeFrame(socket, FRAME.result, call, '{')],
			['an error of another form', (socket, call) => writeFrame(socket, FRAME.error, call, '{"oops":1}')],
			['bytes that are no frame', (socket) => socket.write(Buffer.alloc(64, 0xff))]
		])('ends the connection, not dogeboxd: %s', async (_name, say) => {
			await answering(say);
			await expect(call()).rejects.toMatchObject({ code: 'host-agent-away' });
			expect(host.connected()).toBe(false);
			expect(broken).toEqual([expect.any(FrameError)]);
			await listen();
			expect(await call()).toBeNull();
		});

		it('passes over what belongs to no call', async () => {
			await answering((socket, call) => {
				for (const kind of [FRAME.result, FRAME.error, FRAME.line, FRAME.stdout, FRAME.credit, 99]) {
					writeFrame(socket, kind, call + 1, 'x');
				}
				writeFrame(socket, 99, call, 'x');
				writeFrame(socket, FRAME.result, call, 'null');
			});
			expect(await call()).toBeNull();
		});
	});
});

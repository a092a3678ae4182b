/**
 * Commands in boxes from the view of their callers: through the handlers, with real boxes. Each
 * known weakness of other products (reference/boxes.md, 1B) has a test.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { WebSocket, WebSocketServer } from 'ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newBoxExec, type BoxExec } from '../../src/lib/contract/box-execs.ts';
import { boxExecsHandlers } from '../../src/lib/server/operations/handlers/box-execs.ts';
import { hostVerbs } from '../../src/lib/server/host/index.ts';
import type { Services } from '../../src/lib/server/services.ts';
import type { Context, ServerEvent } from '../../src/lib/server/operations/types.ts';
import { existsSync } from '../support/as-root.ts';
import { boxesFixture, type BoxesFixture } from './support/boxes-fixture.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';
import {
	busyboxEntries,
	cannotServeImages,
	image,
	layer,
	startFront,
	startRegistry,
	type Entry,
	type Front,
	type Registry
} from './support/registry-fixture.ts';

const why = cannotRunContainers() ?? cannotServeImages();
if (why) console.log(`skipped: ${why}`);

const files: Entry[] = [
	...busyboxEntries(),
	...['kill', 'true', 'rm', 'mkdir', 'printf', 'wc', 'dd', 'head', 'yes', 'stty'].map((name): Entry => ({
		name: `bin/${name}`,
		type: 'link',
		linkname: 'bin/busybox'
	})),
	{ name: 'root', type: 'directory', mode: 0o700 },
	{ name: 'tmp', type: 'directory', mode: 0o1777 }
];

type Handlers = ReturnType<typeof boxExecsHandlers>;

describe.skipIf(why)('commands in boxes', () => {
	let fixture: EngineFixture;
	let registry: Registry;
	let front: Front;
	let life: BoxesFixture;
	let handlers: Handlers;
	let box: string;

	const begin = async () => {
		life = await boxesFixture(fixture, { allow: [front.host], engine: fixture.engine });
		handlers = boxExecsHandlers({ boxes: life.boxes } as Services);
	};
	beforeAll(async () => {
		fixture = await engineFixture();
		registry = await startRegistry();
		front = await startFront(registry.host, () => false);
		await registry.push('shell', image([await layer(files)], { config: { Cmd: ['/bin/sh'] } }), '1');
		await begin();
		const { box: made } = await life.create({ image: `${front.host}/shell:1`, name: 'one', network: 'none' });
		expect(made.state).toBe('running');
		box = made.id;
	});
	afterEach(async () => {
		if (life.boxes.get(box, false).state !== 'running') await life.done(life.boxes.start(box).job);
	});
	afterAll(async () => {
		await life?.end();
		await front?.stop();
		await registry?.stop();
		await fixture?.dispose();
	});

	const call = (more: Partial<Context> = {}): Context =>
		({ signal: new AbortController().signal, subject: () => {}, ...more }) as Context;
	const start = (given: v.InferInput<typeof newBoxExec>) =>
		handlers['boxes.exec'](
			{ params: { id: box }, body: v.parse(newBoxExec, given) } as never,
			call()
		) as Promise<BoxExec>;
	const at = (exec: string, more: object = {}) => ({ params: { id: box, exec }, ...more }) as never;
	const sh = (script: string) => ['sh', '-c', script];

	/** Reads events until `enough` is true, or to the end. */
	async function events(
		exec: string,
		{
			after = 0,
			lastEventId,
			enough = () => false
		}: { after?: number; lastEventId?: string; enough?: (text: string) => boolean } = {}
	) {
		const seen: ServerEvent[] = [];
		let text = '';
		const context = call(lastEventId === undefined ? {} : { lastEventId });
		const stream = await handlers['boxes.execs.output'](at(exec, { query: { after } }), context);
		for await (const event of stream) {
			seen.push(event);
			const { output } = event.data as { output?: { text?: string; base64?: string } };
			if (output) text += output.text ?? Buffer.from(output.base64!, 'base64').toString('latin1');
			if (enough(text)) break;
		}
		return { seen, text, exit: seen.at(-1)!.event === 'exit' ? seen.at(-1)!.data : null };
	}

	it('start, tell what they wrote and how they ended, and are listed until removed', async () => {
		// The order of writes to two pipes is unknown, so the second write waits until the first is
		// recorded.
		const argv = sh('echo out; while [ ! -e /tmp/go ]; do sleep 0.02; done; echo wrong >&2; exit 3');
		const exec = await start({ argv, env: { SECRET: 'hidden' } });
		expect(exec).toMatchObject({ argv, env: ['SECRET'], end: null });
		await events(exec.id, { enough: (text) => text === 'out\n' });
		await life.exec(box, ': > /tmp/go');
		const { seen, exit } = await events(exec.id);
		expect(exit).toEqual({ exitCode: 3, reason: 'exited' });
		expect(seen.slice(0, 2)).toMatchObject([
			{ event: 'output', id: '4', data: { stream: 'stdout', output: { text: 'out\n' }, from: 0 } },
			{ event: 'output', id: '10', data: { stream: 'stderr', output: { text: 'wrong\n' }, from: 4 } }
		]);
		const again = await events(exec.id, { lastEventId: '4' });
		expect(again.text).toBe('wrong\n');
		expect(await events(exec.id, { after: 10 })).toMatchObject({ text: '', exit });
		const listed = await handlers['boxes.execs']({ params: { id: 'one' }, query: {} } as never, call());
		expect(listed.execs[0]).toMatchObject({ id: exec.id, end: exit, outputBytes: 10 });
		expect(JSON.stringify(listed)).not.toContain('hidden');
		await handlers['boxes.execs.remove'](at(exec.id), call());
		await expect(events(exec.id)).rejects.toMatchObject({ code: 'not-found' });
		await expect(handlers['boxes.execs.get'](at('0'.repeat(32), { query: { wait: 0 } }), call())).rejects.toMatchObject(
			{
				code: 'not-found'
			}
		);
	});

	it('give bytes as they are', async () => {
		const exec = await start({ argv: sh("printf '\\000\\377\\200end'") });
		const { seen } = await events(exec.id);
		expect(seen[0]).toMatchObject({
			data: { output: { base64: Buffer.from('\0\xff\x80end', 'latin1').toString('base64') } }
		});
	});

	it('that are cancelled always come to an exit, for everybody who looks on', async () => {
		const exec = await start({ argv: sh('sleep 2001 & sleep 2001') });
		const [one, two] = [events(exec.id), events(exec.id)];
		await delay(100);
		const ended = await handlers['boxes.execs.cancel'](at(exec.id), call());
		expect(ended.end).toEqual({ exitCode: 137, reason: 'closed' });
		for (const { exit } of await Promise.all([one, two])) expect(exit).toEqual(ended.end);
		expect(await handlers['boxes.execs.cancel'](at(exec.id), call())).toEqual(ended);
		await expect(
			handlers['boxes.execs.signal'](at(exec.id, { body: { signal: 'SIGTERM' } }), call())
		).rejects.toMatchObject({ code: 'exec-ended' });
	});

	it('one stalled reader stops neither the command nor another reader', async () => {
		const exec = await start({ argv: sh('head -c 20000000 /dev/zero; echo over'), keepBytes: 1_000_000 });
		const stalled = await handlers['boxes.execs.output'](at(exec.id, { query: { after: 0 } }), call());
		const source = stalled[Symbol.asyncIterator]();
		await source.next();
		const { exit, text } = await events(exec.id);
		expect(exit).toEqual({ exitCode: 0, reason: 'exited' });
		expect(text.endsWith('over\n')).toBe(true);
		await source.return?.();
		// The record is limited in size, and the dropped part appears as a gap.
		const late = await events(exec.id);
		expect(late.seen[0]!.event).toBe('gap');
		expect(late.text.length).toBeLessThan(1_000_000);
	});

	it('go on when the box’s manager is killed and begun again, with all their output', async () => {
		const script = 'echo begun; while read line; do echo "got $line"; done; echo over; exit 6';
		const exec = await start({ argv: sh(script), stdin: true });
		const quick = await start({ argv: sh('sleep 0.3; echo quick; exit 4') });
		await events(exec.id, { enough: (text) => text.includes('begun') });
		await life.kill();
		await fixture.forget({ adopt: false });
		// One command ends while dogeboxd is away.
		const end = join(hostVerbs.recordsFolder(fixture.paths, box), quick.id, 'end');
		while (!existsSync(end)) await delay(20);
		await begin();
		const { execs } = await handlers['boxes.execs']({ params: { id: box }, query: {} } as never, call());
		expect(execs.find(({ id }) => id === quick.id)!.end).toEqual({ exitCode: 4, reason: 'exited' });
		expect(execs.find(({ id }) => id === exec.id)!.end).toBeNull();
		expect((await events(quick.id)).text).toBe('quick\n');
		// The command that still runs takes input as before.
		await handlers['boxes.execs.input'](at(exec.id, { body: { text: 'one\n', end: false } }), call());
		await handlers['boxes.execs.input'](at(exec.id, { body: { base64: btoa('two\n'), end: true } }), call());
		const got = await handlers['boxes.execs.get'](at(exec.id, { query: { wait: 10 } }), call());
		expect(got.end).toEqual({ exitCode: 6, reason: 'exited' });
		expect((await events(exec.id)).text).toBe('begun\ngot one\ngot two\nover\n');
	});

	it('have input only where it was asked for, a time of their own, and codes for what cannot run', async () => {
		const deaf = await start({ argv: sh('sleep 2002') });
		await expect(
			handlers['boxes.execs.input'](at(deaf.id, { body: { text: 'x', end: false } }), call())
		).rejects.toMatchObject({ code: 'no-stdin', status: 409 });
		await handlers['boxes.execs.cancel'](at(deaf.id), call());
		const exec = await start({ argv: sh('sleep 2002'), timeoutMs: 300 });
		expect((await events(exec.id)).exit).toEqual({ exitCode: 137, reason: 'timeout' });
		await expect(start({ argv: ['nothing'] })).rejects.toMatchObject({ code: 'command-not-found', status: 422 });
		await life.boxes.pause(box);
		await expect(start({ argv: ['true'] })).rejects.toMatchObject({ code: 'paused', status: 409 });
		await life.boxes.resume(box);
	});

	it('end with their box, with that for a reason, and their output stays until the box goes', async () => {
		const exec = await start({ argv: sh('echo here; exec sleep 2003') });
		const attached = events(exec.id);
		await events(exec.id, { enough: (text) => text.includes('here') });
		await life.done(life.boxes.stop(box, { signal: 'SIGTERM', graceSeconds: 1 }).job);
		expect((await attached).exit).toEqual({ exitCode: 137, reason: 'container-ended' });
		await expect(start({ argv: ['true'] })).rejects.toMatchObject({ code: 'wrong-state' });
		expect((await events(exec.id)).text).toBe('here\n');
	});

	it('are looked at over sockets by several, left and come back to', async () => {
		const exec = await start({ argv: ['sh'], terminal: { cols: 80, rows: 24 }, stdin: true, env: { PS1: '$ ' } });
		const server = createServer();
		const sockets = new WebSocketServer({ server });
		sockets.on('connection', (socket, { socket: connection }) => {
			// Messages that arrive before the handler is ready wait in the socket.
			socket.pause();
			void Promise.resolve(handlers['boxes.execs.attach'](at(exec.id), call())).then((serve) => {
				serve(socket, connection);
				socket.resume();
			});
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const attach = async (from: number) => {
			const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
			await new Promise((resolve) => socket.once('open', resolve));
			const own = { socket, bytes: '', messages: [] as { type: string }[], closed: false };
			socket.on('message', (data: Buffer, binary) => {
				if (binary) own.bytes += data.toString();
				else own.messages.push(JSON.parse(data.toString()) as { type: string });
			});
			socket.on('close', () => (own.closed = true));
			socket.send(JSON.stringify({ type: 'attach', from, cols: 70, rows: 20 }));
			return own;
		};
		const until = async (done: () => boolean) => {
			while (!done()) await delay(20);
		};
		try {
			const [one, two] = [await attach(0), await attach(0)];
			await until(() => one.messages.length > 0);
			one.socket.send(Buffer.from('stty size; echo first-$((1+1))\n'));
			await until(() => one.bytes.includes('first-2') && two.bytes.includes('first-2'));
			expect(two.bytes).toContain('20 70');
			const known = Buffer.byteLength(one.bytes);
			one.socket.close();
			two.socket.send(JSON.stringify({ type: 'input', text: 'echo second-$((1+1))\n' }));
			await until(() => two.bytes.includes('second-2'));
			const back = await attach(known);
			await until(() => back.bytes.includes('second-2'));
			expect(back.bytes).not.toContain('first-2');
			back.socket.send(JSON.stringify({ type: 'input', text: 'exit 7\n' }));
			await until(() => back.closed && two.closed);
			for (const { messages } of [two, back])
				expect(messages.at(-1)).toEqual({ type: 'exit', exitCode: 7, reason: 'exited' });
		} finally {
			sockets.close();
			server.close();
		}
	});
});

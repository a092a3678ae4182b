import { setTimeout as delay } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { createLocalHost, createSpawner, streamVerb } from './index.ts';
import type { HostNames, HostPaths } from './types.ts';

const host = createLocalHost({ paths: {} as HostPaths, names: {} as HostNames, spawn: createSpawner() });

/**
 * Returns its input, in the letter case that was last requested. Its result is the number of bytes.
 */
const echo = streamVerb(
	'test.echo',
	v.object({ upper: v.boolean() }),
	v.object({ upper: v.boolean() }),
	async (args, _context, channel) => {
		let { upper } = args;
		let bytes = 0;
		channel.onMessage((message) => (upper = message.upper));
		channel.stderr.write('begun');
		await pipeline(
			channel.stdin,
			async function* (source: AsyncIterable<Buffer>) {
				for await (const chunk of source) {
					bytes += chunk.length;
					yield upper ? chunk.toString().toUpperCase() : chunk;
				}
			},
			channel.stdout
		);
		return bytes;
	}
);

/** Runs until it is cancelled. */
const waiting = streamVerb('test.wait', v.object({}), v.never(), async (_args, context) => {
	await new Promise((resolve) => context.signal!.addEventListener('abort', resolve, { once: true }));
	throw context.signal!.reason;
});

describe('a channel', () => {
	it('carries bytes both ways, messages and the result', async () => {
		const channel = host.open(echo, { upper: false });
		channel.send({ upper: true });
		channel.stdin.end('much wow');
		expect(await text(channel.stdout)).toBe('MUCH WOW');
		expect(await text(channel.stderr)).toBe('begun');
		expect(await channel.result).toBe(8);
		// Messages after the end are ignored.
		channel.send({ upper: false });
		channel.close();
	});

	it('holds the writer back while nobody reads', async () => {
		const channel = host.open(echo, { upper: false });
		const chunk = Buffer.alloc(16 * 1024);
		const drained = () => new Promise<true>((resolve) => channel.stdin.once('drain', () => resolve(true)));
		let written = 0;
		for (let stuck = false; !stuck && written < 1000; written++) {
			if (!channel.stdin.write(chunk)) stuck = !(await Promise.race([drained(), delay(200, false)]));
		}
		expect(written).toBeLessThan(50);
		const goingOn = drained();
		channel.stdout.resume();
		await goingOn;
		channel.stdin.end();
		expect(await channel.result).toBe(written * chunk.length);
	});

	it('refuses arguments and messages that do not fit', async () => {
		const wrong = host.open(echo, { upper: 1 } as never);
		expect(await text(wrong.stdout)).toBe('');
		await expect(wrong.result).rejects.toMatchObject({ code: 'invalid-host-call' });
		const channel = host.open(echo, { upper: true });
		expect(() => channel.send({ upper: 'yes' } as never)).toThrow(/test.echo/);
		channel.stdin.end();
		expect(await channel.result).toBe(0);
	});

	it.each(['close', 'signal'] as const)('tells the verb when the caller gives up (%s)', async (how) => {
		const abort = new AbortController();
		const channel = host.open(waiting, {}, { signal: abort.signal });
		if (how === 'close') channel.close();
		else abort.abort(new Error('enough'));
		await expect(channel.result).rejects.toThrow(how === 'close' ? 'closed' : 'enough');
		expect(channel.stdout.destroyed).toBe(true);
		channel.stdin.write('into nothing');
	});
});

import { describe, expect, it } from 'vitest';
import type { Change, ChangeBody } from '../../contract/live.ts';
import type { Events } from '../events/index.ts';
import { changeEvents, lastNumber } from './change-events.ts';
import type { ServerEvent } from './types.ts';

const ID = 'a'.repeat(32);
const change = (seq: number, body: ChangeBody): Change => ({ seq, at: seq, body });
const removed = (seq: number, id = ID) => change(seq, { kind: 'pup-removed', id });

/** A change log in memory. */
function logOf(before: Change[]) {
	const all = [...before];
	const listeners = new Set<(change: Change) => void>();
	const events: Events = {
		emit: () => removed(0),
		since: (seq) => (seq < 3 ? null : all.filter((one) => one.seq > seq)),
		read: (seq) => (seq < 3 ? null : all.filter((one) => one.seq > seq)),
		get seq() {
			return all.at(-1)?.seq ?? 0;
		},
		subscribe(fn) {
			listeners.add(fn);
			return () => void listeners.delete(fn);
		},
		prune: () => {}
	};
	const add = (one: Change) => {
		all.push(one);
		for (const fn of listeners) fn(one);
	};
	return { events, add, listeners };
}

const ABOUT = { boot: 'b', version: '1' };
async function read(stream: AsyncIterable<ServerEvent>, count: number): Promise<[string, string | undefined][]> {
	const found: [string, string | undefined][] = [];
	for await (const { event, id } of stream) if (found.push([event, id]) === count) break;
	return found;
}

describe('a stream of changes', () => {
	it('tells what was missed, then what is new, each once', async () => {
		const log = logOf([removed(4), removed(5)]);
		let ended = 0;
		const stop = new AbortController();
		const stream = changeEvents(log.events, ABOUT, { after: 4, signal: stop.signal, ended: () => ended++ });
		log.add(removed(6));
		expect(await read(stream, 3)).toEqual([
			['hello', undefined],
			['pup-removed', '5'],
			['pup-removed', '6']
		]);
		expect([ended > 0, log.listeners.size]).toEqual([true, 0]);
	});

	it('begins with what is new where no number is given, and says from which on', async () => {
		const log = logOf([removed(4)]);
		const stream = changeEvents(log.events, ABOUT, { signal: new AbortController().signal, ended: () => {} });
		log.add(removed(5));
		expect(await read(stream, 2)).toEqual([
			['hello', '4'],
			['pup-removed', '5']
		]);
	});

	it('says where too much was missed', async () => {
		const log = logOf([removed(9)]);
		const stream = changeEvents(log.events, ABOUT, { after: 1, signal: new AbortController().signal, ended: () => {} });
		expect(await read(stream, 2)).toEqual([
			['hello', undefined],
			['resync', '9']
		]);
	});

	it('passes over what was not asked for, and tells its number now and then', async () => {
		const log = logOf([removed(4)]);
		const signal = new AbortController().signal;
		const stream = changeEvents(log.events, ABOUT, { kinds: ['job'], signal, ended: () => {} });
		for (let seq = 5; seq < 405; seq++) log.add(removed(seq));
		expect(await read(stream, 3)).toEqual([
			['hello', '4'],
			['passed', '204'],
			['passed', '404']
		]);
	});

	it('drops a reader that is too slow, and listens no more', async () => {
		const log = logOf([removed(4)]);
		let ended = 0;
		const signal = new AbortController().signal;
		const stream = changeEvents(log.events, ABOUT, { signal, ended: () => ended++, maxBehind: 1000 });
		for (let seq = 5; seq < 50; seq++) log.add(removed(seq));
		expect([stream.dropped?.aborted, log.listeners.size, ended]).toEqual([true, 0, 1]);
		expect(await read(stream, 99)).toEqual([]);
	});

	it('says “resync” where more was missed than is kept for a reader', async () => {
		const log = logOf(Array.from({ length: 60 }, (_, n) => removed(n + 1)));
		const signal = new AbortController().signal;
		const stream = changeEvents(log.events, ABOUT, { after: 0, signal, ended: () => {}, maxBehind: 2000 });
		expect((await read(stream, 2)).map(([name]) => name)).toEqual(['hello', 'resync']);
		expect(stream.dropped?.aborted).toBe(false);
	});

	it('ends with its caller, also while it waits', async () => {
		const log = logOf([removed(4)]);
		const stop = new AbortController();
		const all = read(changeEvents(log.events, ABOUT, { signal: stop.signal, ended: () => {} }), 99);
		await Promise.resolve();
		stop.abort();
		expect((await all).length).toBeLessThan(2);
		expect(log.listeners.size).toBe(0);
	});
});

it.each<[header: string | undefined, number: number | undefined]>([
	[undefined, undefined],
	['', undefined],
	['17', 17]
])('Last-Event-ID %j is %j', (header, number) => {
	expect(lastNumber(header)).toBe(number);
});

it.each(['x', '-1', '1e3', '1'.repeat(16)])('Last-Event-ID %j is refused', (header) => {
	expect(() => lastNumber(header)).toThrow('not the number');
});

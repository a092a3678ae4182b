/** Reading logs from files as conmon and the host leave them. */
import { appendFileSync, linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { searchHere } from '../../../../../../tests/support/search-here.ts';
import type { Host } from '../../../host/index.ts';
import { createContainerLogs, type ContainerLogs } from './logs.ts';

const ID = 'a'.repeat(32);
let data: string;
let folder: string;
let logs: ContainerLogs;
let clock: number;

beforeEach(() => {
	data = mkdtempSync(join(tmpdir(), 'dogebox-logs-'));
	folder = join(data, ID);
	mkdirSync(folder);
	clock = Date.UTC(2026, 0, 1);
	logs = createContainerLogs(
		{ paths: { logs: data }, call: () => Promise.resolve(null) } as unknown as Host,
		searchHere
	);
});
afterEach(() => {
	logs.close();
	rmSync(data, { recursive: true, force: true });
});

/** Writes entries in conmon's format, each a millisecond after the one before. */
function write(file: string, ...entries: string[]): void {
	for (const entry of entries) {
		const [tag, text] = /^[FP] /.test(entry) ? [entry[0], entry.slice(2)] : ['F', entry];
		const stream = text!.startsWith('!') ? 'stderr' : 'stdout';
		appendFileSync(join(folder, file), `${new Date(clock++).toISOString()} ${stream} ${tag} ${text}\n`);
	}
}
/** conmon starts the log again. The host has kept the old file by its second name. */
function rotate(service: string): void {
	const log = join(folder, `${service}.log`);
	rmSync(`${log}.link`, { force: true });
	renameSync(log, `${log}.1`);
	writeFileSync(log, '');
	linkSync(log, `${log}.link`);
}
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${from + i}`);
const texts = (lines: readonly { text: string }[]) => lines.map((line) => line.text);

/** Reads from a cursor to the end, in pages. */
async function rest(cursor: string, limit: number): Promise<string[]> {
	const found: string[] = [];
	for (let after = cursor; ;) {
		const page = await logs.page(ID, { after, limit });
		expect(page.lines.length).toBeLessThanOrEqual(limit);
		found.push(...texts(page.lines));
		after = page.cursor;
		if (!page.more) return found;
	}
}

describe('a page of logs', () => {
	it('is the end, with a cursor from which each line comes once, whatever the size of the pages', async () => {
		write('main.log', ...numbers(0, 50));
		const end = await logs.page(ID, { tail: 10 });
		expect(texts(end.lines)).toEqual(numbers(40, 50));
		expect(await rest(end.cursor, 5)).toEqual([]);
		write('main.log', ...numbers(50, 73));
		for (const limit of [1, 7, 1000]) expect(await rest(end.cursor, limit)).toEqual(numbers(50, 73));
		expect(await rest(end.lines[3]!.cursor, 9)).toEqual(numbers(44, 73));
		expect(await rest('', 20)).toEqual(numbers(0, 73));
	});

	it('tells two identical lines apart', async () => {
		write('main.log', 'same', 'same', 'same');
		const { lines } = await logs.page(ID, { tail: 10 });
		expect(new Set(lines.map((line) => line.cursor)).size).toBe(3);
		expect(await rest(lines[0]!.cursor, 10)).toEqual(['same', 'same']);
	});

	it('goes on over a log that began anew, and says when lines are gone', async () => {
		write('main.log', ...numbers(0, 5));
		const { cursor } = await logs.page(ID, { tail: 2 });
		write('main.log', ...numbers(5, 8));
		rotate('main');
		expect(await rest(cursor, 10)).toEqual(numbers(5, 8));
		write('main.log', ...numbers(8, 10));
		expect(await rest(cursor, 2)).toEqual(numbers(5, 10));
		expect(texts((await logs.page(ID, { tail: 4 })).lines)).toEqual(numbers(6, 10));
		rotate('main');
		write('main.log', ...numbers(10, 12));
		const page = await logs.page(ID, { after: cursor, limit: 100 });
		expect(page).toMatchObject({ gap: true, more: false });
		expect(texts(page.lines)).toEqual(numbers(8, 12));
		expect(await logs.page(ID, { after: page.cursor, limit: 100 })).toMatchObject({ lines: [], gap: false });
	});

	it('has several services and the box’s own lines in the order of writing, and goes on in each from any line', async () => {
		const order: string[] = [];
		for (let i = 0; i < 30; i++) {
			const file = ['web.log', 'worker.log', 'web.note', 'worker.log'][i % 4]!;
			write(file, `${file} ${i}`);
			order.push(`${file} ${i}`);
		}
		const { lines } = await logs.page(ID, { tail: 100 });
		expect(texts(lines)).toEqual(order);
		for (const [index, line] of lines.entries()) expect(await rest(line.cursor, 3)).toEqual(order.slice(index + 1));
		// A line that was written late, in another log than that of the last line, is not skipped.
		write('late.log', 'new service');
		clock -= 60_000;
		write('worker.log', 'the clock was set back');
		expect((await rest(lines.at(-1)!.cursor, 10)).sort()).toEqual(['new service', 'the clock was set back']);
		expect(texts((await logs.page(ID, { service: 'worker', tail: 1 })).lines)).toEqual(['the clock was set back']);
	});

	it('keeps a line whole whose parts lie around another stream’s, and around the end of a file', async () => {
		write('main.log', 'before', 'P long ', '!error', 'P and ');
		const { lines, cursor } = await logs.page(ID, { tail: 10 });
		expect(texts(lines)).toEqual(['before', '!error']);
		rotate('main');
		write('main.log', 'longer', 'after');
		expect(await rest(cursor, 10)).toEqual(['long and longer', 'after']);
		expect(await rest(lines[0]!.cursor, 10)).toEqual(['!error', 'long and longer', 'after']);
	});

	it('finds the last lines also where they lie far before the end of what is looked at first', async () => {
		const long = 'x'.repeat(15_000);
		write('main.log', ...Array.from({ length: 60 }, (_, i) => `${i} ${long}`));
		const { lines } = await logs.page(ID, { tail: 30 });
		expect(lines.map((line) => parseInt(line.text))).toEqual(Array.from({ length: 30 }, (_, i) => 30 + i));
		expect(await rest(lines[28]!.cursor, 10)).toHaveLength(1);
	});
});

describe('a follower of logs', () => {
	/** Follows the log and collects the texts that it receives. */
	function follow() {
		const given: string[] = [];
		const stop = logs.follow(ID, {}, (batch) => given.push(...texts(batch.lines)));
		return { given, stop };
	}
	const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
	const comes = (given: readonly string[], wanted: readonly string[]) => expect.poll(() => [...given]).toEqual(wanted);

	it('is given each line once that is written from its call on, also while it is let in', async () => {
		write('main.log', 'old');
		const late = Array.from({ length: 40 }, (_, i) => i / 4);
		for (const [index, ms] of late.entries()) {
			const { given, stop } = follow();
			await pause(ms);
			write('main.log', `new ${index}`);
			await comes(given, [`new ${index}`]);
			stop();
			if (index % 2) await pause(5);
		}
	});

	it('is not forgotten with the one that leaves as it comes', async () => {
		write('main.log', 'old');
		let leaving = follow();
		for (let turn = 0; turn < 30; turn++) {
			const coming = follow();
			// The old follower leaves at a moment between the new one's call and its admission, or
			// after.
			for (let ticks = turn; ticks > 0; ticks--) await Promise.resolve();
			leaving.stop();
			await pause(turn % 3);
			write('main.log', `line ${turn}`);
			await expect.poll(() => coming.given.includes(`line ${turn}`)).toBe(true);
			leaving = coming;
		}
		leaving.stop();
	});
});

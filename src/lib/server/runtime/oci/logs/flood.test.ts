/** A service that writes faster than anybody reads: the part of its log in memory is bounded. */
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { searchHere } from '../../../../../../tests/support/search-here.ts';
import type { Host } from '../../../host/index.ts';
import type { LogBatch } from '../../types.ts';
import { costOf } from './bounds.ts';
import { BATCH, CATCH_UP } from './catching-up.ts';
import { MAX_LINE } from './entries.ts';
import { createContainerLogs, type ContainerLogs } from './logs.ts';

const ID = 'a'.repeat(32);
let data: string;
let folder: string;
let logs: ContainerLogs;
let clock: number;
/** Names of the verbs that were called. `answer` decides how the calls end. */
let calls: string[];
let answer: () => Promise<null>;

beforeEach(() => {
	data = mkdtempSync(join(tmpdir(), 'dogebox-flood-'));
	folder = join(data, ID);
	mkdirSync(folder);
	clock = Date.UTC(2026, 0, 1);
	calls = [];
	answer = () => Promise.resolve(null);
	const call = (verb: { name: string }) => (calls.push(verb.name), answer());
	logs = createContainerLogs({ paths: { logs: data }, call } as unknown as Host, searchHere);
});
afterEach(() => {
	logs.close();
	rmSync(data, { recursive: true, force: true });
});

const entriesOf = (count: number, text: (i: number) => string) =>
	Array.from({ length: count }, (_, i) => `${new Date(clock++).toISOString()} stdout F ${text(i)}\n`).join('');
const bytesOf = (lines: readonly { text: string }[]) => lines.reduce((sum, line) => sum + costOf(line), 0);
/** Bytes of the longest possible line: each letter takes six bytes of JSON. */
const LONGEST = 6 * MAX_LINE + 1000;
const WAIT = { timeout: 60_000 };

const FLOODS: [string, number, (i: number) => string][] = [
	['short lines', 12_000, (i) => String(i)],
	['empty lines', 12_000, () => ''],
	['the longest lines', 300, () => 'x'.repeat(20_000)],
	['letters that JSON makes six of', 100, () => '\u0001'.repeat(16_000)],
	['letters of several bytes', 300, () => '€'.repeat(5000)]
];

describe.each(FLOODS)('a flood of %s', (_name, count, text) => {
	it('is given on in batches of a bounded size, and none is lost', async () => {
		const batches: LogBatch[] = [];
		writeFileSync(
			join(folder, 'main.log'),
			entriesOf(1, () => 'before')
		);
		logs.follow(ID, { after: '' }, (batch) => void batches.push(batch));
		await expect.poll(() => batches.length, WAIT).toBe(1);
		appendFileSync(join(folder, 'main.log'), entriesOf(count, text));
		const given = () => batches.reduce((sum, { lines }) => sum + lines.length, 0);
		await expect.poll(given, WAIT).toBe(count + 1);
		for (const { lines, gap } of batches) {
			expect(gap).toBe(false);
			expect(bytesOf(lines)).toBeLessThanOrEqual(BATCH.bytes + LONGEST);
		}
	}, 90_000);

	it('costs who comes back no more than the newest, with a line that says how much it is not given', async () => {
		writeFileSync(join(folder, 'main.log'), entriesOf(count, text));
		const batch = await new Promise<LogBatch>((resolve) => logs.follow(ID, { after: '' }, resolve));
		expect(bytesOf(batch.lines)).toBeLessThanOrEqual(CATCH_UP.bytes + LONGEST);
		const [note, ...kept] = batch.lines;
		expect(note!.text).toContain(`${count - kept.length} lines are left out here`);
		expect(kept.length).toBeGreaterThan(0);
		// After the cursor of that line come exactly the lines that were kept.
		const after = await logs.page(ID, { after: note!.cursor, limit: 10_000 });
		expect(after.lines.map((line) => line.cursor)).toEqual(kept.map((line) => line.cursor));
	});

	it('is read by programs in pages of a bounded size', async () => {
		writeFileSync(join(folder, 'main.log'), entriesOf(count, text));
		let read = 0;
		for (let cursor = ''; ;) {
			const page = await logs.page(ID, { after: cursor, limit: 10_000 });
			expect(bytesOf(page.lines)).toBeLessThanOrEqual(4 * 1024 * 1024 + LONGEST);
			read += page.lines.length;
			cursor = page.cursor;
			if (!page.more) break;
		}
		expect(read).toBe(count);
		const { lines } = await logs.page(ID, { tail: 10_000 });
		expect(bytesOf(lines)).toBeLessThanOrEqual(4 * 1024 * 1024 + LONGEST);
	}, 60_000);
});

describe('a service that never stops writing', () => {
	/** Writes more than fits into one batch. */
	const more = () =>
		appendFileSync(
			join(folder, 'main.log'),
			entriesOf(3000, (i) => `line ${i} ${'x'.repeat(200)}`)
		);

	it('keeps no further follower out: those who are behind learn how many lines they are not given', async () => {
		const given: LogBatch[] = [];
		let floods = true;
		writeFileSync(
			join(folder, 'main.log'),
			entriesOf(1, () => 'before')
		);
		logs.follow(ID, { after: '' }, (batch) => {
			given.push(batch);
			if (floods) more();
		});
		await expect.poll(() => given.length, WAIT).toBeGreaterThan(1);
		const second = await new Promise<LogBatch>((resolve) => logs.follow(ID, { after: '' }, resolve));
		expect(bytesOf(second.lines)).toBeLessThanOrEqual(CATCH_UP.bytes + LONGEST);
		expect(given.some(({ gap, lines }) => gap && /^… \d+ lines are left out here/.test(lines[0]!.text))).toBe(true);
		floods = false;
	});

	it('is not waited for when another one has ended', async () => {
		let floods = true;
		writeFileSync(
			join(folder, 'main.log'),
			entriesOf(1, () => 'before')
		);
		logs.follow(ID, { after: '' }, () => {
			if (floods) more();
		});
		await expect.poll(() => calls, WAIT).toContain('log.open');
		await logs.flush(ID);
		floods = false;
		expect(calls).toEqual(['log.open']);
	});
});

it('a log that begins anew again and again is kept by one call at a time, and one that waits', async () => {
	const log = join(folder, 'main.log');
	writeFileSync(
		log,
		entriesOf(1, () => 'first')
	);
	let release = () => {};
	answer = () => new Promise<null>((resolve) => (release = () => resolve(null)));
	logs.keepPrevious(ID, 'main');
	await expect.poll(() => calls.length, WAIT).toBe(1);
	for (let turn = 0; turn < 50; turn++) {
		renameSync(log, join(folder, 'main.log.1'));
		writeFileSync(
			log,
			entriesOf(1, () => `turn ${turn}`)
		);
		// inotify reports it in a later turn.
		await new Promise((resolve) => setImmediate(resolve));
	}
	// When this file is reported, everything that happened before has been reported.
	writeFileSync(
		join(folder, 'last.note'),
		entriesOf(1, () => 'note')
	);
	answer = () => Promise.resolve(null);
	const firstLine = new Promise<void>((resolve) => void logs.follow(ID, { after: '' }, () => resolve()));
	release();
	await firstLine;
	expect(calls.filter((name) => name === 'log.keep').length).toBeLessThanOrEqual(3);
});

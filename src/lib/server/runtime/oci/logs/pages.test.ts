/** Logs read backwards, by time, and by search, from files as conmon and the host leave them. */
import {
	appendFileSync,
	existsSync,
	linkSync,
	mkdirSync,
	mkdtempSync,
	renameSync,
	rmSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { searchHere } from '../../../../../../tests/support/search-here.ts';
import { loneCursor } from '../../../../contract/log-cursor.ts';
import type { LogFilter, LogPage, LogQuery } from '../../types.ts';
import { MAX_LINE } from './entries.ts';
import { pageOf } from './pages.ts';

const START = Date.UTC(2026, 0, 1);
let folder: string;
let clock: number;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'dogebox-log-pages-'));
	mkdirSync(folder, { recursive: true });
	clock = START;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const page = (query: LogQuery) => pageOf(folder, query, searchHere);
const entry = (text: Buffer | string, tag = 'F', stream = 'stdout') =>
	Buffer.concat([
		Buffer.from(`${new Date(clock++).toISOString()} ${stream} ${tag} `),
		Buffer.from(text as string),
		Buffer.from('\n')
	]);
/** Writes entries, each a millisecond after the one before. */
function write(file: string, ...texts: string[]): void {
	for (const text of texts) appendFileSync(join(folder, file), entry(text));
}
/** conmon starts the log again. The host keeps `files` files of it. */
function rotate(service: string, files = 3): void {
	const log = join(folder, `${service}.log`);
	rmSync(`${log}.link`, { force: true });
	rmSync(`${log}.${files - 1}`, { force: true });
	for (let part = files - 2; part >= 1; part--)
		if (existsSync(`${log}.${part}`)) renameSync(`${log}.${part}`, `${log}.${part + 1}`);
	renameSync(log, `${log}.1`);
	writeFileSync(log, '');
	linkSync(log, `${log}.link`);
}
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${from + i}`);
const texts = ({ lines }: LogPage) => lines.map((line) => line.text);

/** Reads the whole log, page by page from the end. */
async function backwards(query: LogQuery, limit: number): Promise<string[]> {
	const found: string[] = [];
	let next: LogQuery = { ...query, limit };
	for (let calls = 0; calls < 1000; calls++) {
		const got = await page(next);
		expect(got.lines.length).toBeLessThanOrEqual(limit);
		found.unshift(...texts(got));
		if (!got.older) return found;
		next = { ...query, limit, before: got.start };
	}
	throw new Error('there is no beginning');
}
/** Reads the whole log, page by page from the beginning. */
async function forwards(query: LogQuery, limit: number): Promise<string[]> {
	const found: string[] = [];
	let next: LogQuery = { ...query, limit, after: '' };
	for (let calls = 0; calls < 1000; calls++) {
		const got = await page(next);
		found.push(...texts(got));
		if (!got.more) return found;
		next = { ...query, limit, after: got.cursor };
	}
	throw new Error('there is no end');
}

describe('pages backwards', () => {
	it('give each line once, over files that began anew, whatever their size', async () => {
		write('main.log', ...numbers(0, 20));
		rotate('main');
		write('main.log', ...numbers(20, 41));
		rotate('main');
		write('main.log', ...numbers(41, 60));
		for (const limit of [1, 7, 19, 1000]) expect(await backwards({}, limit)).toEqual(numbers(0, 60));
	});

	it('have several services and the box’s own lines in the order of writing', async () => {
		const order: string[] = [];
		for (let i = 0; i < 60; i++) {
			const file = ['web.log', 'worker.log', 'web.note', 'worker.log'][i % 4]!;
			write(file, `${file} ${i}`);
			order.push(`${file} ${i}`);
		}
		for (const limit of [1, 4, 9]) expect(await backwards({}, limit)).toEqual(order);
		expect((await page({ tail: 4 })).lines.map((line) => line.box ?? false)).toEqual([false, false, true, false]);
	});

	it('end with the line of their cursor, in whichever form it is, and go on behind it', async () => {
		for (let i = 0; i < 20; i++) write(i % 2 ? 'a.log' : 'b.log', `line ${i}`);
		const { lines } = await page({ tail: 20 });
		for (const [index, line] of lines.entries()) {
			for (const cursor of [line.cursor, loneCursor(line)]) {
				expect(texts(await page({ before: cursor, limit: 3 }))).toEqual(numbers(Math.max(0, index - 2), index + 1));
				expect(texts(await page({ after: cursor, limit: 3 }))).toEqual(numbers(index + 1, Math.min(20, index + 4)));
			}
		}
	});

	it('of a place that is gone are empty', async () => {
		write('main.log', ...numbers(0, 5));
		const { cursor } = await page({ tail: 1 });
		for (let i = 1; i < 4; i++) {
			rotate('main');
			write('main.log', ...numbers(i * 5, i * 5 + 5));
		}
		expect(await page({ before: cursor })).toMatchObject({ lines: [], older: false });
	});
});

describe('a range of time', () => {
	it.each([
		['from a moment on', { since: START + 30 }, numbers(30, 60)],
		['up to a moment', { until: START + 5 }, numbers(0, 5)],
		['between two', { since: START + 18, until: START + 23 }, numbers(18, 23)],
		['the last of it', { since: START + 10, until: START + 50, tail: 2 }, numbers(48, 50)],
		['before all', { until: START }, []],
		['behind all', { since: START + 60 }, []]
	])('%s', async (_, query, wanted) => {
		write('main.log', ...numbers(0, 20));
		rotate('main');
		write('main.log', ...numbers(20, 60));
		expect(texts(await page(query))).toEqual(wanted);
		if (!('tail' in query))
			expect(await backwards({ ...query, before: (await page({ tail: 1 })).cursor }, 3)).toEqual(wanted);
	});

	it('is found in a large file, in the middle of lines that are split', async () => {
		const long = 'x'.repeat(3000);
		const parts: Buffer[] = [];
		for (let i = 0; i < 300; i++) {
			parts.push(entry(`${i} ${long}`, 'P'));
			parts.push(entry('end'));
		}
		writeFileSync(join(folder, 'main.log'), Buffer.concat(parts));
		const { lines } = await page({ since: START + 301, limit: 2 });
		expect(lines.map(({ text }) => text.slice(0, 4))).toEqual(['151 ', '152 ']);
	});
});

const filter = (text: string, more: Partial<LogFilter> = {}): { filter: LogFilter } => ({
	filter: { text, regex: false, caseSensitive: false, level: null, ...more }
});

describe('a search', () => {
	it.each<[string, Partial<LogFilter> & { text: string }, string[]]>([
		['text, capitals or not', { text: 'ALPHA' }, ['one alpha', 'Two Alpha']],
		['text with capitals', { text: 'Alpha', caseSensitive: true }, ['Two Alpha']],
		['text that would be an expression', { text: 'a.c(' }, ['literal a.c(']],
		['letters of several bytes', { text: 'ÜBER' }, ['fünf über alles']],
		['an expression with a text in it', { text: '^two .*alpha$', regex: true }, ['Two Alpha']],
		['an expression without any', { text: '^.{5}$', regex: true }, ['ab€de']],
		['alternatives', { text: 'alles|a\\.c', regex: true }, ['literal a.c(', 'fünf über alles']],
		['a level', { text: '', level: 'warn' }, ['WARN: disk', '{"level":50,"msg":"lost"}']],
		['a level and a text', { text: 'lost', level: 'error' }, ['{"level":50,"msg":"lost"}']],
		['what stands in each entry but not in its text', { text: 'stdout F' }, []],
		['nothing', { text: 'nowhere to be found' }, []]
	])('finds %s, both ways, page by page', async (_, wanted, found) => {
		const all = [
			'one alpha',
			'Two Alpha',
			'literal a.c(',
			'fünf über alles',
			'ab€de',
			'WARN: disk',
			'{"level":50,"msg":"lost"}'
		];
		for (const [index, text] of all.entries()) {
			write('main.log', `filler ${index}`, text);
			write('side.log', `filler of another ${index}`);
			if (index === 2 || index === 4) rotate('main');
		}
		const query = filter(wanted.text, wanted);
		for (const limit of [1, 2, 100]) {
			expect(await backwards(query, limit)).toEqual(found);
			expect(await forwards(query, limit)).toEqual(found);
		}
	});

	it('gives lines of several services in the order of writing, each once', async () => {
		const order: string[] = [];
		for (let i = 0; i < 90; i++) {
			write(`${'abc'[i % 3]}.log`, i % 2 ? `yes ${i}` : `no ${i}`);
			if (i % 2) order.push(`yes ${i}`);
			if (i === 40) rotate('b');
		}
		for (const limit of [1, 7, 100]) {
			expect(await backwards(filter('yes'), limit)).toEqual(order);
			expect(await forwards(filter('yes'), limit)).toEqual(order);
		}
		expect(await backwards({ ...filter('yes'), since: START + 20, until: START + 40 }, 3)).toEqual(
			order.filter((text) => Number(text.slice(4)) >= 20 && Number(text.slice(4)) < 40)
		);
	});

	it('finds what conmon has split: in a letter, in a word, around the end of a file, around another stream', async () => {
		const log = join(folder, 'main.log');
		const [half, rest] = [Buffer.from('€').subarray(0, 1), Buffer.from('€').subarray(1)];
		appendFileSync(log, entry(Buffer.concat([Buffer.from('price 5 '), half]), 'P'));
		appendFileSync(log, entry('between', 'F', 'stderr'));
		appendFileSync(log, entry(Buffer.concat([rest, Buffer.from(' only')])));
		appendFileSync(log, entry('the needle is split: nee', 'P'));
		rotate('main');
		appendFileSync(log, entry('dle in two files'));
		write('main.log', 'after');
		for (const found of [await backwards(filter('5 € only'), 1), await forwards(filter('5 € only'), 1)])
			expect(found).toEqual(['price 5 € only']);
		for (const found of [await backwards(filter(': needle in'), 1), await forwards(filter(': needle in'), 1)])
			expect(found).toEqual(['the needle is split: needle in two files']);
		expect(await backwards(filter('e'), 1)).toEqual(await backwards(filter('e'), 50));
	});

	it('finds the same as reading all of it, around the borders of its blocks', async () => {
		// Longer than two blocks, with lines that are split in many places.
		const parts: Buffer[] = [];
		for (let i = 0; i < 14_000; i++) {
			const stream = i % 5 === 0 ? 'stderr' : 'stdout';
			if (i % 3 === 0) parts.push(entry(`part of ${i} `.repeat(20), 'P', stream));
			parts.push(entry(`entry ${i} ${'.'.repeat(500)} ${i % 97 === 0 ? 'Needle' : 'hay'}`, 'F', stream));
		}
		writeFileSync(join(folder, 'main.log'), Buffer.concat(parts));
		const all = (await forwards({}, 5000)).filter((text) => text.includes('Needle'));
		expect(all.length).toBeGreaterThan(100);
		expect(await backwards(filter('needle'), 60)).toEqual(all);
		expect(await forwards(filter('needle'), 60)).toEqual(all);
		expect(await backwards(filter('nee[d]le$', { regex: true }), 1000)).toEqual(all);
	});

	it('leads to its place: the cursor of what was found has its neighbours on both sides', async () => {
		for (let i = 0; i < 40; i++) write(i % 2 ? 'a.log' : 'b.log', `line ${i}`);
		const { lines } = await page({ ...filter('line 20'), limit: 10 });
		expect(lines.map(({ text }) => text)).toEqual(['line 20']);
		expect(texts(await page({ before: lines[0]!.cursor, limit: 3 }))).toEqual(numbers(18, 21));
		expect(texts(await page({ after: lines[0]!.cursor, limit: 3 }))).toEqual(numbers(21, 24));
	});

	it('does not look beyond what is shown of a line that is cut', async () => {
		const log = join(folder, 'main.log');
		appendFileSync(log, entry('y'.repeat(MAX_LINE - 10), 'P'));
		appendFileSync(log, entry('more and the needle'));
		expect(await backwards(filter('needle'), 5)).toEqual([]);
		expect(await backwards(filter('yyymore'), 5)).toHaveLength(1);
	});
});

/** Searches in a thread, as the built program runs them. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LogFilter } from '../../../types.ts';
import type { SearchRequest } from './search.ts';
import { createLogSearch } from './worker.ts';

let folder: string;
let program: string;
const filter = (text: string, regex = false): LogFilter => ({ text, regex, caseSensitive: false, level: null });
const request = (wanted: LogFilter): SearchRequest => ({
	folder: join(folder, 'logs'),
	service: undefined,
	since: undefined,
	until: undefined,
	filter: wanted,
	forwards: false,
	bound: { lines: 10, bytes: 1_000_000 },
	from: null
});

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'dogebox-log-thread-'));
	program = join(folder, 'log-search.js');
	const bundle = await rolldown({ input: join(import.meta.dirname, 'thread.ts'), platform: 'node' });
	await bundle.write({ file: program, format: 'esm', codeSplitting: false });
	await bundle.close();
	mkdirSync(join(folder, 'logs'));
	writeFileSync(
		join(folder, 'logs/main.log'),
		`2026-01-01T00:00:00.000Z stdout F ${'a'.repeat(60)}!\n2026-01-01T00:00:01.000Z stdout F found\n`
	);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('finds, and says what is wrong with an expression', async () => {
	const search = createLogSearch(program);
	expect((await search.run(request(filter('FOUND')), '')).lines.map(({ text }) => text)).toEqual(['found']);
	expect(await search.fitting(['x', 'found it'], filter('found'))).toEqual([1]);
	await expect(search.run(request(filter('(', true)), '')).rejects.toMatchObject({
		code: 'bad-expression',
		status: 422
	});
	expect(readdirSync(folder)).toContain('logs');
});

it('is ended where an expression does not come to its end, and this thread goes on meanwhile', async () => {
	const search = createLogSearch(program, { budgetMs: 50, hangsMs: 200 });
	let turns = 0;
	const turning = setInterval(() => turns++, 5);
	await expect(search.run(request(filter('(a+)+b|(a+)+c', true)), '')).rejects.toMatchObject({
		code: 'search-too-slow'
	});
	clearInterval(turning);
	expect(turns).toBeGreaterThan(3);
});

it('is ended when its caller goes away, and lets few wait', async () => {
	const search = createLogSearch(program, { budgetMs: 50, hangsMs: 60_000 });
	const gone = new AbortController();
	const hanging = search.run(request(filter('(a+)+b|(a+)+c', true)), '', gone.signal);
	const others = Array.from({ length: 7 }, () => search.run(request(filter('found')), ''));
	await expect(search.run(request(filter('found')), '')).rejects.toMatchObject({
		code: 'too-many-searches',
		status: 429
	});
	gone.abort(new Error('gone'));
	await expect(hanging).rejects.toThrow('gone');
	expect((await Promise.all(others)).every(({ lines }) => lines.length === 1)).toBe(true);
});

const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`;
const needle = 'lost and found';

it.each([
	['in the first piece', [`${at(0)} stdout P ${needle},`, `${at(0)} stdout F then more`], [`${needle},then more`]],
	['over two pieces', [`${at(0)} stdout P lost a`, `${at(1)} stdout F nd found`], [needle]],
	[
		'over pieces of two streams',
		[`${at(0)} stderr P lost a`, `${at(0)} stdout F P `, `${at(1)} stderr F nd found`],
		[needle]
	],
	['behind what looks like a head', [`${at(0)} stdout F stdout P P P `, `${at(1)} stdout F nd found`], []],
	['at the very beginning', [`P stdout P lost a`, `${at(1)} stdout F ${needle}`], [needle]]
])('finds a line that conmon has split: %s', async (_name, entries, found) => {
	const logs = join(folder, 'split');
	rmSync(logs, { recursive: true, force: true });
	mkdirSync(logs);
	writeFileSync(join(logs, 'main.log'), `${[`${at(0)} stdout F begin`, ...entries].join('\n')}\n`);
	for (const caseSensitive of [true, false]) {
		const page = await createLogSearch(program).run(
			{ ...request({ ...filter(needle), caseSensitive }), folder: logs },
			''
		);
		expect(page.lines.map(({ text }) => text)).toEqual(found);
	}
});

/** The pieces of the log viewer: its window, its rows, its lines. */
import { describe, expect, it } from 'vitest';
import { RUN_MARK } from '$lib/contract/log-text.ts';
import type { LogLine } from '$lib/contract/log-lines.ts';
import { lineAt, MOST_ROWS, rowsBefore, rowsOf } from './layout.ts';
import { marked, shown } from './present.ts';
import { readable } from './readable.ts';
import { joinBefore, joinBehind, type LogWindow } from './window.ts';

const line = (at: number, more: Partial<LogLine> = {}): LogLine => ({
	at,
	service: 'web',
	stream: 'stdout',
	text: `line ${at}`,
	cursor: `web~g-0~${at}`,
	...more
});
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => line(from + index));
const window = (from: number, to: number): LogWindow => ({
	lines: lines(from, to),
	start: from > 0 ? `web~g-0~${from - 1}` : '',
	older: from > 0,
	end: `web~g-0~${to - 1}`,
	atEnd: true
});
const positions = ({ lines: held }: LogWindow) => held.map(({ at }) => at);

describe('the part of a log that is held', () => {
	it('grows at its end, without what is there already, and forgets its beginning', () => {
		const grown = joinBehind(window(10, 20), lines(18, 25), 100);
		expect(positions(grown)).toEqual(lines(10, 25).map(({ at }) => at));
		expect(grown).toMatchObject({ start: 'web~g-0~9', end: 'web~g-0~24', atEnd: true });
		const bounded = joinBehind(window(10, 20), lines(20, 25), 8);
		expect(positions(bounded)).toEqual([17, 18, 19, 20, 21, 22, 23, 24]);
		// The cursor from which the previous page continues.
		expect(bounded).toMatchObject({ start: 'web~g-0~16', older: true, end: 'web~g-0~24' });
	});

	it('tells lines apart by their places: another reader had other services elsewhere', () => {
		const again = line(19, { cursor: 'web~g-0~19.g-0.3~worker~g-1~5' });
		expect(positions(joinBehind(window(10, 20), [again, line(20)], 100)).slice(-2)).toEqual([19, 20]);
		expect(joinBehind(window(10, 20), [again, line(20)], 100).lines).toHaveLength(11);
	});

	it('grows at its beginning, and forgets its end', () => {
		const page = { lines: lines(0, 10), start: '', older: false };
		expect(joinBefore(window(10, 20), page, 100)).toMatchObject({ start: '', older: false, atEnd: true });
		const bounded = joinBefore(window(10, 20), page, 12);
		expect(positions(bounded)).toEqual(lines(0, 12).map(({ at }) => at));
		expect(bounded).toMatchObject({ end: 'web~g-0~11', atEnd: false });
	});
});

describe('rows', () => {
	it.each([
		['', 10, 1],
		['0123456789', 10, 1],
		['0123456789a', 10, 2],
		['日本語日本', 10, 1],
		['日本語日本語', 10, 2],
		['👍👍👍👍', 10, 2],
		['x'.repeat(100_000), 10, MOST_ROWS],
		['x', 0, 1]
	])('%j in %i columns: %i', (text, columns, rows) => {
		expect(rowsOf(text, columns)).toBe(rows);
	});

	it('lead to their line and back', () => {
		const before = rowsBefore([1, 3, 1, 2]);
		expect([...before]).toEqual([0, 1, 4, 5, 7]);
		expect([0, 1, 2, 3, 4, 5, 6, 7, 99].map((row) => lineAt(before, row))).toEqual([0, 1, 1, 1, 2, 3, 3, 3, 3]);
	});
});

describe('a line', () => {
	it('is what it says, whatever it is written in', () => {
		expect(shown(line(1, { text: '\u001b[31mred\u001b[0m\tx' }))).toMatchObject({ text: 'red    x', level: null });
		expect(shown(line(1, { text: '{"level":50,"msg":"lost","id":7}' }))).toMatchObject({
			text: 'lost  id=7',
			level: 'error'
		});
		expect(shown(line(1, { text: '<img src=x onerror=alert(1)>' })).text).toBe('<img src=x onerror=alert(1)>');
	});

	it('parts two runs only where the box says so', () => {
		expect(shown(line(1, { text: RUN_MARK, box: true }))).toMatchObject({ kind: 'run', text: 'web starts' });
		expect(shown(line(1, { text: 'started again in 4 s', box: true })).kind).toBe('note');
		expect(shown(line(1, { text: RUN_MARK })).kind).toBe('line');
	});

	it('has what was searched for marked, also over pieces', () => {
		const { pieces } = shown(line(1, { text: 'an \u001b[31merr\u001b[0mor, an ERROR' }));
		expect(marked(pieces, 'error').map(({ text, found }) => (found ? `[${text}]` : text))).toEqual([
			'an ',
			'[err]',
			'[or]',
			', an ',
			'[ERROR]'
		]);
		expect(marked(pieces, null).every(({ found }) => !found)).toBe(true);
		expect(marked(pieces, 'none').every(({ found }) => !found)).toBe(true);
	});

	it('is read without terminal codes before the viewer is there', () => {
		expect(readable('\u001b[1;32minfo\u001b[0m done\r')).toBe('info done');
		expect(readable('\u001b]0;title\u0007text')).toBe('text');
		expect(readable('plain [32m')).toBe('plain [32m');
	});
});

import { describe, expect, it } from 'vitest';
import type { LogLine } from '$lib/contract/pups.ts';
import { append, extend, LINES_KEPT, readable, visible } from './buffer.ts';

const line = (at: number, text = `line ${at}`, service = 'web'): LogLine => ({
	at,
	service,
	stream: 'stdout',
	text,
	cursor: `${service}~g-0~${at}`
});
const lines = (from: number, count: number) => Array.from({ length: count }, (_, index) => line(from + index));

describe('lines in memory', () => {
	it('stay bounded, the newest win', () => {
		const full = append(lines(0, LINES_KEPT), lines(LINES_KEPT, 10));
		expect(full).toHaveLength(LINES_KEPT);
		expect(full.at(-1)?.at).toBe(LINES_KEPT + 9);
		expect(full[0]?.at).toBe(10);
		expect(append([], lines(0, LINES_KEPT + 5))).toHaveLength(LINES_KEPT);
	});
});

it('tells lines apart by their cursors: two that are the same are two, one that comes again is one', () => {
	const at = (offset: number, others = '') => ({ ...line(5, 'same'), cursor: `web~g-1~${offset}${others}` });
	const buffer = extend([], [at(1), at(2)]);
	expect(buffer).toHaveLength(2);
	// Read by another way, other services stood elsewhere; a resumption place belongs to the reader
	// too.
	expect(extend(buffer, [at(2, '~worker~g-2~9'), at(2, '.g-1.1'), at(3)]).map((one) => one.cursor)).toEqual([
		'web~g-1~1',
		'web~g-1~2',
		'web~g-1~3'
	]);
	expect(extend(lines(0, LINES_KEPT), [at(4)])).toHaveLength(LINES_KEPT);
});

it('reads lines without terminal codes', () => {
	expect(readable('\u001b[1;32minfo\u001b[0m done\r')).toBe('info done');
	expect(readable('\u001b]0;title\u0007text')).toBe('text');
	expect(readable('plain [32m')).toBe('plain [32m');
});

it('shows what was searched for, newest last', () => {
	const all = [line(1, 'Alpha', 'a'), line(2, 'beta', 'b'), line(3, 'ALPHA two', 'b')];
	expect(visible(all, '', 'alpha', 10).map((one) => one.at)).toEqual([1, 3]);
	expect(visible(all, 'b', '', 10).map((one) => one.at)).toEqual([2, 3]);
	expect(visible(all, '', '', 1).map((one) => one.at)).toEqual([3]);
});

import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createJobLogs } from './log-files.ts';
import type { JobLogLine as LogLine } from './types.ts';

let root: string;
let folder: string;
const create = (limits?: { head: number; tail: number }) =>
	createJobLogs({ folder, log: pino({ level: 'silent' }), now: () => 1000, ...(limits && { limits }) });
const texts = (lines: LogLine[]) => lines.map((line) => line.text);

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'dbx-joblog-'));
	folder = join(root, 'logs');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the log of a job', () => {
	it('gives back its lines with their time, also after it was closed and opened anew', () => {
		const logs = create();
		logs.write('a', 'one\ntwo\n');
		expect(logs.read('a', 10)).toEqual([
			{ at: 1000, text: 'one', cursor: '1000' },
			{ at: 1000, text: 'two', cursor: '1000.1' }
		]);
		logs.close('a');
		const again = create();
		again.write('a', 'three');
		expect(texts(again.read('a', 2))).toEqual(['two', 'three']);
		expect(again.read('nothing', 5)).toEqual([]);
		again.closeAll();
		expect(statSync(join(folder, 'a.log')).mode & 0o777).toBe(0o600);
		expect(statSync(folder).mode & 0o777).toBe(0o700);
	});

	it('is free of colours and control characters, keeps the last state of a redrawn line, and cuts long ones', () => {
		const logs = create();
		logs.write('a', `\u001b[31mred\u001b[0m\u0007\n10 %\r20 %\r30 %\r\nend\r\n${'x'.repeat(5000)}`);
		const lines = texts(logs.read('a', 10));
		expect(lines.slice(0, 3)).toEqual(['red', '30 %', 'end']);
		expect(lines[3]).toHaveLength(2001);
		logs.closeAll();
	});

	it('does not glue a line to the half one that a crash left', () => {
		const logs = create();
		logs.write('a', 'one');
		logs.close('a');
		appendFileSync(join(folder, 'a.log'), '1000 ha');
		logs.write('a', 'two');
		expect(texts(logs.read('a', 10))).toEqual(['one', 'ha', 'two']);
		logs.closeAll();
	});

	it('keeps beginning and end within its bound, and says that lines between are gone', () => {
		const logs = create({ head: 2000, tail: 1000 });
		for (let i = 0; i < 1000; i++) logs.write('a', `line ${i}`);
		const lines = texts(logs.read('a', 10_000));
		expect(lines[0]).toBe('line 0');
		expect(lines.at(-1)).toBe('line 999');
		const gap = lines.findIndex((line) => line.startsWith('…'));
		expect(gap).toBeGreaterThan(100);
		// Apart from the gap, the lines are in order and complete.
		const numbers = lines.filter((_, i) => i !== gap).map((line) => Number(line.slice(5)));
		const jumps = numbers.filter((n, i) => i > 0 && n !== numbers[i - 1]! + 1);
		expect(jumps).toEqual([numbers[gap]]);
		const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
		expect(bytes).toBeLessThan(4200);
		expect(texts(logs.read('a', 3))).toEqual(['line 997', 'line 998', 'line 999']);
		logs.remove('a');
		expect(readdirSync(folder)).toEqual([]);
	});

	it('does not speak of a gap as long as nothing is gone, over a restart too', () => {
		const logs = create({ head: 500, tail: 500 });
		for (let i = 0; i < 60; i++) logs.write('a', `line ${i}`);
		logs.close('a');
		const again = create({ head: 500, tail: 500 });
		for (let i = 60; i < 70; i++) again.write('a', `line ${i}`);
		expect(texts(again.read('a', 1000))).toEqual(Array.from({ length: 70 }, (_, i) => `line ${i}`));
		again.closeAll();
	});

	it('tells followers each line once, from where a reading ended', () => {
		const logs = create();
		logs.write('a', 'before');
		const seen: string[] = [];
		const before = texts(logs.read('a', 10));
		const leave = logs.follow('a', (lines) => seen.push(...texts(lines)));
		logs.write('a', 'one');
		logs.write('a', 'two');
		logs.close('a');
		leave();
		logs.write('a', 'three');
		logs.closeAll();
		expect([before, seen]).toEqual([['before'], ['one', 'two']]);
	});

	it('goes on behind any line, over restarts, a clock set back and lines that are the same', () => {
		let clock = 1000;
		const open = () =>
			createJobLogs({ folder, log: pino({ level: 'silent' }), now: () => clock, limits: { head: 200, tail: 200 } });
		let logs = open();
		const all: LogLine[] = [];
		logs.follow('a', (lines) => all.push(...lines));
		for (let i = 0; i < 4; i++) logs.write('a', 'same\nsame');
		clock = 400;
		logs.closeAll();
		logs = open();
		logs.follow('a', (lines) => all.push(...lines));
		logs.write('a', 'same');
		clock = 2000;
		for (let i = 0; i < 3; i++) logs.write('a', 'same');
		logs.closeAll();
		expect(new Set(all.map((line) => line.cursor)).size).toBe(12);
		expect(logs.read('a', 100)).toEqual(all);
		for (const [index, line] of all.entries()) expect(logs.readAfter('a', line.cursor)).toEqual(all.slice(index + 1));
		expect(logs.readAfter('a', '')).toEqual(all);
		const missed: LogLine[] = [];
		logs.follow('a', (lines) => missed.push(...lines), all[4]!.cursor)();
		expect(missed).toEqual(all.slice(5));
		// More lines than are kept: the line that marks the gap is returned once.
		for (let i = 0; i < 100; i++) logs.write('a', `more ${i}`);
		const kept = logs.readAfter('a', all[2]!.cursor);
		const gap = kept.findIndex((line) => line.text.startsWith('…'));
		expect(gap).toBeGreaterThan(0);
		expect(logs.readAfter('a', kept[gap - 1]!.cursor)).toEqual(kept.slice(gap));
		expect(logs.readAfter('a', kept[gap]!.cursor)).toEqual(kept.slice(gap + 1));
		logs.closeAll();
	});

	it.each(['x', '1.', '.1', '1.2.3', '-', '1 2', '9'.repeat(16), '~', '1e3'])('refuses %j as a cursor', (cursor) => {
		expect(() => create().readAfter('a', cursor)).toThrow(expect.objectContaining({ code: 'invalid-cursor' }));
	});

	it('reads logs of boxes that numbered nothing', () => {
		const logs = create();
		writeFileSync(join(folder, 'a.log'), '1000 one\n1000 two\n1001 three\n');
		expect(logs.read('a', 9).map((line) => line.cursor)).toEqual(['1000', '1000.1', '1001']);
		logs.write('a', 'four');
		expect(texts(logs.readAfter('a', '1000'))).toEqual(['two', 'three', 'four']);
		logs.closeAll();
	});
});

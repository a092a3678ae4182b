import { describe, expect, it } from 'vitest';
import { gravity, jsonLine, levelOf, LOG_LEVELS, pieces, withoutCodes, type LogLevel } from './log-text.ts';

const ESC = '\u001b';

it.each<[string, LogLevel | null]>([
	['plain words', null],
	['ERROR: disk full', 'error'],
	['2026-01-01T00:00:00Z WARN disk', 'warn'],
	['[warning] disk', 'warn'],
	['time="x" level=info msg="y"', 'info'],
	['level="error" msg', 'error'],
	[`${ESC}[31mERROR${ESC}[0m coloured`, 'error'],
	['<crit> nginx', 'fatal'],
	['panic: runtime error', 'fatal'],
	['terrors of information', null],
	[`${'x'.repeat(100)} error far behind`, null],
	['{"level":"warning","msg":"x"}', 'warn'],
	['{"level":50,"msg":"x"}', 'error'],
	['{"severity":"CRITICAL","message":"x"}', 'fatal'],
	['{"level":"30","msg":"error in text"}', 'info'],
	['{"level":1e999,"msg":"x"}', null],
	['{"msg":"error, says nothing of its level"}', null],
	['{"level":"error" broken', 'error']
])('the level of %j is %s', (text, level) => {
	expect(levelOf(text)).toBe(level);
});

it('has levels in an order', () => {
	expect(LOG_LEVELS.map(gravity)).toEqual([1, 2, 3, 4, 5, 6]);
	expect(gravity(null)).toBe(0);
});

describe('a JSON line', () => {
	it.each<[string, ReturnType<typeof jsonLine>]>([
		[
			'{"level":30,"time":1767225600000,"msg":"hello","a":1}',
			{ level: 'info', message: 'hello', time: 1767225600000, rest: [['a', '1']] }
		],
		['{"ts":1767225600.5,"message":"seconds"}', { level: null, message: 'seconds', time: 1767225600500, rest: [] }],
		[
			'{"@timestamp":"2026-01-01T00:00:00Z","msg":"iso","o":{"x":[1]}}',
			{ level: null, message: 'iso', time: 1767225600000, rest: [['o', '{"x":[1]}']] }
		],
		['{"time":"never","msg":"x"}', { level: null, message: 'x', time: null, rest: [] }],
		['{"time":1e300,"msg":"x"}', { level: null, message: 'x', time: null, rest: [] }],
		['{"__proto__":{"msg":"inherited"}}', null],
		['{"msg":5}', null],
		['[1]', null],
		['{"msg":"cut', null],
		['{}', null],
		[`{"msg":"${'x'.repeat(20_000)}"}`, null]
	])('%#', (text, wanted) => {
		expect(jsonLine(text)).toEqual(wanted);
	});
});

/** Returns the pieces of a text in a short form: the text, then its colour and styles. */
const short = (text: string) =>
	pieces(text).map(({ text: part, colour, ...style }) =>
		[part, colour, ...Object.entries(style).flatMap(([name, on]) => (on ? [name] : []))].filter(Boolean).join(' ')
	);

describe('terminal codes', () => {
	it.each<[string, string[]]>([
		['plain', ['plain']],
		[`${ESC}[31mred${ESC}[0m plain`, ['red red', ' plain']],
		[
			`${ESC}[1;4;33mall${ESC}[22mless${ESC}[24;39mnone`,
			['all yellow bold underline', 'less yellow underline', 'none']
		],
		[`${ESC}[mnothing`, ['nothing']],
		[`${ESC}[91mbright${ESC}[m`, ['bright red']],
		[`${ESC}[38;5;196mindexed${ESC}[38;2;0;0;255mtrue`, ['indexed red', 'true blue']],
		[`${ESC}[38;2;128;128;128mgrey${ESC}[48;5;1;32mon red`, ['grey', 'on red green']],
		[`${ESC}[38;5mcut short`, ['cut short black']],
		[`${ESC}[2J${ESC}[10;10Hmoved`, ['moved']],
		[`${ESC}]0;a title\u0007text`, ['text']],
		[`${ESC}]8;;http://evil/${ESC}\\link${ESC}]8;;${ESC}\\`, ['link']],
		[`${ESC}P+q544e${ESC}\\text`, ['text']],
		[`${ESC}]0;a title without end`, []],
		[`a${ESC}cb${ESC}(Bc${ESC}`, ['a', 'b', 'c']],
		['a\u0007\b\rb\u0000c\u009bd', ['abcd']],
		['left \u202eright', ['left right']],
		[`${ESC}[999999999999mx${ESC}[;;;;mx`, ['x', 'x']]
	])('%j', (text, wanted) => {
		expect(short(text)).toEqual(wanted);
		expect(withoutCodes(text)).toBe(
			pieces(text)
				.map((piece) => piece.text)
				.join('')
		);
	});

	it('are few pieces, however many there are', () => {
		const flood = `${ESC}[31mx${ESC}[32my`.repeat(5000);
		expect(pieces(flood).length).toBeLessThan(250);
		expect(
			pieces(flood)
				.map((piece) => piece.text)
				.join('')
		).toBe('xy'.repeat(5000));
	});

	it('are taken apart in a time that grows with the line alone', () => {
		for (const text of [`${ESC}]`.repeat(8000), `${ESC}[`.repeat(8000), `${ESC}[0;`.repeat(5000), '{'.repeat(16_000)]) {
			expect(withoutCodes(text).length).toBeLessThanOrEqual(text.length);
			expect(levelOf(text)).toBeNull();
		}
	});
});

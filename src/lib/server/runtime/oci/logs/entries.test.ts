import { describe, expect, it } from 'vitest';
import { createLineJoiner, generationOf, MAX_LINE, type LineJoiner } from './entries.ts';

const at = '2026-11-22T04:00:15.386098635+00:00';

/** Feeds entries to a joiner as if they followed each other in a file, and takes the lines. */
function lines(joiner: LineJoiner, entries: readonly string[], offset = 0) {
	const bytes = Buffer.from(entries.map((entry) => `${entry}\n`).join(''));
	expect(joiner.take('a', offset, bytes)).toBe(bytes.length);
	return joiner.lines();
}
const texts = (joiner: LineJoiner, entries: readonly string[]) => lines(joiner, entries).map((line) => line.text);

describe('log entries of conmon', () => {
	it('become lines with time in milliseconds, stream and text', () => {
		expect(lines(createLineJoiner('main'), [`${at} stderr F two words`])).toMatchObject([
			{ at: Date.UTC(2026, 10, 22, 4, 0, 15, 386), service: 'main', stream: 'stderr', text: 'two words' }
		]);
	});

	it('are joined while they are partial, each stream for itself, also over several reads', () => {
		const joiner = createLineJoiner('main');
		expect(lines(joiner, [`${at} stdout P ab`, `${at} stderr P 12`])).toEqual([]);
		expect(lines(joiner, [`${at} stdout F c`, `${at} stderr F 3`]).map((line) => [line.stream, line.text])).toEqual([
			['stdout', 'abc'],
			['stderr', '123']
		]);
	});

	it('keep a letter that conmon cut in two', () => {
		const joiner = createLineJoiner('main');
		const letter = Buffer.from('ü€');
		const part = (tag: string, bytes: Buffer) =>
			Buffer.concat([Buffer.from(`${at} stdout ${tag} `), bytes, Buffer.from('\n')]);
		for (let cut = 1; cut < letter.length; cut++) {
			joiner.take('a', 0, part('P', letter.subarray(0, cut)));
			joiner.take('a', 0, part('F', letter.subarray(cut)));
		}
		expect(joiner.lines().map((line) => line.text)).toEqual(['ü€', 'ü€', 'ü€', 'ü€']);
	});

	it('keep empty lines and leading blanks', () => {
		expect(texts(createLineJoiner('m'), [`${at} stdout F `, `${at} stdout F   x`, `${at} stdout F`])).toEqual([
			'',
			'  x',
			''
		]);
	});

	it('that are cut off at the beginning are left out', () => {
		expect(lines(createLineJoiner('m'), ['rest of a line', '', 'dout F x'])).toEqual([]);
		// Reading starts in the middle: the first entry of each stream may be the rest of a longer
		// line.
		expect(
			texts(createLineJoiner('m', true), [`${at} stdout F end`, `${at} stderr F end`, `${at} stdout F whole`])
		).toEqual(['whole']);
	});

	it('have a greatest length, and are cut between letters', () => {
		const joiner = createLineJoiner('m');
		lines(joiner, [`${at} stdout P ${'x'.repeat(MAX_LINE)}`]);
		expect(texts(joiner, [`${at} stdout F more`])).toEqual([`${'x'.repeat(MAX_LINE)}…`]);
		expect(texts(joiner, [`${at} stdout F ${'x'.repeat(MAX_LINE - 1)}ü`])).toEqual([`${'x'.repeat(MAX_LINE - 1)}…`]);
	});

	it('say where a line ends, and where to read on while the other stream is in the middle of one', () => {
		const entries = [`${at} stdout P ab`, `${at} stderr F 12`, `${at} stdout F c`];
		const [error, out] = lines(createLineJoiner('m'), entries, 100);
		const after = (count: number) => 100 + entries.slice(0, count).join('\n').length + 1;
		expect(error).toMatchObject({
			text: '12',
			end: { generation: 'a', offset: after(2) },
			resume: { generation: 'a', offset: 100 }
		});
		expect(out).toMatchObject({ text: 'abc', end: { offset: after(3) }, resume: { offset: after(3) } });
	});

	it('that are not whole yet are not taken', () => {
		const joiner = createLineJoiner('m');
		const whole = `${at} stdout F x\n`;
		expect(joiner.take('a', 0, Buffer.from(`${whole}${at} std`))).toBe(whole.length);
	});
});

it('files are distinguished by the time of their first entry, to the nanosecond', () => {
	const names = [
		at,
		'2026-11-22T04:00:15.386098636+00:00',
		'2026-11-22T05:00:15.386098635+01:00',
		'2026-11-22T04:00:15.5Z'
	].map((time) => generationOf(Buffer.from(`${time} stdout F x`)));
	expect(names[0]).toMatch(/^[0-9a-z-]+$/);
	expect(new Set(names).size).toBe(3);
	expect(names[2]).toBe(names[0]);
	expect(generationOf(Buffer.from('2026-11-22T04:00:15.38'))).toBeNull();
	expect(generationOf(Buffer.from('nonsense stdout F x'))).toBeNull();
});

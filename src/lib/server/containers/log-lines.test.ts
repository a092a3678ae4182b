import { describe, expect, it } from 'vitest';
import { createLineJoiner, endsLine, formatLogEntry, MAX_LINE } from './log-lines.ts';

const at = '2026-11-22T04:00:15.386098635+00:00';

describe('log entries of conmon', () => {
	it('become lines with time in milliseconds, stream and text', () => {
		expect(createLineJoiner('main')([`${at} stderr F two words`])).toEqual([
			{ at: Date.UTC(2026, 10, 22, 4, 0, 15, 386), service: 'main', stream: 'stderr', text: 'two words' }
		]);
	});

	it('are joined while they are partial, each stream for itself, also over several reads', () => {
		const join = createLineJoiner('main');
		expect(join([`${at} stdout P ab`, `${at} stderr P 12`])).toEqual([]);
		const lines = join([`${at} stdout F c`, `${at} stderr F 3`]);
		expect(lines.map((line) => [line.stream, line.text])).toEqual([
			['stdout', 'abc'],
			['stderr', '123']
		]);
	});

	it('keep empty lines and leading blanks', () => {
		expect(
			createLineJoiner('m')([`${at} stdout F `, `${at} stdout F   x`, `${at} stdout F`]).map((line) => line.text)
		).toEqual(['', '  x', '']);
	});

	it('that are cut off at the beginning are left out', () => {
		expect(createLineJoiner('m')(['rest of a line', '', 'dout F x'])).toEqual([]);
	});

	it('have a greatest length', () => {
		const join = createLineJoiner('m');
		join([`${at} stdout P ${'x'.repeat(MAX_LINE)}`]);
		expect(join([`${at} stdout F more`])[0]!.text).toBe(`${'x'.repeat(MAX_LINE)}…`);
	});

	it('of our own read back as one line', () => {
		const [line] = createLineJoiner('m')(formatLogEntry(1_700_000_000_123, 'restarting\nin 4 s').split('\n'));
		expect(line).toEqual({ at: 1_700_000_000_123, service: 'm', stream: 'stdout', text: 'restarting in 4 s' });
	});

	it('tell whether a line ends', () => {
		expect(endsLine(`${at} stdout F x`)).toBe(true);
		expect(endsLine(`${at} stdout P F `)).toBe(false);
		expect(endsLine('')).toBe(false);
	});
});

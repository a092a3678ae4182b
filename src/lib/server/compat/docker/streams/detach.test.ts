import { describe, expect, it } from 'vitest';
import { createDetachScanner, detachKeys, USUAL_DETACH_KEYS } from './detach.ts';

describe('keys by which one leaves', () => {
	it.each([
		[USUAL_DETACH_KEYS, [0x10, 0x11]],
		['ctrl-@', [0]],
		['ctrl-[,a', [0x1b, 0x61]],
		['CTRL-C', [3]],
		['ctrl-\\', [0x1c]]
	])('%s', (text, bytes) => {
		expect([...detachKeys(text)]).toEqual(bytes);
	});

	it.each(['', 'ctrl-', 'ctrl-1', 'ab', 'a,,b', 'ä', Array(17).fill('a').join(',')])('%j are none', (text) => {
		expect(() => detachKeys(text)).toThrow(/Invalid detach keys/);
	});

	it.each([
		[['hello'], 'hello', false],
		[['he\x10\x11never'], 'he', true],
		[['he\x10', '\x11'], 'he', true],
		[['a\x10b'], 'a\x10b', false],
		[['\x10', 'x'], '\x10x', false],
		[['\x10\x10\x11'], '\x10', true],
		[['\x11\x10'], '\x11', false]
	])('in %j', (chunks, passed, detached) => {
		const scan = createDetachScanner(detachKeys(USUAL_DETACH_KEYS));
		const results = chunks.map((chunk) => scan(Buffer.from(chunk, 'latin1')));
		expect(Buffer.concat(results.map((one) => one.passed)).toString('latin1')).toBe(passed);
		expect(results.some((one) => one.detached)).toBe(detached);
	});
});

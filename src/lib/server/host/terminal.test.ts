import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { openTerminal } from './terminal.ts';

/** Opens a terminal whose program writes this many lines of 64 characters, each with its number. */
const writer = (lines: number) => {
	const script = `i=0; while [ $i -lt ${lines} ]; do printf %064d $i; i=$((i+1)); done; exit 3`;
	return openTerminal('/bin/sh', ['-c', script], { cols: 80, rows: 24 });
};
const written = (lines: number) => Array.from({ length: lines }, (_, n) => String(n).padStart(64, '0')).join('');

describe('a terminal', () => {
	it.each([1, 64, 65, 128, 256])('keeps %i lines for a reader that comes when the program has ended', async (lines) => {
		const { output, exited } = await writer(lines);
		expect(await exited).toBe(3);
		expect((await buffer(output)).toString()).toBe(written(lines));
	});

	it.each([64, 65, 1024, 4096])('gives all of %i lines to a reader that waits for them', async (lines) => {
		const { output, exited } = await writer(lines);
		expect((await buffer(output)).toString()).toBe(written(lines));
		expect(await exited).toBe(3);
	});
});

import { PassThrough } from 'node:stream';
import { afterEach, expect, it, vi } from 'vitest';
import { askYes } from './ask.ts';

afterEach(() => vi.unstubAllGlobals());

it.each([
	['y\n', true],
	[' Yes \n', true],
	['n\n', false],
	['\n', false],
	['yesterday\n', false],
	['', false]
])('%j is %s', async (typed, yes) => {
	const stderr = new PassThrough();
	const stdin = new PassThrough();
	vi.stubGlobal('process', { ...process, stdin, stderr });
	const answer = askYes('Install this?');
	stdin.end(typed);
	expect(await answer).toBe(yes);
	expect(String(stderr.read())).toBe('Install this? [y/N] ');
});

import { expect, it } from 'vitest';
import { exitWords } from './exit-words.ts';

it.each([
	[null, false, 'is not running'],
	[0, false, 'ended by itself'],
	[3, false, 'ended with exit code 3'],
	[127, false, 'could not be run: its program was not found (exit code 127)'],
	[137, true, 'ended with exit code 137: it was killed because memory ran out'],
	[137, false, 'ended with exit code 137 (SIGKILL): it was killed'],
	[139, false, 'ended with exit code 139 (SIGSEGV): it crashed in its own code'],
	[143, false, 'ended with exit code 143 (SIGTERM): it was asked to end'],
	[159, false, 'ended with exit code 159 (SIGSYS): it used a system call that the box does not allow'],
	[255, false, 'ended with exit code 255']
] as const)('exit code %s, out of memory %s: %s', (code, oomKilled, words) => {
	expect(exitWords(code, oomKilled)).toBe(words);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CODES, type Code } from '../../lib/contract/codes.ts';
import { EXIT_WORDS, exitOf, problemFailure } from './failure.ts';

it.each<[code: Code, exit: number]>([
	['not-found', 3],
	['unknown-service', 3],
	['not-logged-in', 4],
	['missing-scope', 4],
	['starting', 5],
	['wrong-state', 6],
	['too-many-requests', 7],
	['invalid-input', 2],
	['internal', 1],
	['disk-full', 1]
])('%s ends with %i', (code, exit) => {
	expect(exitOf({ code, status: CODES[code][0] })).toBe(exit);
});

it('says what to do, and what does not fit', () => {
	const problem = {
		type: '',
		title: 'Wrong.',
		status: 422,
		code: 'invalid-input',
		requestId: '1',
		detail: 'Do this.',
		fields: { name: 'Too long.' }
	};
	const failure = problemFailure(problem);
	expect([failure.message, failure.hint]).toEqual(['Wrong.', 'name: Too long.\nDo this.']);
});

it('docs/cli.md lists each exit code as the manual page does', () => {
	const text = readFileSync(join(import.meta.dirname, '../../../docs/cli.md'), 'utf8');
	const rows = [...text.matchAll(/^\| (\d+) +\| (.*?) +\|$/gm)].map(([, code, words]) => [Number(code), words]);
	expect(rows).toEqual(Object.entries(EXIT_WORDS).map(([code, words]) => [Number(code), words]));
});

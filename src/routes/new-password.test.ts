import { describe, expect, it } from 'vitest';
import { PASSWORD_MAX } from '$lib/contract/box.ts';
import { refuse } from './form-answers.ts';
import { newPasswordOf } from './new-password.ts';

function read(fields: Record<string, string>) {
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) form.set(name, value);
	const answer = newPasswordOf({ form, refuse: (title, more) => refuse('here', 422, title, more) });
	return typeof answer === 'string' ? answer : answer.data.problem.fields;
}

describe('a new password, typed twice', () => {
	it.each([
		['such password', 'such password', 'such password'],
		// The key manager trims a password, and does not compose its letters.
		['  such password ', 'such password', 'such password'],
		['cafe\u0301 au lait', 'caf\u00e9 au lait', 'caf\u00e9 au lait']
	])('%j and %j are taken', (next, again, taken) => {
		expect(read({ next, again })).toBe(taken);
	});

	it.each([
		['such password', 'such Password', { again: 'The two passwords are not the same.' }],
		['such password', '', { again: 'The two passwords are not the same.' }],
		['short', 'short', { next: 'A password has at least 8 characters.' }],
		['short', 'other', { next: 'A password has at least 8 characters.' }],
		['        x', '        x', { next: 'A password has at least 8 characters.' }],
		['x'.repeat(PASSWORD_MAX + 1), '', { next: 'A password has at most 512 characters.' }]
	])('%j and %j are refused', (next, again, fields) => {
		expect(read({ next, again })).toEqual(fields);
	});

	it('of a form without the fields is refused', () => {
		expect(read({})).toEqual({ next: 'A password has at least 8 characters.' });
	});
});

import { expect, it } from 'vitest';
import { needsOwner, needsWords } from './attention.ts';

it('counts what the owner has to do something about', () => {
	expect(needsWords([])).toBeNull();
	expect(needsWords([{ severity: 'info' }])).toBeNull();
	expect(needsWords([{ severity: 'warning' }])).toEqual({ count: 1, text: '1 thing needs you', tone: 'warn' });
	expect(needsWords([{ severity: 'critical' }, { severity: 'warning' }, { severity: 'info' }])).toEqual({
		count: 2,
		text: '2 things need you',
		tone: 'bad'
	});
});

it('counts as many as are listed as needing the owner', () => {
	const items = (['critical', 'warning', 'info', 'warning', 'info'] as const).map((severity, id) => ({ severity, id }));
	const needs = items.filter(needsOwner);
	const notes = items.filter((item) => !needsOwner(item));
	expect(needs.map(({ id }) => id)).toEqual([0, 1, 3]);
	expect(notes.map(({ id }) => id)).toEqual([2, 4]);
	expect(needsWords(items)?.count).toBe(needs.length);
});

import { expect, it } from 'vitest';
import { needsWords } from './attention.ts';

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

import { expect, it } from 'vitest';
import { strengthOf } from './strength.ts';

it.each([
	['', 0],
	['short', 1],
	['password', 1],
	['P@ssw0rd', 1],
	['12345678', 1],
	['aaaaaaaaaaaa', 1],
	['qwertyuiop', 1]
] as const)('“%s” is no more than weak', (password, score) => expect(strengthOf(password).score).toBe(score));

it.each(['correct horse battery', 'tree lamp ocean friday', 'xK9#mQ2$vL7pRw'])('“%s” is good', (password) => {
	expect(strengthOf(password).score).toBeGreaterThanOrEqual(3);
	expect(strengthOf(password).advice).toBe('');
});

it('ranks more above less', () => {
	expect(strengthOf('lamp friday').score).toBeLessThan(strengthOf('lamp friday ocean tree').score);
});

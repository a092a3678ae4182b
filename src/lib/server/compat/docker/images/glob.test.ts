import { expect, it } from 'vitest';
import { globFits } from './glob.ts';

it.each([
	['alpine', 'alpine', true],
	['alp*', 'alpine', true],
	['*', 'alpine', true],
	['*', 'library/alpine', false],
	['*/*', 'library/alpine', true],
	['a?pine', 'alpine', true],
	['a?', 'a', false],
	['', '', true],
	['', 'a', false],
	['*a*b', 'xaybzab', true],
	['*a*b', 'xaybza', false],
	['**b', 'ab', true],
	['[', '[', true],
	['a.c', 'abc', false],
	['127.0.0.1:5000/*:1', '127.0.0.1:5000/shell:1', true]
])('%j and %j: %s', (pattern, text, fits) => {
	expect(globFits(pattern, text)).toBe(fits);
});

it('many stars cost no more than their number', () => {
	expect(globFits(`${'*a'.repeat(60)}b`, 'a'.repeat(4000))).toBe(false);
});

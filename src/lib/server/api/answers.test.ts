import { expect, it } from 'vitest';
import { hasTag } from './answers.ts';

it.each<[header: string | undefined, has: boolean]>([
	[undefined, false],
	['', false],
	['W/"a"', true],
	['"a"', true],
	['"b", W/"a"', true],
	['*', true],
	['"ab"', false],
	['a', false]
])('If-None-Match: %s', (header, has) => {
	expect(hasTag(header, 'W/"a"')).toBe(has);
});

import { expect, it } from 'vitest';
import type { ChangeBody } from '../../contract/live.ts';
import { isWanted } from './filter.ts';

const ID = 'a'.repeat(32);
const OTHER = 'b'.repeat(32);

it.each<[what: string, body: ChangeBody, wanted: boolean]>([
	['its end', { kind: 'pup-removed', id: ID }, true],
	['the end of another', { kind: 'pup-removed', id: OTHER }, false],
	['the store', { kind: 'store' }, false]
])('of one pup: %s', (_what, body, wanted) => {
	expect(isWanted({ body }, { pups: [ID] })).toBe(wanted);
	expect(isWanted({ body }, { pups: null, kinds: null })).toBe(true);
	expect(isWanted({ body }, { kinds: ['box'] })).toBe(false);
});

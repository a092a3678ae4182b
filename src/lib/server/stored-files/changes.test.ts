import { describe, expect, it } from 'vitest';
import { changesIn } from './changes.ts';

describe('changes of a root', () => {
	it('are sorted, and have the folders above them', () => {
		const records = ['A/b/new', 'C/b', 'D/a/x/gone', 'A/é\n', '?/odd', ''].map((text) => Buffer.from(text));
		expect(changesIn(records).map(({ path, kind }) => `${kind[0]} ${path}`)).toEqual([
			'c /a',
			'c /a/x',
			'd /a/x/gone',
			'c /b',
			'a /b/new',
			'a /é\n'
		]);
	});
});

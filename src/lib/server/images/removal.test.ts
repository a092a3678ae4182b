import { describe, expect, it } from 'vitest';
import { findImage } from './names.ts';
import { decideRemoval } from './removal.ts';
import type { ImageRow } from './rows.ts';

const id = 'ab'.repeat(32);
const tag = (name: string, version = 'latest') => ({ name: `docker.io/library/${name}`, version });
const digest = tag('web', `sha256:${'1'.repeat(64)}`);
const imageWith = (...names: ImageRow['names'][number][]): ImageRow => ({
	id,
	names,
	manifest: '',
	rootKey: '',
	layer: 'x',
	sizeBytes: 0,
	source: 'pull',
	createdAt: 0,
	addedAt: 0
});
const user = (running: boolean) => ({ layer: 'x', id: '1', name: 'box', running });

describe('what goes with a removal', () => {
	it.each([
		['the last tag takes the image along', [tag('web'), digest], 'web', [], false, { names: 2, image: true }],
		['one of two tags goes alone', [tag('web'), tag('web', '1')], 'web', [], false, { names: 1, image: false }],
		['by id, with one name', [tag('web')], id, [], false, { names: 1, image: true }],
		['by id, with two names', [tag('web'), tag('b')], id, [], false, null],
		['by id, with two names, forced', [tag('web'), tag('b')], id, [], true, { names: 2, image: true }],
		['a stopped box has it', [tag('web')], 'web', [user(false)], false, null],
		['a stopped box has it, forced', [tag('web')], 'web', [user(false)], true, { names: 1, image: true }],
		['a running box has it', [tag('web')], 'web', [user(true)], false, null],
		['a running box has it, forced', [tag('web')], 'web', [user(true)], true, { names: 1, image: false }],
		['a running box has it, by id, forced', [tag('web')], id, [user(true)], true, null],
		[
			'a tag of two, while a box runs',
			[tag('web'), tag('web', '1')],
			'web',
			[user(true)],
			false,
			{ names: 1, image: false }
		]
	] as const)('%s', (_title, names, reference, users, force, expected) => {
		const found = findImage([imageWith(...names)], reference)!;
		const decided = decideRemoval(found, users, force);
		if (expected === null) expect(decided).toHaveProperty('why');
		else expect(decided).toMatchObject({ image: expected.image, names: { length: expected.names } });
	});
});

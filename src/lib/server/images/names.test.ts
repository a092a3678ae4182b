import { describe, expect, it } from 'vitest';
import { familiar, findImage, parseImageName } from './names.ts';

const id = 'ab'.repeat(32);
const other = `${'ab'.repeat(31)}cd`;
const digest = `sha256:${'12'.repeat(32)}`;
const images = [
	{
		id,
		names: [
			{ name: 'docker.io/library/nginx', version: 'latest' },
			{ name: 'docker.io/library/nginx', version: digest },
			{ name: 'localhost:5000/ab', version: '1' }
		]
	},
	{ id: other, names: [{ name: 'docker.io/user/app', version: '1.0' }] },
	{ id: 'ef'.repeat(32), names: [{ name: 'docker.io/library/cafe', version: 'latest' }] },
	{ id: `cafe${'0'.repeat(60)}`, names: [] }
];

describe('what a reference means', () => {
	it.each([
		['nginx', id],
		['nginx:latest', id],
		['library/nginx', id],
		['docker.io/nginx', id],
		['docker.io/library/nginx:latest', id],
		['index.docker.io/library/nginx', id],
		[`nginx@${digest}`, id],
		[`nginx:9@${digest}`, id],
		[id, id],
		[`sha256:${id}`, id],
		[id.slice(0, 62) + 'ab', id],
		[`sha256:${other.slice(0, 63)}`, other],
		['user/app:1.0', other],
		['localhost:5000/ab:1', id],
		// A name takes precedence over the beginning of an id.
		['cafe', 'ef'.repeat(32)],
		['cafe0', `cafe${'0'.repeat(60)}`]
	])('%s', (reference, expected) => {
		expect(findImage(images, reference)?.image.id).toBe(expected);
	});

	it.each(['nginx:1', 'user/app', 'abab', 'NGINX', '', 'x y', `redis@${digest}`, `sha256:${'9'.repeat(64)}`, '../etc'])(
		'“%s” means none',
		(reference) => {
			expect(findImage(images, reference)).toBeNull();
		}
	);
});

describe('names', () => {
	it.each([
		['nginx', 'nginx:latest'],
		['docker.io/user/app:2', 'user/app:2'],
		['ghcr.io/a/b', 'ghcr.io/a/b:latest'],
		[`nginx@${digest}`, `nginx@${digest}`]
	])('%s is shown as %s', (given, shown) => {
		expect(familiar(parseImageName(given))).toBe(shown);
	});
});

import { describe, expect, it } from 'vitest';
import type { ImageDetail } from '../../../images/index.ts';
import { imageFits } from './filter.ts';
import { inspectedImage, pulledName, pullLine, registryLogin, shownHistory, taggedName } from './words.ts';

const image: ImageDetail = {
	id: `sha256:${'ab'.repeat(32)}`,
	manifest: `sha256:${'cd'.repeat(32)}`,
	pin: `sha256:${'cd'.repeat(32)}`,
	tags: ['nginx:1.25', '127.0.0.1:5000/team/app:2'],
	digests: [],
	layer: null,
	sizeBytes: 10,
	source: 'pull',
	createdAt: 1000,
	addedAt: 2000,
	architecture: 'amd64',
	os: 'linux',
	author: '',
	config: { Cmd: ['x'], Labels: { a: 'b' } },
	diffIds: []
};

describe('what a client is to pull', () => {
	it.each([
		['nginx', '1.25', 'nginx:1.25'],
		['nginx', `sha256:${'1'.repeat(64)}`, `nginx@sha256:${'1'.repeat(64)}`],
		['docker.io/library/nginx:1', null, 'docker.io/library/nginx:1'],
		['docker.io/library/nginx', '', 'docker.io/library/nginx']
	])('%s and %s', (fromImage, tag, name) => {
		expect(pulledName(fromImage, tag)).toBe(name);
	});
	it('has a name', () => {
		expect(() => pulledName('', null)).toThrow('no image was named');
		expect(taggedName('', 'x')).toBeNull();
		expect(taggedName('a', null)).toBe('a');
		expect(taggedName('a', 'x')).toBe('a:x');
	});
});

describe('a login', () => {
	const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
	it.each([
		[undefined, null],
		[encoded({}), null],
		[encoded(null), null],
		[encoded({ username: '', password: '' }), null],
		[encoded({ username: 'u', password: 'p:ü', serveraddress: 'x' }), { username: 'u', password: 'p:ü' }]
	])('%s', (header, login) => {
		expect(registryLogin(header)).toEqual(login);
	});
	it('that cannot be read, or by a token of a cloud, is refused', () => {
		expect(() => registryLogin('%%')).toThrow('X-Registry-Auth');
		expect(() => registryLogin(encoded({ identitytoken: 'x' }))).toThrow('name and a password');
	});
});

it('progress reads as that of Docker', () => {
	expect(pullLine({ kind: 'layer', id: 'abc', status: 'there' })).toEqual({
		status: 'Already exists',
		progressDetail: {},
		id: 'abc'
	});
	expect(pullLine({ kind: 'bytes', id: 'abc', done: 5, total: 10 })).toMatchObject({
		status: 'Downloading',
		progressDetail: { current: 5, total: 10 }
	});
	expect(pullLine({ kind: 'note', text: 'x' })).toBeNull();
});

it('an image is described with all that clients look at', () => {
	const Config = { Cmd: ['x'], Env: null };
	expect(inspectedImage(image)).toMatchObject({ Config, ContainerConfig: Config, RootFS: { Type: 'layers' } });
	const steps = [1, 0].map((createdAt) => ({ createdAt, createdBy: 'RUN', comment: '', sizeBytes: 3 }));
	expect(shownHistory(image, steps).map(({ Id }) => Id)).toEqual([image.id, '<missing>']);
});

describe('a list has', () => {
	it.each<[filters: Record<string, string[]>, fits: boolean]>([
		[{}, true],
		[{ reference: ['nginx'] }, true],
		[{ reference: ['docker.io/library/nginx'] }, true],
		[{ reference: ['ngi*:1.*'] }, true],
		[{ reference: ['127.0.0.1:5000/team/*'] }, true],
		[{ reference: ['*'] }, true],
		[{ reference: ['redis', 'x(y'] }, false],
		[{ dangling: ['true'] }, false],
		[{ dangling: ['false'] }, true],
		[{ label: ['a'] }, true],
		[{ label: ['a=b', 'c'] }, false],
		[{ before: ['newer'] }, true],
		[{ since: ['newer'] }, false]
	])('%j', (filters, fits) => {
		expect(imageFits(image, new Map(Object.entries(filters)), () => 5000, null)).toBe(fits);
	});
	it('none that is too new', () => {
		expect(imageFits(image, new Map(), () => 0, 500)).toBe(false);
	});
});

import { describe, expect, it } from 'vitest';
import { readBuild } from './asked.ts';

const read = (query: string, header?: string) => readBuild(new URLSearchParams(query), header);
const logins = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a request for a build', () => {
	it('takes what clients give', () => {
		const args = encodeURIComponent(JSON.stringify({ A: 'b=c', NONE: null }));
		expect(
			read(
				`buildargs=${args}&labels={"x":"y z"}&t=a:1&t=b&nocache=1&pull=true&networkmode=none&memory=8388608&shmsize=0&version=1&rm=1&cachefrom=[]&target=Web`
			)
		).toMatchObject({
			dockerfile: 'Dockerfile',
			args: [['A', 'b=c']],
			labels: [['x', 'y z']],
			tags: ['a:1', 'b'],
			cache: false,
			pull: true,
			internet: false,
			memoryBytes: 8_388_608,
			shmBytes: null,
			target: 'Web'
		});
		expect(read('dockerfile=/sub/D&networkmode=default')).toMatchObject({
			dockerfile: 'sub/D',
			internet: true,
			cache: true
		});
	});

	it('finds the login of a registry', () => {
		const header = logins({
			'registry.example:5000': { username: 'u', password: 'p' },
			'https://index.docker.io/v1/': { username: 'h', password: 'q' },
			odd: 7
		});
		const { login } = read('', header);
		expect(login('registry.example:5000')).toEqual({ username: 'u', password: 'p' });
		expect(login('docker.io')).toEqual({ username: 'h', password: 'q' });
		expect([login('odd'), login('__proto__'), read('').login('x')]).toEqual([null, null, null]);
	});

	it.each([
		'version=2',
		'remote=https://example.org/x.git',
		'squash=1',
		'networkmode=host',
		'networkmode=container:x',
		'networkmode=shop',
		'buildargs={',
		'buildargs=[1]',
		'buildargs={"A":1}',
		'buildargs={"":"x"}',
		'buildargs={"A=B":"x"}',
		`buildargs=${encodeURIComponent(JSON.stringify({ A: '\0' }))}`,
		't=UPPER',
		't=a%07b',
		't=-x',
		`t=a@sha256:${'0'.repeat(64)}`,
		'target=a/b',
		'memory=1000',
		'memory=x',
		'extrahosts=a;b',
		'dockerfile=%00'
	])('refuses %s', (query) => {
		expect(() => read(query)).toThrow(/\w{4}/);
	});
});

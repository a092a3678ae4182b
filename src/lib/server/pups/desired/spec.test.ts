import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../contract/manifest.ts';
import { splitCommand } from '../../../contract/command.ts';
import type { PupRow } from '../installed/index.ts';
import { buildSpec, hostnameOf, limitsOf, type SpecInput } from './spec.ts';

const ID = 'ab'.repeat(16);
const GIB = 1024 ** 3;

function input(container: Record<string, unknown> = {}, more: Partial<SpecInput> = {}): SpecInput {
	const { manifest } = parseManifest({
		manifestVersion: 1,
		meta: { name: 'Python page', version: '1.0.0' },
		container: {
			build: { debian: { packages: ['python3'] } },
			services: [
				{ name: 'web', command: { exec: 'python3 -u "/pup/my app.py"', cwd: '', env: { MODE: 'a', PATH: '/x' } } }
			],
			requiresInternet: true,
			...container
		}
	});
	const row = {
		id: ID,
		name: 'Python page',
		version: '1.0.0',
		manifest,
		memoryLimit: null,
		pidsLimit: null,
		cpuLimit: null
	} as PupRow;
	return {
		row,
		config: new Map([
			['MODE', 'from config'],
			['DBX_HOST', 'evil']
		]),
		layers: ['/images/base', '/images/python'],
		storage: '/data/storage/x',
		source: { path: '/data/pups/x/source', writable: false },
		image: null,
		volumePath: (target) => `/storage/x.volumes${target}`,
		address: '10.69.0.2',
		links: [],
		gateway: '10.69.0.1',
		totalMemory: 16 * GIB,
		user: { uid: 420, gid: 69 },
		...more
	};
}

describe('the container of a pup', () => {
	it('is what a running pup is promised', () => {
		expect(buildSpec(input())).toEqual({
			id: ID,
			hostname: 'python-page',
			layers: ['/images/base', '/images/python'],
			mounts: [
				{ source: '/data/pups/x/source', target: '/pup', readonly: true },
				{ source: '/data/storage/x', target: '/storage', readonly: false }
			],
			processes: [
				{
					name: 'web',
					argv: ['python3', '-u', '/pup/my app.py'],
					cwd: '/pup',
					env: {
						PATH: '/x',
						HOME: '/storage',
						LANG: 'C.UTF-8',
						MODE: 'from config',
						DBX_PUP_ID: ID,
						DBX_PUP_IP: '10.69.0.2',
						DBX_HOST: '10.69.0.1',
						DBX_PORT: '80'
					},
					user: { uid: 420, gid: 69 }
				}
			],
			limits: { memoryBytes: 4 * GIB, pids: 4096, cpus: null },
			scratchOwner: { uid: 420, gid: 69 },
			memoryFolders: [],
			network: {
				address: '10.69.0.2',
				hosts: [{ address: '10.69.0.1', names: ['dogebox', 'dogeboxd'] }]
			},
			labels: { kind: 'pup', name: 'Python page', version: '1.0.0' }
		});
	});
	it('takes cwd inside /pup, or as it is where absolute', () => {
		const cwd = (text: string) =>
			buildSpec(input({ services: [{ name: 'a', command: { exec: 'x', cwd: text } }] })).processes[0]?.cwd;
		expect([cwd('app'), cwd('/srv'), cwd('')]).toEqual(['/pup/app', '/srv', '/pup']);
	});
	it('may use native asynchronous I/O where the manifest asks, and nowhere else', () => {
		expect(buildSpec(input({ aio: true })).aio).toBe(true);
		expect(buildSpec(input())).not.toHaveProperty('aio');
	});
	it('has no network where there is none', () => {
		const spec = buildSpec(input({}, { address: null }));
		expect(spec.network).toBeNull();
		expect(spec.processes[0]?.env).not.toHaveProperty('DBX_PUP_IP');
	});
	it('needs a root', () => expect(() => buildSpec(input({}, { layers: [] }))).toThrow(/has no root filesystem/));
	it('gets half of the memory of a small host, or what its owner gave', () => {
		const none = { memoryLimit: null, pidsLimit: null, cpuLimit: null };
		expect(limitsOf(none, { totalMemory: 2 * GIB }).memoryBytes).toBe(GIB);
		expect(limitsOf({ memoryLimit: 5, pidsLimit: 6, cpuLimit: 0.5 }, { totalMemory: GIB })).toEqual({
			memoryBytes: 5,
			pids: 6,
			cpus: 0.5
		});
	});
	it.each([
		['Dogecoin Core', 'dogecoin-core'],
		['  Ünïcode & Co. ', 'unicode-co'],
		['漢字', 'pup'],
		['x'.repeat(80), 'x'.repeat(63)]
	])('is called after %j', (name, host) => expect(hostnameOf(name)).toBe(host));
});

describe('a command', () => {
	it.each([
		['/bin/run.sh', ['/bin/run.sh']],
		['  a   b\tc ', ['a', 'b', 'c']],
		[`a 'b c' "d \\"e\\" \\n" f\\ g ''`, ['a', 'b c', 'd "e" \\n', 'f g', '']],
		['a $HOME; rm -rf / | `id` > x', ['a', '$HOME;', 'rm', '-rf', '/', '|', '`id`', '>', 'x']]
	])('%s', (text, words) => expect(splitCommand(text)).toEqual(words));
	it.each([`a 'b`, '   ', `''`])('refuses %j', (text) => expect(() => splitCommand(text)).toThrow(/cannot be used/));

	it('takes over the environment of the image it was made from; the manifest’s and the box’s own go before it', () => {
		const env = {
			PATH: '/opt/app/bin',
			MODE: 'image',
			ONLY: 'image',
			HOME: '/root',
			DBX_HOST: 'image',
			'bad name': 'x'
		};
		const { processes } = buildSpec(input({}, { image: { env, account: null, volumes: [] }, config: new Map() }));
		expect(processes[0]?.env).toMatchObject({
			MODE: 'a',
			PATH: '/x',
			ONLY: 'image',
			HOME: '/storage',
			DBX_HOST: '10.69.0.1'
		});
		expect(processes[0]?.env).not.toHaveProperty('bad name');
	});

	it('mounts a developer’s own folder writable', () => {
		const { mounts } = buildSpec(input({}, { source: { path: '/home/dev/pup', writable: true } }));
		expect(mounts[0]).toEqual({ source: '/home/dev/pup', target: '/pup', readonly: false, foreign: true });
	});

	it('of an image is as that wants it: its user, its data, a root that is written to', () => {
		const made = (account: { uid: number; gid: number; groups: number[] } | null, volumes: string[] = []) =>
			buildSpec(input({}, { image: { env: {}, account, volumes } }));
		const own = made({ uid: 1000, gid: 1001, groups: [50] }, ['/var/lib/x']);
		expect(own.processes[0]!.user).toEqual({ uid: 1000, gid: 1001, groups: [50, 69] });
		expect(own.processes[0]!.stepsDown).toBeUndefined();
		expect(own.writableRoot).toBe(true);
		expect(own.mounts.at(-1)).toEqual({
			source: '/storage/x.volumes/var/lib/x',
			target: '/var/lib/x',
			readonly: false
		});
		expect(made({ uid: 0, gid: 0, groups: [] }).processes[0]).toMatchObject({
			user: { uid: 0, gid: 0 },
			stepsDown: true
		});
		expect(made(null).processes[0]!.user).toEqual({ uid: 420, gid: 69 });
	});
});

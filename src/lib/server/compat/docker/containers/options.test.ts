import { describe, expect, it } from 'vitest';
import { readAsked, readHealthcheck } from './asked.ts';
import { hostOfOptions, optionsRequest } from './options.ts';

const NO_STOP = { stopSignal: '', healthcheck: null };
const optionsFrom = (body: object, stop = NO_STOP) =>
	optionsRequest(readAsked({ Image: 'x', ...body }), [], stop, '10.69.0.1');

describe('options from what a client asks for', () => {
	it.each<[string, object, object]>([
		['nothing', {}, {}],
		[
			'what old clients send for nothing',
			{ Hostname: '', HostConfig: { CapAdd: null, CapDrop: [], ShmSize: 0, Ulimits: null, Init: null } },
			{}
		],
		['a host name', { Hostname: 'db' }, { hostname: 'db' }],
		['capabilities', { HostConfig: { CapDrop: ['ALL'], CapAdd: ['CHOWN'] } }, { capDrop: ['ALL'], capAdd: ['CHOWN'] }],
		['a size of /dev/shm', { HostConfig: { ShmSize: 2 ** 26 } }, { shmBytes: 2 ** 26 }],
		[
			'limits',
			{ HostConfig: { Ulimits: [{ Name: 'nofile', Soft: 10, Hard: -1 }] } },
			{ ulimits: [{ name: 'nofile', soft: 10, hard: -1 }] }
		],
		[
			'further hosts',
			{ HostConfig: { ExtraHosts: ['db:10.0.0.1', 'a=b', 'six:[fe80::1]', 'gw:host-gateway'] } },
			{
				extraHosts: [
					{ name: 'db', address: '10.0.0.1' },
					{ name: 'a', address: 'b' },
					{ name: 'six', address: 'fe80::1' },
					{ name: 'gw', address: '10.69.0.1' }
				]
			}
		],
		['further groups', { HostConfig: { GroupAdd: ['20', '7'] } }, { groups: [20, 7] }],
		[
			'settings of the kernel, but those that are so',
			{ HostConfig: { Sysctls: { 'net.core.somaxconn': '512', 'net.ipv6.conf.all.disable_ipv6': '1' } } },
			{ sysctls: { 'net.core.somaxconn': '512' } }
		],
		['an init, or none', { HostConfig: { Init: false } }, { init: false }],
		['a signal by number', { StopSignal: '3', StopTimeout: 7.5 }, { stopSignal: 'SIGQUIT', stopSeconds: 7 }],
		['a kill', { StopSignal: 'KILL', StopTimeout: 9 }, { stopSeconds: 0 }],
		['for ever', { StopTimeout: -1 }, { stopSeconds: 600 }]
	])('%s', (_, body, options) => expect(optionsFrom(body)).toEqual(options));

	it('the image’s signal holds where none is asked for', () => {
		expect(optionsFrom({}, { ...NO_STOP, stopSignal: 'SIGQUIT' })).toEqual({ stopSignal: 'SIGQUIT' });
		expect(optionsFrom({ StopSignal: 'INT' }, { ...NO_STOP, stopSignal: 'SIGQUIT' })).toEqual({ stopSignal: 'SIGINT' });
		expect(optionsFrom({}, { ...NO_STOP, stopSignal: 'SIGRTMIN+3' })).toEqual({});
		expect(() => optionsFrom({ StopSignal: 'SIGSEGV' })).toThrow('cannot be stopped with SIGSEGV');
	});

	it.each<[string, object, object | null, object]>([
		['none', {}, null, {}],
		['of the image', {}, { Test: ['CMD', 'a', 'b'] }, { health: { argv: ['a', 'b'] } }],
		['of the image, and not wanted', { Test: ['NONE'] }, { Test: ['CMD', 'a'] }, {}],
		[
			'of the image, at other times',
			{ Interval: 2e9, Retries: 5 },
			{ Test: ['CMD-SHELL', 'a | b'], Interval: 9e9, Timeout: 1e6 },
			{ health: { shell: 'a | b', intervalSeconds: 2, timeoutSeconds: 1, retries: 5 } }
		],
		[
			'its own',
			{ Test: ['CMD-SHELL', 'x'], StartPeriod: 4e9 },
			{ Test: ['CMD', 'a'] },
			{ health: { shell: 'x', startSeconds: 4 } }
		]
	])('a check of health: %s', (_, Healthcheck, healthcheck, options) => {
		const read = healthcheck === null ? null : readHealthcheck(healthcheck);
		expect(
			optionsRequest(readAsked({ Image: 'x', Healthcheck }), [], { stopSignal: '', healthcheck: read }, '')
		).toEqual(options);
	});

	it('a check of health that is none is refused', () => {
		expect(() => optionsFrom({ Healthcheck: { Test: ['FLY', 'a'] } })).toThrow('Unknown healthcheck type');
		expect(() => optionsFrom({ Healthcheck: { Test: ['CMD'] } })).toThrow('has no command');
		expect(readHealthcheck({ Test: 5 })).toBe(null);
	});

	it('folders in memory: at least a MiB, /dev/shm among them', () => {
		const asked = readAsked({ Image: 'x' });
		const memory = (target: string, sizeBytes: number | null) => ({ kind: 'memory' as const, target, sizeBytes });
		expect(
			optionsRequest(asked, [memory('/a', 1), memory('/b', null), memory('/dev/shm', 2 ** 21)], NO_STOP, '')
		).toEqual({
			memoryFolders: [{ target: '/a', sizeBytes: 2 ** 20 }, { target: '/b' }],
			shmBytes: 2 ** 21
		});
	});

	it('are given back as they are', () => {
		expect(
			hostOfOptions({
				...{ capAdd: ['CAP_CHOWN'], readonlyRoot: true, shmBytes: 5, init: true },
				memoryFolders: [{ target: '/a', sizeBytes: 9 }, { target: '/b' }],
				ulimits: [{ name: 'nofile', soft: 1, hard: 2 }]
			})
		).toEqual({
			...{ CapAdd: ['CAP_CHOWN'], ReadonlyRootfs: true, ShmSize: 5, Init: true },
			Tmpfs: { '/a': 'size=9', '/b': '' },
			Ulimits: [{ Name: 'nofile', Soft: 1, Hard: 2 }]
		});
		expect(hostOfOptions({})).toEqual({});
	});
});

/** Tables of containers as clients request them and see them. */
import { describe, expect, it } from 'vitest';
import type { BoxSummary } from '../../../../contract/boxes.ts';
import { DockerError } from '../errors.ts';
import { boxHappenings } from '../events/of-changes.ts';
import { eventOf } from '../events/events.ts';
import { eventFilter } from '../events/filter.ts';
import { readAsked } from './asked.ts';
import { pupNames } from './containers.ts';
import { NO_WORDS } from './image-words.ts';
import { keptOf } from './kept.ts';
import { listFilter, type Listed } from './list.ts';
import { refusedOf } from './refusals.ts';
import { boxState, spanWords, statusWords } from './state.ts';
import { cpusOf, envOf, restartOf, boxRequest } from './request.ts';

const S = 1000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;

const box = (more: Partial<BoxSummary> = {}): BoxSummary => ({
	id: '1'.repeat(32),
	name: 'web',
	state: 'running',
	failure: null,
	jobId: null,
	image: 'alpine:3',
	digest: null,
	labels: { a: 'b' },
	network: 'internet',
	networks: [],
	address: null,
	ports: [],
	cpus: null,
	memoryBytes: 1,
	diskBytes: null,
	pids: 10,
	restart: 'no',
	ephemeral: false,
	idleStopSeconds: null,
	expiresAt: null,
	createdAt: 0,
	startedAt: 1000,
	stoppedAt: null,
	exitCode: null,
	restarts: 0,
	health: null,
	...more
});

describe('the body of a create', () => {
	it('may have null for everything, and what nobody knows', () => {
		const asked = readAsked({
			Image: 'a',
			Cmd: null,
			Env: null,
			Unknown: { x: 1 },
			HostConfig: { Binds: null, New: 1 }
		});
		expect(asked).toMatchObject({ Image: 'a', Cmd: null });
	});
	it('may give one text for a command', () => {
		expect(readAsked({ Image: 'a', Cmd: 'true' }).Cmd).toEqual(['true']);
	});
	it.each([null, 7, 'x', undefined])('is not %o', (body) => {
		expect(() => readAsked(body)).toThrow('config cannot be empty');
	});
	it('says where it is wrong', () => {
		expect(() => readAsked({ Env: [1] })).toThrow('Env.0');
		expect(() => readAsked({ HostConfig: { Memory: 'much' } })).toThrow('HostConfig.Memory');
	});
});

describe('what is refused', () => {
	const refused = (HostConfig: object, more: object = {}) => refusedOf(readAsked({ Image: 'a', HostConfig, ...more }));
	it.each([
		[{ Privileged: true }],
		[{ NetworkMode: 'host' }],
		[{ PidMode: 'host' }],
		[{ IpcMode: 'host' }],
		[{ UTSMode: 'host' }],
		[{ UsernsMode: 'host' }],
		[{ CgroupnsMode: 'host' }],
		[{ Devices: [{ PathOnHost: '/dev/sda' }] }],
		[{ DeviceRequests: [{ Driver: 'nvidia' }] }],
		[{ DeviceCgroupRules: ['a *:* rwm'] }],
		[{ CgroupParent: '/x' }],
		[{ SecurityOpt: ['seccomp=unconfined'] }],
		[{ SecurityOpt: ['seccomp:unconfined'] }],
		[{ SecurityOpt: ['no-new-privileges=false'] }],
		[{ SecurityOpt: ['systempaths=unconfined'] }],
		[{ MaskedPaths: [] }]
	])('%o by the rules of the owner', (host) => {
		expect(refused(host).policy).toHaveLength(1);
	});
	it.each([
		[{ NetworkMode: 'container:x' }],
		[{ Links: ['db:db'] }],
		[{ VolumeDriver: 'nfs' }],
		[{ LogConfig: { Type: 'journald' } }],
		[{ Runtime: 'nvidia' }],
		[{ StorageOpt: { color: '1' } }],
		[{ SecurityOpt: ['mystery'] }]
	])('%o since it is not offered', (host) => {
		const { policy, missing } = refused(host);
		expect([policy, missing.length]).toEqual([[], 1]);
	});
	it('nothing of what clients send by themselves', () => {
		const usual = {
			...{ NetworkMode: 'default', PidMode: '', IpcMode: 'private', LogConfig: { Type: '', Config: {} } },
			...{ MaskedPaths: null, ReadonlyPaths: null, Devices: [], Runtime: 'runc', MemorySwappiness: -1 },
			SecurityOpt: ['no-new-privileges', 'label=disable']
		};
		expect(refused(usual)).toEqual({ policy: [], missing: [], warnings: [] });
	});
	it('nothing that can be left out, which the client is warned of', () => {
		expect(refused({ CpuShares: 5, Tmpfs: { '/t': 'rw,noexec,size=1m' } }, { Domainname: 'x' }).warnings).toHaveLength(
			3
		);
		expect(refused({ Memory: 1e8, MemorySwap: 2e8, KernelMemory: 1e8 }).warnings).toHaveLength(2);
		expect(refused({ MemorySwap: -1 }).warnings).toEqual([expect.stringContaining('Swap')]);
		expect(refused({ Memory: 1e8, MemorySwap: 1e8 }).warnings).toEqual([]);
	});
});

describe('what is wanted of a box', () => {
	const words = { ...NO_WORDS, entrypoint: ['/entry'], cmd: ['serve'] };
	const requestFrom = (body: object) =>
		boxRequest(readAsked(body), {
			name: 'web',
			image: 'a:1',
			words,
			mounts: [],
			anonymous: [],
			ports: [],
			networks: [],
			gateway: ''
		});
	it.each([
		[{}, ['/entry', 'serve']],
		[{ Cmd: ['x'] }, ['/entry', 'x']],
		[{ Entrypoint: ['/own'] }, ['/own']],
		[{ Entrypoint: ['/own'], Cmd: ['x'] }, ['/own', 'x']],
		[{ Entrypoint: [], Cmd: ['x'] }, ['x']]
	])('%o runs %j', (body, argv) => {
		const { entrypoint = [], argv: rest = [] } = requestFrom(body);
		expect([...entrypoint, ...rest]).toEqual(argv);
	});
	it('is kept as it was asked for, without what is secret', () => {
		const { annotations = '' } = requestFrom({ Tty: true, Env: ['KEY=secret'], Labels: { a: 'b' } });
		expect(annotations).not.toContain('secret');
		expect(keptOf(annotations)).toMatchObject({ asked: { Tty: true }, words: { cmd: ['serve'] } });
	});
	const HOSTILE = [
		'{"docker":1,"asked":null}',
		'{"docker":1,"asked":{},"anonymous":5}',
		'{"docker":1,"asked":{},"anonymous":["data-of-another"]}',
		'{"docker":1,"asked":{"HostConfig":7}}',
		'{"docker":1,"asked":{},"words":{"cmd":7}}'
	];
	it.each([null, '', '{', '7', 'null', '{"docker":2,"asked":{"Tty":true}}', '{"other":1}', ...HOSTILE])(
		'is not read from %j',
		(text) => {
			expect(keptOf(text)).toEqual({ asked: {}, words: NO_WORDS, anonymous: [] });
		}
	);
	it('that is too much is not kept, but for the volumes that go with it', () => {
		const much = { Cmd: ['x'.repeat(70_000)] };
		const given = {
			name: null,
			image: 'a',
			words,
			mounts: [],
			anonymous: ['a1'.repeat(16)],
			ports: [],
			networks: [],
			gateway: ''
		};
		expect(keptOf(boxRequest(readAsked(much), given).annotations ?? null)).toMatchObject({
			asked: {},
			anonymous: ['a1'.repeat(16)]
		});
	});
	it('has to run something', () => {
		expect(() => requestFrom({ Entrypoint: [] })).toThrow('no command specified');
	});
	it('is not removed and started again', () => {
		expect(() => requestFrom({ HostConfig: { AutoRemove: true, RestartPolicy: { Name: 'always' } } })).toThrow(
			"can't create 'AutoRemove' container with restart policy"
		);
	});
	it('has limits by either way', () => {
		expect([cpusOf({ NanoCpus: 15e8 }), cpusOf({ CpuQuota: 50_000 }), cpusOf({})]).toEqual([1.5, 0.5, null]);
		expect(() => cpusOf({ NanoCpus: 1, CpuQuota: 1 })).toThrow('Conflicting options');
		expect(() => requestFrom({ HostConfig: { Memory: 4096 } })).toThrow('Minimum memory limit');
	});
	it.each([
		[{ Name: '' }, 'no'],
		[{ Name: 'always', MaximumRetryCount: 0 }, 'always'],
		[{ Name: 'on-failure', MaximumRetryCount: 3 }, 'on-failure:3'],
		[{ Name: 'on-failure' }, 'on-failure']
	])('restart policy %o', (given, wanted) => {
		expect(restartOf(given)).toBe(wanted);
	});
	it.each([[{ Name: 'maybe' }], [{ Name: 'always', MaximumRetryCount: 1 }], [{ Name: 'no', MaximumRetryCount: -1 }]])(
		'no restart policy %o',
		(given) => {
			expect(() => restartOf(given)).toThrow('invalid restart policy');
		}
	);
	it('takes the last of two variables of a name', () => {
		expect(envOf(['A=1', 'B', 'A=2=3', 'C='])).toEqual({ A: '2=3', C: '' });
		expect(() => envOf(['=x'])).toThrow('invalid environment variable');
	});
	it.each([
		[{}, 'internet'],
		[{ HostConfig: { NetworkMode: 'none' } }, 'none'],
		[{ NetworkDisabled: true }, 'none'],
		[{ Labels: { 'dogebox.network': 'home' } }, 'home']
	])('with %o reaches %s', (body, network) => {
		expect(requestFrom(body).network).toBe(network);
	});
});

it.each([
	[0, 'Less than a second'],
	[1 * S, '1 second'],
	[59 * S, '59 seconds'],
	[60 * S, 'About a minute'],
	[5 * M, '5 minutes'],
	[60 * M, 'About an hour'],
	[47 * H, '47 hours'],
	[3 * D, '3 days'],
	[20 * D, '2 weeks'],
	[100 * D, '3 months'],
	[800 * D, '2 years'],
	[-5, 'Less than a second']
])('%i ms are “%s”', (ms, words) => {
	expect(spanWords(ms)).toBe(words);
});

it.each([
	[box(), 'Up 4 seconds'],
	[box({ state: 'paused' }), 'Up 4 seconds (Paused)'],
	[box({ state: 'stopped', stoppedAt: 3000, exitCode: 1 }), 'Exited (1) 2 seconds ago'],
	[box({ state: 'stopped', startedAt: null }), 'Created'],
	[box({ state: 'creating', startedAt: null }), 'Created'],
	[box({ state: 'error', startedAt: null }), 'Created']
])('the status of $state reads %s', (one, words) => {
	expect(statusWords(boxState(one), 5000)).toBe(words);
});

describe('the list', () => {
	const listed: Listed = {
		Id: 'ab'.repeat(32),
		Names: ['/proj-web-1'],
		Image: 'docker.io/library/nginx:1.25',
		ImageID: `sha256:${'c'.repeat(64)}`,
		Created: 100,
		Ports: [{ PrivatePort: 80, PublicPort: 8080, Type: 'tcp' }],
		Labels: { 'com.docker.compose.project': 'proj' },
		State: 'exited',
		NetworkSettings: { Networks: { proj_default: { NetworkID: 'd'.repeat(64) } } },
		Mounts: [{ Name: 'data', Source: '/x', Destination: '/data' }]
	};
	const fits = (filters: Record<string, string[]>) =>
		listFilter(new Map(Object.entries(filters)), () => ({ Created: 50 }))(listed, {
			exitCode: 3,
			health: 'none',
			exposed: ['9090/tcp']
		});
	it.each([
		[{ label: ['com.docker.compose.project=proj'] }, true],
		[{ label: ['com.docker.compose.project=proj', 'x'] }, false],
		[{ status: ['running', 'exited'] }, true],
		[{ name: ['^/proj-web'] }, true],
		[{ name: ['^web'] }, false],
		[{ name: ['(a+)+$'] }, false],
		[{ id: ['abab'] }, true],
		[{ ancestor: ['nginx'] }, true],
		[{ ancestor: ['nginx:1.25'] }, true],
		[{ ancestor: ['nginx:1.24'] }, false],
		[{ ancestor: ['cccccccc'] }, true],
		[{ network: ['proj_default'] }, true],
		[{ network: ['other'] }, false],
		[{ volume: ['data'] }, true],
		[{ volume: ['/data'] }, true],
		[{ publish: ['8080'] }, true],
		[{ publish: ['8000-8090/tcp'] }, true],
		[{ publish: ['8080/udp'] }, false],
		[{ expose: ['80', '90'] }, true],
		[{ expose: ['9090/tcp'] }, true],
		[{ exited: ['3'] }, true],
		[{ exited: ['0'] }, false],
		[{ health: ['none'] }, true],
		[{ 'is-task': ['true'] }, false],
		[{ before: ['x'] }, false],
		[{ since: ['x'] }, true]
	])('with %j: %s', (filters, wanted) => {
		expect(fits(filters as unknown as Record<string, string[]>)).toBe(wanted);
	});
	it.each([{ status: ['happy'] }, { exited: ['x'] }, { publish: ['x'] }])('refuses %j', (filters) => {
		expect(() => fits(filters as unknown as Record<string, string[]>)).toThrow(DockerError);
	});
});

describe('events', () => {
	const down = { state: 'stopped', stoppedAt: 2000, exitCode: 3 } as const;
	it.each([
		['made', null, box({ state: 'creating' }), ['create']],
		['seen first', null, box(), []],
		['started', box({ state: 'stopped', startedAt: null }), box(), ['start']],
		['ended', box(), box(down), ['die']],
		['started again', box(), box({ startedAt: 2000 }), ['die', 'start']],
		['paused', box(), box({ state: 'paused' }), ['pause']],
		['let go on', box({ state: 'paused' }), box(), ['unpause']],
		['renamed', box(), box({ name: 'other' }), ['rename']],
		['changed', box(), box({ memoryBytes: 2 }), ['update']],
		['the same', box(), box({ jobId: 'x' }), []]
	])('of one that was %s', (_how, before, after, wanted) => {
		expect(boxHappenings(before, after).map(({ action }) => action)).toEqual(wanted);
	});
	it('have labels, image, name and exit code', () => {
		expect(boxHappenings(box(), box(down))[0]?.attributes).toEqual({
			a: 'b',
			image: 'alpine:3',
			name: 'web',
			exitCode: '3'
		});
	});

	const event = eventOf(
		{
			type: 'container',
			action: 'exec_create: sh',
			id: '1'.repeat(64),
			attributes: { name: 'web', image: 'a', x: 'y' }
		},
		1_700_000_000_123
	);
	it('have a moment in seconds and in nanoseconds', () => {
		expect([event.time, event.timeNano]).toEqual([1_700_000_000, 1_700_000_000_123_000_000]);
	});
	it.each([
		[{ type: ['container'] }, true],
		[{ type: ['image'] }, false],
		[{ event: ['exec_create'] }, true],
		[{ event: ['exec'] }, false],
		[{ container: ['web'] }, true],
		[{ container: ['1111'] }, true],
		[{ container: ['db'] }, false],
		[{ image: ['a'] }, true],
		[{ label: ['x=y'] }, true],
		[{ label: ['x=z'] }, false],
		[{ scope: ['swarm'] }, false]
	])('fit %j: %s', (filters, wanted) => {
		expect(eventFilter(new Map(Object.entries(filters as unknown as Record<string, string[]>)))(event)).toBe(wanted);
	});
});

it('two pups of one name have different names among containers', () => {
	const names = pupNames([
		{ id: 'a'.repeat(32), name: 'Core Node' },
		{ id: 'b'.repeat(32), name: 'x' },
		{ id: 'c'.repeat(32), name: 'x' }
	]);
	expect([...names.values()]).toEqual(['pup-Core-Node', 'pup-x-bbbbbb', 'pup-x-cccccc']);
});

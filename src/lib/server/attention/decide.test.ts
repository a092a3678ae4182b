/** Sentences about what needs the owner. Each row has facts and the sentences about them. */
import { describe, expect, it } from 'vitest';
import type { DiskSpace, MissingPart } from '../../contract/box.ts';
import type { Job } from '../../contract/jobs.ts';
import type { PupSummary, ServiceStatus } from '../../contract/pups.ts';
import { attentionOf } from './decide.ts';
import type { Facts } from './facts.ts';

const NOW = 1_795_705_200_000;
const ID = 'a'.repeat(32);

const service = (more: Partial<ServiceStatus> = {}): ServiceStatus => ({
	name: 'web',
	pid: 7,
	state: 'running',
	startedAt: NOW,
	restarts: 0,
	lastExitCode: null,
	killedAfter: null,
	nextStartAt: null,
	...more
});
const pup = (more: Partial<PupSummary> = {}): PupSummary => ({
	id: ID,
	name: 'Core',
	version: '1.0.0',
	sourceId: 'builtin',
	shortDescription: '',
	logoUrl: null,
	state: 'running',
	enabled: true,
	failure: null,
	needsConfig: false,
	keys: 'made',
	services: [service()],
	webPages: [],
	address: null,
	installedAt: NOW,
	updateAvailable: null,
	jobId: null,
	...more
});
const job = (more: Partial<Job> = {}): Job => ({
	id: 'j1',
	kind: 'source.read',
	title: 'Refresh Dogecoin pups',
	resources: [],
	subject: { kind: 'source', id: 's1' },
	parentId: null,
	status: 'failed',
	steps: [],
	percent: 0,
	error: { code: 'unreachable', reason: 'It does not answer.', hint: 'Try again later.' },
	waitingFor: null,
	result: null,
	cancellable: false,
	cancelRequested: false,
	requestedBy: 'owner',
	createdAt: NOW - 2000,
	startedAt: NOW - 2000,
	finishedAt: NOW - 1000,
	...more
});
const disk = (more: Partial<DiskSpace> = {}): DiskSpace => ({
	name: '/dev/sda1',
	mountPoint: '/data',
	holds: ['pups'],
	size: 100e9,
	free: 2e9,
	files: null,
	filesFree: null,
	level: 'low',
	...more
});
const part = (code: string): MissingPart => ({ code, what: `${code} is so.`, effect: 'It hurts.', command: 'mend' });
const well: Facts = {
	now: NOW,
	pups: [pup()],
	unserved: [],
	disks: [disk({ level: 'ok' })],
	largest: [{ id: ID, name: 'Core', bytes: 5e9 }],
	jobs: [],
	runtime: { ready: true, missing: [] },
	ends: [],
	webhooks: [],
	heat: { celsius: 45, limit: 90 },
	clock: { synchronised: true, behindMs: 0 }
};
const crash = { code: 'service-ended', reason: '“web” ended with exit code 1.', hint: 'The box starts it again.' };

/** Returns the items as `severity id: title`, in the order of the list. */
const itemsOf = (facts: Partial<Facts>, before: Partial<Parameters<typeof attentionOf>[1]> = {}) =>
	attentionOf({ ...well, ...facts }, { since: new Map(), dismissed: new Set(), ...before }).map(
		({ severity, id, title }) => `${severity} ${id.replace(ID, 'ID')}: ${title}`
	);

describe('the list of attention', () => {
	it.each<[string, Partial<Facts>, string[]]>([
		['nothing where all is well', {}, []],
		['nothing where nothing can be known', { heat: null, clock: { synchronised: null, behindMs: 0 } }, []],
		[
			'what a pup cannot do without, once for each pup',
			{
				unserved: ['a', 'b'].map((name) => ({ pupId: ID, pupName: 'Core', problem: `Nobody provides ${name}.` }))
			},
			['warning pup:ID:needs: Core needs another pup']
		],
		['a disk that fills', { disks: [disk()] }, ['warning disk:/data: The disk at /data is getting full']],
		[
			'a disk that has no room for files',
			{ disks: [disk({ level: 'critical', files: 100, filesFree: 0 })] },
			['critical disk:/data: The disk at /data is full']
		],
		['a broken pup', { pups: [pup({ state: 'broken', failure: crash })] }, ['critical pup:ID:broken: Core is broken']],
		[
			'a broken pup, but not while it is tried again',
			{ pups: [pup({ state: 'broken', failure: crash, jobId: 'j' })] },
			[]
		],
		['a crashed pup', { pups: [pup({ state: 'crashed', failure: crash })] }, ['warning pup:ID:crashed: Core crashed']],
		[
			'one that keeps ending, also while it runs for a moment',
			{ pups: [pup({ services: [service({ flapping: { ends: 5, minutes: 3 } })] })] },
			['critical pup:ID:flapping: Core keeps ending']
		],
		[
			'an unhealthy pup',
			{ pups: [pup({ health: { state: 'unhealthy', text: 'Port 80 answers 500.', since: NOW } })] },
			['warning pup:ID:unhealthy: Core is not healthy']
		],
		['a healthy pup is no matter', { pups: [pup({ health: { state: 'healthy', text: '', since: NOW } })] }, []],
		[
			'missing settings',
			{ pups: [pup({ state: 'stopped', needsConfig: true })] },
			['warning pup:ID:settings: Core needs its settings']
		],
		[
			'nothing of an uninstalled pup',
			{ pups: [pup({ state: 'uninstalled', needsConfig: true, keys: 'waiting' })] },
			[]
		],
		[
			'a limit that was reached',
			{ pups: [pup({ limitsReached: [{ kind: 'memory', at: NOW, text: 'It used all of its memory.' }] })] },
			['warning pup:ID:limits: Core reached a limit']
		],
		[
			'newer versions in one item, but those that are skipped',
			{
				pups: [
					pup({ updateAvailable: { version: '2.0.0', skipped: false } }),
					pup({ id: 'b', updateAvailable: { version: '3.0.0', skipped: true } })
				]
			},
			['info updates: An update is available']
		],
		['keys that wait', { pups: [pup({ keys: 'waiting' })] }, ['warning keys: Core waits for keys']],
		['a failed job', { jobs: [job()] }, ['warning job:j1: Failed: Refresh Dogecoin pups']],
		[
			'no failed job where a later one of its kind went well or is at work',
			{ jobs: [job({ id: 'j2', status: 'running' }), job()] },
			[]
		],
		[
			'a failed job where the later one is about something else, or was cancelled',
			{
				jobs: [
					job({ id: 'j3', status: 'cancelled' }),
					job({ id: 'j2', status: 'succeeded', subject: { kind: 'source', id: 's2' } }),
					job()
				]
			},
			['warning job:j1: Failed: Refresh Dogecoin pups']
		],
		['no failed job of last week', { jobs: [job({ finishedAt: NOW - 8 * 86_400_000 })] }, []],
		[
			'a failed start once: the pup says it itself',
			{
				pups: [pup({ state: 'broken', failure: crash })],
				jobs: [job({ kind: 'pup.start', subject: { kind: 'pup', id: ID } })]
			},
			['critical pup:ID:broken: Core is broken']
		],
		[
			'the internet apart from what the host lacks',
			{ runtime: { ready: true, missing: [part('firewall-docker'), part('no-mmdebstrap'), part('no-storage')] } },
			[
				'critical storage: The disk with the pups’ data is missing',
				'warning internet: Pups cannot reach everything that they may',
				'info host: Something is missing on this host'
			]
		],
		[
			'a host that can run nothing',
			{ runtime: { ready: false, missing: [part('no-runc')] } },
			['critical host: Pups cannot run on this host yet']
		],
		['heat', { heat: { celsius: 82, limit: 90 } }, ['warning heat: The box is hot']],
		['heat that switches off', { heat: { celsius: 88, limit: 90 } }, ['critical heat: The box is hot']],
		[
			'a clock that no server sets',
			{ clock: { synchronised: false, behindMs: 0 } },
			['warning clock: The clock of the box is not set by a time server']
		],
		[
			'a clock that is behind, whatever systemd says',
			{ clock: { synchronised: true, behindMs: 3_600_000 } },
			['warning clock: The clock of the box is wrong']
		],
		[
			'a webhook that has given up',
			{ webhooks: [{ id: 'w', name: 'Lights', problem: 'It does not answer.' }] },
			['warning webhook:w: The webhook Lights was paused']
		],
		[
			'a part of the box that was restarted',
			{ ends: [{ part: 'dkm', at: NOW - 1000, reason: 'ended by SIGKILL' }] },
			[`info end:dkm:${NOW - 1000}: The key manager (dkm) was restarted`]
		]
	])('tells of %s', (_name, facts, expected) => {
		expect(itemsOf(facts)).toEqual(expected);
	});

	it('is hot until it has cooled down clearly', () => {
		const heat = { celsius: 77, limit: 90 };
		expect(itemsOf({ heat })).toEqual([]);
		expect(itemsOf({ heat }, { since: new Map([['heat', 1]]) })).toHaveLength(1);
	});

	it('says what to do, where, and since when', () => {
		const before = { since: new Map([['disk:/data', 5]]), dismissed: new Set<string>() };
		const [full] = attentionOf({ ...well, disks: [disk({ level: 'critical' })] }, before);
		expect(full).toMatchObject({ since: 5, dismissible: false, subject: { kind: 'disk', id: '/data' } });
		expect(full?.text).toMatch(/^2\.0 GB of 100 GB are free on \/dev\/sda1\. Pups whose data grows are stopped/);
		expect(full?.links).toEqual([{ label: 'Delete Core or its data', href: `/pups/${ID}/remove`, note: '5.0 GB' }]);
		const [crashed] = attentionOf({ ...well, pups: [pup({ state: 'crashed', failure: crash })] }, before);
		expect(crashed).toMatchObject({
			since: NOW,
			text: '“web” ended with exit code 1. The box starts it again.',
			action: { label: 'Open Core', href: `/pups/${ID}` }
		});
	});

	it('leaves out what was put away, but nothing that is still so', () => {
		const dismissed = new Set(['job:j1', 'disk:/data']);
		expect(itemsOf({ jobs: [job()], disks: [disk()] }, { dismissed })).toEqual([
			'warning disk:/data: The disk at /data is getting full'
		]);
	});

	it('gives a hundred at most, the worst first', () => {
		const pups = Array.from({ length: 120 }, (_, i) =>
			pup({ id: `${i}`, state: i === 119 ? 'broken' : 'crashed', failure: crash })
		);
		const all = itemsOf({ pups });
		expect(all).toHaveLength(100);
		expect(all[0]).toBe('critical pup:119:broken: Core is broken');
	});
});

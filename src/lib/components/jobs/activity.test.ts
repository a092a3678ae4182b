import { describe, expect, it } from 'vitest';
import type { Job } from '$lib/contract/jobs.ts';
import { groupJobs, isWanted, readActivity, wantedJobs, writeActivity } from './activity.ts';

const HOUR = 3_600_000;
const NOW = 1000 * 24 * HOUR;
const PUP = 'a'.repeat(32);
const job = (id: number, more: Partial<Job> = {}): Job => ({
	id: `job-${id}`,
	kind: 'pup.start',
	title: `Start ${id}`,
	resources: [],
	subject: { kind: 'pup', id: PUP },
	parentId: null,
	status: 'succeeded',
	steps: [],
	percent: 100,
	error: null,
	waitingFor: null,
	result: null,
	cancellable: false,
	cancelRequested: false,
	requestedBy: 'owner',
	createdAt: NOW - id * HOUR,
	startedAt: NOW - id * HOUR,
	finishedAt: NOW - id * HOUR,
	...more
});

describe('the address of the page', () => {
	it.each([
		['', { pup: null, kind: null, state: null, group: 'time' }],
		[`?pup=${PUP}&kind=run&state=failed&group=kind`, { pup: PUP, kind: 'run', state: 'failed', group: 'kind' }],
		['?pup=../x&kind=toString&state=&group=__proto__', { pup: null, kind: null, state: null, group: 'time' }]
	])('%s', (search, query) => {
		const read = readActivity(new URLSearchParams(search));
		expect(read).toEqual(query);
		expect(readActivity(new URLSearchParams(writeActivity(read)))).toEqual(read);
	});
	it('keeps how far back it is', () => {
		const query = readActivity(new URLSearchParams('?state=failed'));
		expect(writeActivity(query, 5)).toBe('?state=failed&before=5');
	});
});

it('asks the box for what it shows of what comes live', () => {
	const query = readActivity(new URLSearchParams(`?pup=${PUP}&kind=run&state=done`));
	expect(wantedJobs(query)).toMatchObject({ subject: PUP, statuses: ['succeeded'] });
	expect(wantedJobs(readActivity(new URLSearchParams()))).toEqual({});
	expect(isWanted(job(1), query)).toBe(true);
	for (const other of [{ kind: 'pup.install' }, { status: 'failed' as const }, { subject: null }]) {
		expect(isWanted(job(1, other), query)).toBe(false);
	}
});

describe('groups', () => {
	const jobs = [
		job(1),
		job(2, { title: 'Read “x”', kind: 'source.read', subject: { kind: 'source', id: 'x' } }),
		job(3, { title: 'Read “x”', kind: 'source.read', subject: { kind: 'source', id: 'x' } }),
		job(30, { status: 'failed' }),
		job(200, { subject: { kind: 'pup', id: 'b'.repeat(32) } }),
		job(300, { subject: { kind: 'pup', id: 'c'.repeat(32) }, kind: 'new.kind' })
	];
	const grouped = (by: Parameters<typeof groupJobs>[1]) =>
		groupJobs(jobs, by, new Map([[PUP, 'Probe']]), NOW).map(({ label, runs }) => [
			label,
			runs.map(({ newest, earlier }) => [newest.id, earlier.length])
		]);
	it('by time, with what followed each other and came to the same as one', () => {
		expect(grouped('time')).toEqual([
			[
				'Last 24 hours',
				[
					['job-1', 0],
					['job-2', 1]
				]
			],
			['Last 7 days', [['job-30', 0]]],
			[
				'Older',
				[
					['job-200', 0],
					['job-300', 0]
				]
			]
		]);
	});
	it('by pup, kind and state', () => {
		expect(grouped('pup').map(([label]) => label)).toEqual(['Probe', 'Sources', 'Pups that were removed']);
		expect(grouped('kind').map(([label]) => label)).toEqual(['Starts and stops', 'Sources', 'Other']);
		expect(grouped('state').map(([label]) => label)).toEqual(['Done', 'Failed']);
	});
});

/** Filters and groups jobs for the activity page. Pure. */
import type { Job, JobStatus } from '$lib/contract/jobs.ts';

interface Choice<Value> {
	label: string;
	/** The values of a job's field that the choice matches. */
	values: readonly Value[];
}

/** Kinds of jobs in the owner's terms. */
export const JOB_KINDS = {
	install: { label: 'Installs and updates', values: ['pup.install', 'wiring.install', 'pup.update', 'pup.rollback'] },
	run: { label: 'Starts and stops', values: ['pup.start', 'pup.stop', 'pup.restart', 'pup.halt'] },
	remove: { label: 'Removals', values: ['pup.uninstall', 'pup.purge'] },
	dev: { label: 'Dev mode', values: ['pup.dev', 'pup.reload'] },
	source: { label: 'Sources', values: ['source.read'] },
	box: {
		label: 'Boxes',
		values: [
			...['image.pull'],
			...['box.create', 'box.clone', 'box.start', 'box.stop', 'box.restart', 'box.remove'],
			...['box.snapshot', 'box.restore']
		]
	}
} as const satisfies Record<string, Choice<string>>;

export const JOB_STATES = {
	running: { label: 'Running or waiting', values: ['queued', 'running'] },
	done: { label: 'Done', values: ['succeeded'] },
	failed: { label: 'Failed', values: ['failed'] },
	cancelled: { label: 'Cancelled', values: ['cancelled'] }
} as const satisfies Record<string, Choice<JobStatus>>;

/** Criteria for grouping jobs. */
export const GROUPINGS = { time: 'Time', pup: 'Pup', kind: 'Kind', state: 'State' } as const;

type KindId = keyof typeof JOB_KINDS;
type StateId = keyof typeof JOB_STATES;
export type Grouping = keyof typeof GROUPINGS;

/** Filters of jobs; null for no filter. */
export interface ActivityQuery {
	/** Id of a pup. */
	pup: string | null;
	kind: KindId | null;
	state: StateId | null;
	group: Grouping;
}

const among = <Key extends string>(choices: Record<Key, unknown>, wanted: unknown): Key | null =>
	typeof wanted === 'string' && Object.hasOwn(choices, wanted) ? (wanted as Key) : null;

/** Reads filters from an address or its form; unknown values are ignored. */
export function readActivity(asked: { get(name: string): unknown }): ActivityQuery {
	const pup = asked.get('pup');
	return {
		pup: typeof pup === 'string' && /^[0-9a-f]{32}$/.test(pup) ? pup : null,
		kind: among(JOB_KINDS, asked.get('kind')),
		state: among(JOB_STATES, asked.get('state')),
		group: among(GROUPINGS, asked.get('group')) ?? 'time'
	};
}

/** The query part of the address for these filters, with its question mark; empty for none. */
export function writeActivity({ pup, kind, state, group }: ActivityQuery, before?: number): string {
	const parts = { pup, kind, state, group: group === 'time' ? null : group, before: before?.toString() };
	const asked = new URLSearchParams(
		Object.entries(parts).filter((entry): entry is [string, string] => Boolean(entry[1]))
	);
	return asked.size ? `?${asked}` : '';
}

/** Converts the filters into a request. */
export function wantedJobs({ pup, kind, state }: ActivityQuery) {
	return {
		...(pup && { subject: pup }),
		...(kind && { kinds: JOB_KINDS[kind].values }),
		...(state && { statuses: JOB_STATES[state].values })
	};
}

/** Whether a live job matches the filters. */
export function isWanted(job: Job, query: ActivityQuery): boolean {
	const { subject, kinds, statuses } = wantedJobs(query);
	return (
		(subject === undefined || job.subject?.id === subject) &&
		(kinds === undefined || (kinds as readonly string[]).includes(job.kind)) &&
		(statuses === undefined || (statuses as readonly string[]).includes(job.status))
	);
}

/** Consecutive jobs with the same result. */
export interface JobRun {
	newest: Job;
	/** The others, newest first. */
	earlier: Job[];
}

export interface JobGroup {
	id: string;
	label: string;
	runs: JobRun[];
}

const DAY = 86_400_000;

function placeOf(job: Job, by: Grouping, names: ReadonlyMap<string, string>, now: number): [id: string, label: string] {
	switch (by) {
		case 'time': {
			const age = now - (job.finishedAt ?? job.createdAt);
			if (age < DAY) return ['day', 'Last 24 hours'];
			return age < 7 * DAY ? ['week', 'Last 7 days'] : ['older', 'Older'];
		}
		case 'pup': {
			const { subject } = job;
			if (subject?.kind === 'source') return ['sources', 'Sources'];
			if (subject?.kind === 'ad-hoc-box') return ['boxes', 'Boxes'];
			if (subject?.kind !== 'pup') return ['box', 'The box'];
			return [subject.id, names.get(subject.id) ?? 'Pups that were removed'];
		}
		case 'kind': {
			const found = Object.entries(JOB_KINDS).find(([, { values }]) =>
				(values as readonly string[]).includes(job.kind)
			);
			return found ? [found[0], found[1].label] : ['other', 'Other'];
		}
		case 'state': {
			const found = Object.entries(JOB_STATES).find(([, { values }]) =>
				(values as readonly string[]).includes(job.status)
			);
			return found ? [found[0], found[1].label] : ['other', 'Other'];
		}
	}
}

/**
 * Groups jobs, newest first in each group. Groups are in the order of their newest jobs.
 * @param jobs newest first
 * @param names of pups, by id
 */
export function groupJobs(
	jobs: readonly Job[],
	by: Grouping,
	names: ReadonlyMap<string, string>,
	now: number
): JobGroup[] {
	const groups = new Map<string, JobGroup>();
	for (const job of jobs) {
		const [id, label] = placeOf(job, by, names, now);
		// All removed pups share one group.
		const key = by === 'pup' && !names.has(id) ? label : id;
		const group = groups.get(key) ?? { id: key, label, runs: [] };
		groups.set(key, group);
		const last = group.runs.at(-1);
		if (last && last.newest.title === job.title && last.newest.status === job.status) last.earlier.push(job);
		else group.runs.push({ newest: job, earlier: [] });
	}
	return [...groups.values()];
}

/**
 * Decisions about jobs as pure functions: which may run now, how a conflict is resolved, how a job
 * continues after a crash.
 */
import type { Failure } from '../../contract/jobs.ts';
import type { JobRecord } from './record.ts';
import type { JobKind } from './types.ts';

/** A job's claim on locks. */
export interface Claim {
	id: string;
	resources: readonly string[];
	/**
	 * Ids of the job that runs it as a child, of that job's parent and so on. It may use their
	 * locks, since they wait for it. Default none.
	 */
	ancestors?: readonly string[];
}

const ancestorsOf = (claim: Claim): readonly string[] => claim.ancestors ?? [];

/**
 * Sorts children before others, the deepest first: a job that waits for a child must not block it.
 * Otherwise keeps the order.
 */
function byDepth(waiting: readonly Claim[]): Claim[] {
	return [...waiting].sort((a, b) => ancestorsOf(b).length - ancestorsOf(a).length);
}

/**
 * Returns the waiting jobs that may begin now. A job that must wait keeps its place: later jobs
 * that need the same lock stay behind it, so none starves.
 * @param waiting in the order in which they shall run; children go first
 * @param running jobs that hold their locks
 * @param limit most jobs that run at the same time; children run in the slot of their parent
 * @returns ids, in order
 */
export function runnable(waiting: readonly Claim[], running: readonly Claim[], limit: number): string[] {
	const began: Claim[] = [];
	const ahead: Claim[] = [];
	let free = limit - running.filter((claim) => ancestorsOf(claim).length === 0).length;
	for (const claim of byDepth(waiting)) {
		const isChild = ancestorsOf(claim).length > 0;
		if (!isChild && free <= 0) break;
		if (inTheWay(claim, [...running, ...began], ahead).length === 0) {
			began.push(claim);
			if (!isChild) free--;
		} else ahead.push(claim);
	}
	return began.map((claim) => claim.id);
}

/**
 * Returns the jobs that must finish before a waiting claim can begin.
 * @param holders jobs that hold their locks
 * @param ahead jobs that wait in front of it
 */
function inTheWay(claim: Claim, holders: readonly Claim[], ahead: readonly Claim[]): Claim[] {
	const ancestors = ancestorsOf(claim);
	const wants = (one: Claim, resources: readonly string[]) =>
		!ancestors.includes(one.id) && one.resources.some((resource) => resources.includes(resource));
	const lent = holders.filter(({ id }) => ancestors.includes(id)).flatMap((one) => one.resources);
	// A job that waits for a lent lock waits for the end of this one.
	const notLent = claim.resources.filter((resource) => !lent.includes(resource));
	return [...holders.filter((one) => wants(one, claim.resources)), ...ahead.filter((one) => wants(one, notLent))];
}

/**
 * Whether a new child would wait for a job that, directly or through others, waits for one of the
 * child's own ancestors. Such a child must not be created: it would be a deadlock.
 * @param child not yet contained in the others
 * @param running jobs that hold their locks
 * @param waiting in the order in which they were submitted
 */
export function closesCircle(child: Claim, running: readonly Claim[], waiting: readonly Claim[]): boolean {
	// Jobs that are no children and have not begun hold no locks, and run after children.
	const queue = byDepth([...waiting.filter((claim) => ancestorsOf(claim).length > 0), child]);
	const all = [...running, ...queue];
	const seen = new Set<string>();

	const before = (claim: Claim) => inTheWay(claim, running, queue.slice(0, queue.indexOf(claim)));
	function reachesAncestor(claim: Claim): boolean {
		if (ancestorsOf(child).includes(claim.id)) return true;
		if (seen.has(claim.id)) return false;
		seen.add(claim.id);
		const children = all.filter((one) => ancestorsOf(one)[0] === claim.id);
		return [...children, ...(queue.includes(claim) ? before(claim) : [])].some(reachesAncestor);
	}
	return before(child).some(reachesAncestor);
}

/**
 * Decides what happens to a new job when others are unfinished. It joins a job only when that one
 * was submitted last: after start and stop, a second start must run after the stop. A job that is
 * being cancelled or undone is never joined, since it will not produce the result.
 * @param unfinished in the order in which they were submitted, without the new one's ancestors
 */
export function decideConflict(
	kind: Pick<JobKind<unknown>, 'kind' | 'conflict'>,
	resources: readonly string[],
	unfinished: readonly Pick<JobRecord, 'id' | 'kind' | 'resources' | 'cancelRequested' | 'error'>[]
): { do: 'insert' } | { do: 'join' | 'reject'; id: string } {
	const rivals = unfinished.filter((job) => job.resources.some((resource) => resources.includes(resource)));
	const first = rivals[0];
	if (!first || kind.conflict === 'queue') return { do: 'insert' };
	if (kind.conflict === 'reject') return { do: 'reject', id: first.id };
	const last = rivals.at(-1)!;
	const joins = last.kind === kind.kind && !last.cancelRequested && last.error === null;
	return joins ? { do: 'join', id: last.id } : { do: 'insert' };
}

/** How often a job is resumed after a crash before the job itself counts as the cause. */
export const MAX_RESUMES = 3;

/** The failure of a cancelled job, as `undo` receives it. */
export const CANCELLED: Failure = { code: 'cancelled', reason: 'It was cancelled.', hint: null };

const interrupted = (reason: string): Failure => ({
	code: 'interrupted',
	reason,
	hint: 'Incomplete changes were undone. Start it again.'
});

export type StartPlan =
	/** It has not begun: it runs when its locks are free. */
	| { do: 'wait' }
	/** It continues at its unfinished step. */
	| { do: 'resume'; resumed: number }
	/** It is undone and ends as failed, or as cancelled. */
	| { do: 'undo'; failure: Failure };

/** The failure of a child whose parent does not continue. */
export const ORPHANED: Failure = interrupted('The job that it was part of did not continue.');

/**
 * Decides at start-up what to do with an unfinished job. A step that is still `running` means that
 * dogeboxd died within it; a clean stop sets it back to `pending`.
 * @param kind null when this version does not know it
 */
export function planStart(record: JobRecord, kind: Pick<JobKind<unknown>, 'afterCrash' | 'steps'> | null): StartPlan {
	if (record.error) return { do: 'undo', failure: record.error };
	if (!kind) {
		return {
			do: 'undo',
			failure: {
				code: 'unknown-job',
				reason: `This version of the box does not know jobs of the kind “${record.kind}”.`,
				hint: 'It was started by another version of the box; start it again.'
			}
		};
	}
	if (record.cancelRequested) return { do: 'undo', failure: CANCELLED };
	if (record.status === 'queued') return { do: 'wait' };
	if (!sameSteps(record, kind)) {
		return { do: 'undo', failure: interrupted('The box was updated in the middle of it.') };
	}
	if (kind.afterCrash === 'fail') {
		return { do: 'undo', failure: interrupted('The box stopped in the middle of it.') };
	}
	const resumed = record.resumed + (record.steps.some((step) => step.status === 'running') ? 1 : 0);
	if (resumed > MAX_RESUMES) {
		return { do: 'undo', failure: interrupted(`The box stopped in the middle of it ${resumed} times.`) };
	}
	return { do: 'resume', resumed };
}

/** Whether the recorded steps of a job are those of its kind in this version. */
export function sameSteps(record: JobRecord, kind: Pick<JobKind<unknown>, 'steps'>): boolean {
	return (
		record.steps.length === kind.steps.length && record.steps.every((step, i) => step.name === kind.steps[i]?.name)
	);
}

/**
 * What to do with jobs, decided without doing it: which may run now, what a conflict means, what a
 * crash left.
 */
import type { Failure } from '../../contract/jobs.ts';
import type { JobRecord } from './record.ts';
import type { JobKind } from './types.ts';

/** A job as far as locks go. */
export interface Claim {
	id: string;
	resources: readonly string[];
	/**
	 * The job that runs it as a child, that one's parent and so on. It may use their locks: they
	 * wait for it. Default none.
	 */
	ancestors?: readonly string[];
}

const ancestorsOf = (claim: Claim): readonly string[] => claim.ancestors ?? [];

/**
 * Children before others, deepest first: whoever waits for a child must not stand in its way. Else
 * the order stays.
 */
function byDepth(waiting: readonly Claim[]): Claim[] {
	return [...waiting].sort((a, b) => ancestorsOf(b).length - ancestorsOf(a).length);
}

/**
 * Which waiting jobs may begin now. A job that must wait keeps its place: later ones that want the
 * same lock stay behind it, so none starves.
 * @param waiting in the order in which they shall run; children go first
 * @param running hold their locks
 * @param limit most jobs that run at the same time; children run in the place of their parent
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
 * Those that must go before a claim that waits.
 * @param holders have their locks
 * @param ahead wait further in front
 */
function inTheWay(claim: Claim, holders: readonly Claim[], ahead: readonly Claim[]): Claim[] {
	const ancestors = ancestorsOf(claim);
	const wants = (one: Claim, resources: readonly string[]) =>
		!ancestors.includes(one.id) && one.resources.some((resource) => resources.includes(resource));
	const lent = holders.filter(({ id }) => ancestors.includes(id)).flatMap((one) => one.resources);
	// Whoever waits for what is lent waits for the end of this one.
	const notLent = claim.resources.filter((resource) => !lent.includes(resource));
	return [...holders.filter((one) => wants(one, claim.resources)), ...ahead.filter((one) => wants(one, notLent))];
}

/**
 * Whether a new child would wait for a job that, over others, waits for one of the child's own
 * ancestors. Such a child must not be: nobody would ever go on.
 * @param child not among the others yet
 * @param running hold their locks
 * @param waiting in the order in which they were asked for
 */
export function closesCircle(child: Claim, running: readonly Claim[], waiting: readonly Claim[]): boolean {
	// Jobs that are no children and have not begun hold nothing, and go after children.
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
 * What becomes of a new job when others are unfinished. A job is joined only when it is the last
 * one asked for: after start, stop, a second start must come after the stop. One that is being
 * cancelled or undone is never joined: it will not bring what is asked for.
 * @param unfinished in the order in which they were asked for, without the new one's ancestors
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

/** Times a job is resumed after a crash before it is taken to be the cause. */
export const MAX_RESUMES = 3;

/** The failure of a job that was cancelled, as `undo` gets it. */
export const CANCELLED: Failure = { code: 'cancelled', reason: 'It was cancelled.', hint: null };

const interrupted = (reason: string): Failure => ({
	code: 'interrupted',
	reason,
	hint: 'What it had half done was undone. Start it again.'
});

export type StartPlan =
	/** Not begun: runs when its locks are free. */
	| { do: 'wait' }
	/** Goes on at its unfinished step. */
	| { do: 'resume'; resumed: number }
	/** Undoes and ends as failed, or as cancelled. */
	| { do: 'undo'; failure: Failure };

/** What becomes of a child whose parent does not go on: nobody waits for it any more. */
export const ORPHANED: Failure = interrupted('The job it was a part of did not go on.');

/**
 * What to do at start with an unfinished job of an earlier life. A step that is still `running`
 * means that dogeboxd died within it; a clean stop sets it back to `pending`, which is how the two
 * are distinguished.
 * @param kind null when this program does not know it
 */
export function planStart(record: JobRecord, kind: Pick<JobKind<unknown>, 'afterCrash' | 'steps'> | null): StartPlan {
	if (record.error) return { do: 'undo', failure: record.error };
	if (!kind) {
		return {
			do: 'undo',
			failure: {
				code: 'unknown-job',
				reason: `This version of the box does not know what “${record.kind}” is.`,
				hint: 'It was asked for under another version; ask for it again.'
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

/** Whether the steps written for a job are those of its kind now. */
export function sameSteps(record: JobRecord, kind: Pick<JobKind<unknown>, 'steps'>): boolean {
	return (
		record.steps.length === kind.steps.length && record.steps.every((step, i) => step.name === kind.steps[i]?.name)
	);
}

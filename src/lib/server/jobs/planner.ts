/** What to do with jobs, decided without doing it: which may run now, what a conflict means, what a crash left. */
import type { Failure } from '../../contract/jobs.ts';
import type { JobRecord } from './record.ts';
import type { JobKind } from './types.ts';

/** A job as far as locks go. */
export interface Claim {
	id: string;
	resources: readonly string[];
}

/**
 * Which waiting jobs may begin now.
 * A job that must wait keeps its place: later ones that want the same lock stay behind it, so none starves.
 * @param waiting in the order in which they shall run
 * @param running hold their locks
 * @param limit most jobs that run at the same time
 * @returns ids, in order
 */
export function runnable(waiting: readonly Claim[], running: readonly Claim[], limit: number): string[] {
	const taken = new Set(running.flatMap((claim) => claim.resources));
	const ids: string[] = [];
	for (const claim of waiting) {
		if (running.length + ids.length >= limit) break;
		if (!claim.resources.some((resource) => taken.has(resource))) ids.push(claim.id);
		for (const resource of claim.resources) taken.add(resource);
	}
	return ids;
}

/**
 * What becomes of a new job when others are unfinished.
 * A job is joined only when it is the last one asked for: after start, stop, a second start must come after the stop.
 * One that is being cancelled or undone is never joined: it will not bring what is asked for.
 * @param unfinished in the order in which they were asked for
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

/** Times a job is taken up after a crash before it is taken to be the cause. */
export const MAX_RESUMES = 3;

/** The failure of a job that was cancelled, as `undo` gets it. */
export const CANCELLED: Failure = { code: 'cancelled', reason: 'It was cancelled.', hint: null };

const interrupted = (reason: string): Failure => ({
	code: 'interrupted',
	reason,
	hint: 'What it had half done was taken back. Start it again.'
});

export type StartPlan =
	/** Not begun: runs when its locks are free. */
	| { do: 'wait' }
	/** Goes on at its unfinished step. */
	| { do: 'resume'; resumed: number }
	/** Undoes and ends as failed, or as cancelled. */
	| { do: 'undo'; failure: Failure };

/**
 * What to do at start with an unfinished job of an earlier life.
 * A step that is still `running` means that dogeboxd died within it; a clean stop sets it back to `pending`, which is how
 * the two are told apart.
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

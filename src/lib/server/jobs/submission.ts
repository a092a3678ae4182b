/** Submits jobs: resolves conflicts with unfinished jobs, writes the row, and queues the job. */
import { randomBytes } from 'node:crypto';
import type { BoxError } from '../../contract/errors.ts';
import { conflict } from '../../contract/errors.ts';
import { closesCircle, decideConflict } from './planner.ts';
import type { Queue } from './queue.ts';
import type { JobRecord, StepRecord } from './record.ts';
import { asStored } from './stored.ts';
import { stopping, type LiveJob, type Register } from './register.ts';
import type { JobKind } from './types.ts';

export interface SubmitOptions {
	requestedBy?: string | undefined;
	/** The parent job and the name of its step that runs this job as a child. */
	parent?: { id: string; step: string } | undefined;
}

/**
 * @returns a function that submits a job and returns the new job, or the job that it joins. It
 * throws BoxError 409 `busy` or `deadlock`, 503 `stopping`
 */
export function createSubmission(register: Register, queue: Queue) {
	const { live, kinds, database, store, now } = register;
	let lastCreated = 0;

	return function submit(kindName: string, input: unknown, options: SubmitOptions = {}): LiveJob {
		const kind = kinds.get(kindName);
		if (!kind) throw new Error(`there is no kind of job ${kindName}`);
		if (register.phase === 'stopping' || register.phase === 'halted') throw stopping();
		const stored = asStored(input);
		const resources = [...new Set(kind.resources(stored))];
		const parent = options.parent ?? null;
		const ancestors = register.ancestors({ parent });
		const others = [...live.values()].filter((job) => !ancestors.includes(job.record.id));
		const isChild = parent !== null;
		// A child runs before jobs that have not begun, so it neither joins them nor is refused
		// because of them.
		const rivals = isChild ? others.filter((job) => job.run || job.record.parent) : others;
		const decision = decideConflict(
			kind,
			resources,
			rivals.map((job) => job.record)
		);
		if (decision.do === 'reject') throw busy(live.get(decision.id)!.record.title);
		if (isChild) {
			const running = [...live.values()].filter((job) => job.run).map(register.claim);
			const waiting = [...live.values()].filter((job) => !job.run).map(register.claim);
			if (closesCircle({ id: '', resources, ancestors }, running, waiting)) throw deadlock(kind.title(stored));
		}
		if (decision.do === 'join') return live.get(decision.id)!;
		// Creation times are unique, because lists are paged by them.
		lastCreated = Math.max(now(), lastCreated + 1);
		const record: JobRecord = {
			id: randomBytes(16).toString('hex'),
			kind: kindName,
			title: kind.title(stored),
			resources,
			subject: kind.subject?.(stored) ?? null,
			parent,
			input: stored,
			status: 'queued',
			steps: newSteps(kind),
			error: null,
			waitingFor: null,
			result: null,
			cancelRequested: false,
			resumed: 0,
			requestedBy: options.requestedBy ?? 'box',
			createdAt: lastCreated,
			startedAt: null,
			finishedAt: null
		};
		const job = register.insert(record);
		const drop = () => void live.delete(record.id);
		database.afterCommit(() => {
			// A savepoint inside the transaction may have been rolled back on its own.
			if (store.has(record.id)) queue.schedule();
			else drop();
		}, drop);
		return job;
	};
}

export type Submit = ReturnType<typeof createSubmission>;

/** The steps of a new job. */
export function newSteps(kind: Pick<JobKind<unknown, unknown>, 'steps'>): StepRecord[] {
	return kind.steps.map(({ name, title, weight }) => ({
		name,
		title,
		weight: Math.max(1, Math.round(weight)),
		status: 'pending',
		percent: 0,
		note: null,
		startedAt: null,
		finishedAt: null
	}));
}

function busy(title: string): BoxError {
	return conflict('busy', `“${title}” is still running.`, 'Wait until it is done, or cancel it.');
}

function deadlock(title: string): BoxError {
	return conflict(
		'deadlock',
		`“${title}” would wait for a job that waits for it.`,
		'Try again when the other is done.'
	);
}

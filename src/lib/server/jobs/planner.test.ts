import { describe, expect, it } from 'vitest';
import { CANCELLED, closesCircle, decideConflict, planStart, runnable, type Claim } from './planner.ts';
import { percentOf, type JobRecord, type StepRecord } from './record.ts';

const claim = (id: string, ...resources: string[]): Claim => ({ id, resources });
const child = (id: string, ancestors: string[], ...resources: string[]): Claim => ({ id, resources, ancestors });

const step = (name: string, status: StepRecord['status']): StepRecord => ({
	name,
	title: name,
	status,
	weight: 1,
	percent: 0,
	note: null,
	startedAt: null,
	finishedAt: null
});

function record(patch: Partial<JobRecord> = {}): JobRecord {
	return {
		id: 'a',
		kind: 'pup.install',
		title: 'Install',
		resources: ['pup:1'],
		subject: { kind: 'pup', id: '1' },
		parent: null,
		input: null,
		status: 'running',
		steps: [step('one', 'succeeded'), step('two', 'running')],
		error: null,
		waitingFor: null,
		result: null,
		cancelRequested: false,
		resumed: 0,
		requestedBy: 'owner',
		createdAt: 1,
		startedAt: 1,
		finishedAt: null,
		...patch
	};
}
const run = async () => {};
const kind = {
	afterCrash: 'resume' as const,
	steps: [
		{ name: 'one', title: 'one', weight: 1, run },
		{ name: 'two', title: 'two', weight: 1, run }
	]
};

describe('which children may run', () => {
	const running = [claim('p', 'pup:1'), claim('q', 'pup:2')];

	it('lends them the locks of those that wait for them, and no others', () => {
		expect(runnable([child('c', ['p'], 'pup:1', 'pup:3')], running, 4)).toEqual(['c']);
		expect(runnable([child('c', ['p'], 'pup:2')], running, 4)).toEqual([]);
		expect(runnable([child('d', ['c', 'p'], 'pup:1')], [...running, child('c', ['p'], 'pup:1')], 4)).toEqual(['d']);
		expect(runnable([child('d', ['p'], 'pup:1')], [...running, child('c', ['p'], 'pup:1')], 4)).toEqual([]);
	});

	it('counts them in the place of their parents, and lets them go before what has not begun', () => {
		const waiting = [claim('a', 'pup:1', 'pup:3'), claim('b'), child('c', ['p'], 'pup:3')];
		expect(runnable(waiting, running, 2)).toEqual(['c']);
		expect(runnable(waiting, running, 3)).toEqual(['c', 'b']);
	});

	it('sees where two would wait for each other for ever', () => {
		const wants1 = child('c', ['q'], 'pup:1');
		expect(closesCircle(child('', ['p'], 'pup:2'), running, [wants1])).toBe(true);
		expect(closesCircle(child('', ['p'], 'pup:2'), running, [])).toBe(false);
		expect(closesCircle(child('', ['p'], 'pup:1'), running, [wants1])).toBe(false);
		expect(closesCircle(child('', ['p'], 'pup:3'), running, [wants1, claim('a', 'pup:3')])).toBe(false);
		// The circle may go through a third job, and through a place in the queue.
		const three = [...running, claim('r', 'pup:3')];
		const chain = [child('c', ['q'], 'pup:3'), child('d', ['r'], 'pup:1', 'pup:4')];
		expect(closesCircle(child('', ['p'], 'pup:2'), three, chain)).toBe(true);
		expect(closesCircle(child('', ['p'], 'pup:4'), three, chain)).toBe(true);
	});
});

describe('which jobs may run', () => {
	it('runs those that share no lock at the same time', () => {
		expect(runnable([claim('a', 'pup:1'), claim('b', 'pup:2'), claim('c')], [], 4)).toEqual(['a', 'b', 'c']);
	});

	it('never begins two that share a lock', () => {
		expect(runnable([claim('a', 'pup:1'), claim('b', 'pup:1')], [], 4)).toEqual(['a']);
		expect(runnable([claim('b', 'pup:1')], [claim('a', 'pup:1')], 4)).toEqual([]);
	});

	it('keeps the place of a job that waits, so that it does not starve', () => {
		const waiting = [claim('a', 'pup:1', 'pup:2'), claim('b', 'pup:2'), claim('c', 'pup:3')];
		expect(runnable(waiting, [claim('r', 'pup:1')], 4)).toEqual(['c']);
	});

	it('stays within the limit', () => {
		expect(runnable([claim('a'), claim('b'), claim('c')], [claim('r')], 3)).toEqual(['a', 'b']);
		expect(runnable([claim('a')], [claim('r')], 1)).toEqual([]);
	});
});

describe('a conflict', () => {
	const other = { id: 'x', kind: 'pup.start', resources: ['pup:1'], cancelRequested: false, error: null };

	it('is none when no lock is shared', () => {
		expect(decideConflict({ kind: 'k', conflict: 'reject' }, ['pup:2'], [other])).toEqual({ do: 'insert' });
	});

	it('queues, refuses or joins as the kind says', () => {
		expect(decideConflict({ kind: 'pup.stop', conflict: 'queue' }, ['pup:1'], [other])).toEqual({ do: 'insert' });
		expect(decideConflict({ kind: 'pup.stop', conflict: 'reject' }, ['pup:1'], [other])).toEqual({
			do: 'reject',
			id: 'x'
		});
		expect(decideConflict({ kind: 'pup.start', conflict: 'join' }, ['pup:1'], [other])).toEqual({
			do: 'join',
			id: 'x'
		});
		expect(decideConflict({ kind: 'pup.stop', conflict: 'join' }, ['pup:1'], [other])).toEqual({ do: 'insert' });
	});

	it('joins only the last job asked for: a start after a stop is no part of the start before it', () => {
		const stop = { ...other, id: 'y', kind: 'pup.stop' };
		const start = { kind: 'pup.start', conflict: 'join' as const };
		expect(decideConflict(start, ['pup:1'], [other, stop])).toEqual({ do: 'insert' });
		expect(decideConflict(start, ['pup:1'], [stop, other])).toEqual({ do: 'join', id: 'x' });
	});

	it('never joins a job that is being cancelled or taken back', () => {
		const start = { kind: 'pup.start', conflict: 'join' as const };
		expect(decideConflict(start, ['pup:1'], [{ ...other, cancelRequested: true }])).toEqual({ do: 'insert' });
		expect(decideConflict(start, ['pup:1'], [{ ...other, error: CANCELLED }])).toEqual({ do: 'insert' });
	});
});

describe('an unfinished job of an earlier life', () => {
	it('waits when it had not begun', () => {
		expect(planStart(record({ status: 'queued', startedAt: null }), kind)).toEqual({ do: 'wait' });
	});

	it('goes on after a crash, and the crash counts', () => {
		expect(planStart(record(), kind)).toEqual({ do: 'resume', resumed: 1 });
		expect(planStart(record({ resumed: 2 }), kind)).toEqual({ do: 'resume', resumed: 3 });
	});

	it('goes on after a clean stop, which does not count', () => {
		const steps = [step('one', 'succeeded'), step('two', 'pending')];
		expect(planStart(record({ steps, resumed: 3 }), kind)).toEqual({ do: 'resume', resumed: 3 });
	});

	it('is given up after the fourth crash', () => {
		expect(planStart(record({ resumed: 3 }), kind)).toMatchObject({ do: 'undo', failure: { code: 'interrupted' } });
	});

	it('fails honestly when its kind says so, is unknown, or has other steps now', () => {
		expect(planStart(record(), { ...kind, afterCrash: 'fail' })).toMatchObject({
			do: 'undo',
			failure: { code: 'interrupted' }
		});
		expect(planStart(record(), null)).toMatchObject({ do: 'undo', failure: { code: 'unknown-job' } });
		expect(planStart(record({ steps: [step('other', 'running')] }), kind)).toMatchObject({
			do: 'undo',
			failure: { code: 'interrupted' }
		});
	});

	it('goes on being taken back, with its first failure', () => {
		const error = { code: 'no-space', reason: 'The disk is full.', hint: null };
		expect(planStart(record({ error }), kind)).toEqual({ do: 'undo', failure: error });
		expect(planStart(record({ cancelRequested: true }), kind)).toEqual({ do: 'undo', failure: CANCELLED });
	});
});

describe('the percent of a job', () => {
	it('follows the weight of its steps and is 100 only when all are done', () => {
		const steps = [
			{ weight: 3, percent: 100, status: 'succeeded' },
			{ weight: 1, percent: 0, status: 'pending' }
		];
		expect(percentOf(steps)).toBe(75);
		expect(percentOf([steps[0]!, { weight: 1, percent: 100, status: 'running' }])).toBe(99);
		expect(percentOf([steps[0]!])).toBe(100);
		expect(percentOf([])).toBe(0);
	});
});

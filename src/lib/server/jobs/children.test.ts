import { describe, expect, it } from 'vitest';
import { untilAborted, useJobs } from '../../../../tests/support/jobs-fixture.ts';
import { BoxError } from '../../contract/errors.ts';
import type { Failure } from '../../contract/jobs.ts';
import { diskSpace, type JobKind, type Jobs, type Step } from './index.ts';

const { given, create } = useJobs();

interface Input {
	name: string;
	locks: string[];
}
function kind<Result = never>(
	name: string,
	run: Step<Input, Result>['run'],
	patch: Partial<JobKind<Input, Result>> = {}
): JobKind<Input, Result> {
	return {
		kind: name,
		title: (input) => `${name} ${input.name}`,
		resources: ({ locks }) => locks,
		conflict: 'queue',
		steps: [{ name: 'only', title: 'Only', weight: 1, run }],
		afterCrash: 'resume',
		timeoutMs: 60_000,
		...patch
	};
}
const of = (name: string, ...locks: string[]): Input => ({ name, locks });
/** A promise and the function that resolves it. */
function gate() {
	let open = () => {};
	return { passed: new Promise<void>((resolve) => (open = resolve)), open: () => open() };
}
const until = async (holds: () => boolean) => {
	while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
};
const byKind = (name: string) => given.jobs.list().filter((job) => job.kind === name);

describe('a result', () => {
	it('is what the last call said, kept with the job, and none of a job that failed', async () => {
		const counts = given.jobs.define<Input, { bytes: number }>(
			kind('count', async ({ input, setResult }) => {
				setResult({ bytes: 1 });
				setResult({ bytes: input.name.length });
				if (input.name === 'bad') throw new Error('no');
			})
		);
		await given.jobs.start();
		const good = counts.submit(of('four'));
		expect(good.result).toBeNull();
		const done = await counts.finished(good.id);
		expect(done.result?.bytes).toBe(4);
		expect(given.jobs.get(good.id)?.result).toEqual({ bytes: 4 });
		expect(await counts.finished(counts.submit(of('bad')).id)).toMatchObject({ status: 'failed', result: null });
	});
});

describe('a child', () => {
	it('is part of its parent’s step: its locks, its progress, its result', async () => {
		const half = gate();
		const child = given.jobs.define<Input, string>(
			kind('child', async ({ input, progress, setResult }) => {
				progress(0.5);
				await half.passed;
				setResult(`made ${input.name}`);
			})
		);
		let got: string | undefined;
		const parent = given.jobs.define(
			kind('parent', async (context) => {
				got = await context.child(child, of('a', 'x'), { from: 0.2, to: 0.8 });
			})
		);
		await given.jobs.start();
		const { id } = parent.submit(of('p', 'x'), { requestedBy: 'owner' });
		await until(() => given.jobs.get(id)!.percent === 50);
		const one = byKind('child')[0]!;
		expect(one).toMatchObject({ parentId: id, requestedBy: 'owner', status: 'running', percent: 50 });
		expect(given.jobs.get(id)!.steps[0]).toMatchObject({ percent: 50, note: 'child a' });
		half.open();
		expect(await parent.finished(id)).toMatchObject({ status: 'succeeded', percent: 100 });
		expect(got).toBe('made a');
		expect(given.jobs.get(one.id)).toMatchObject({ status: 'succeeded', result: 'made a' });
	});

	it('runs though all places are taken, before what waits for the same lock', async () => {
		await given.jobs.stop(0);
		given.jobs = create({ parallel: 1 });
		const order: string[] = [];
		const child = given.jobs.define(kind('child', async ({ input }) => void order.push(input.name)));
		const asked = gate();
		const parent = given.jobs.define(
			kind('parent', async (context) => {
				await asked.passed;
				await context.child(child, of('child', 'x', 'y'));
				order.push('parent');
			})
		);
		await given.jobs.start();
		const { id } = parent.submit(of('p', 'x'));
		const other = child.submit(of('other', 'x', 'y'));
		asked.open();
		await given.jobs.finished(id);
		await given.jobs.finished(other.id);
		expect(order).toEqual(['child', 'parent', 'other']);
	});

	it('gives its failure to the step, and its undo comes first', async () => {
		const undone: string[] = [];
		const undo = async ({ name }: Input, { code }: Failure) => void undone.push(`${name} ${code}`);
		const error = new BoxError({ code: 'no-base', status: 500, message: 'No base.', hint: 'Try later.' });
		const child = given.jobs.define(kind('child', () => Promise.reject(error), { undo }));
		const parent = given.jobs.define(
			kind('parent', async (context) => void (await context.child(child, of('c'))), { undo })
		);
		await given.jobs.start();
		const done = await parent.finished(parent.submit(of('p')).id);
		const failure = { code: 'no-base', reason: 'No base.', hint: 'Try later.' };
		expect(done).toMatchObject({ status: 'failed', error: failure });
		expect(byKind('child')[0]).toMatchObject({ status: 'failed', error: failure });
		expect(undone).toEqual(['c no-base', 'p no-base']);
	});

	it('is cancelled with its parent, and fails it when it is cancelled alone', async () => {
		const undone: string[] = [];
		const undo = async ({ name }: Input, { code }: Failure) => void undone.push(`${name} ${code}`);
		const child = given.jobs.define(kind('child', untilAborted, { undo }));
		const parent = given.jobs.define(
			kind('parent', async (context) => void (await context.child(child, of('c'))), { undo })
		);
		await given.jobs.start();
		const first = parent.submit(of('p'));
		await until(() => byKind('child')[0]?.status === 'running');
		given.jobs.cancel(first.id);
		expect((await given.jobs.finished(first.id)).status).toBe('cancelled');
		expect(byKind('child')[0]!.status).toBe('cancelled');
		expect(undone).toEqual(['c cancelled', 'p cancelled']);

		const second = parent.submit(of('q'));
		await until(() => byKind('child')[0]?.status === 'running');
		given.jobs.cancel(byKind('child')[0]!.id);
		expect(await given.jobs.finished(second.id)).toMatchObject({
			status: 'failed',
			error: { code: 'child-cancelled' }
		});
	});

	it('ends with a step that did not wait for it', async () => {
		const child = given.jobs.define(kind('child', untilAborted));
		const parent = given.jobs.define(
			kind('parent', async (context) => {
				void context.child(child, of('c')).catch(() => {});
				await until(() => byKind('child')[0]?.status === 'running');
			})
		);
		await given.jobs.start();
		expect((await parent.finished(parent.submit(of('p')).id)).status).toBe('succeeded');
		expect(byKind('child')[0]!.status).toBe('cancelled');
	});

	it('is refused where two would wait for each other for ever', async () => {
		const both = [gate(), gate()] as const;
		const child = given.jobs.define(kind('child', async () => {}));
		const parent = given.jobs.define(
			kind('parent', async (context) => {
				const [mine, other] = context.input.name === 'a' ? [both[0], both[1]] : [both[1], both[0]];
				mine.open();
				await other.passed;
				await context.child(child, of(`of ${context.input.name}`, context.input.name === 'a' ? 'y' : 'x'));
			})
		);
		await given.jobs.start();
		const ids = [parent.submit(of('a', 'x')).id, parent.submit(of('b', 'y')).id];
		const ends = await Promise.all(ids.map((id) => given.jobs.finished(id)));
		expect(ends.map((job) => job.status).sort()).toEqual(['failed', 'succeeded']);
		expect(ends.find((job) => job.error)?.error?.code).toBe('deadlock');
	});

	it('is resumed by the same call after a stop, and what it had brought is not done twice', async () => {
		const ran: string[] = [];
		const declare = (into: Jobs) => {
			const child = into.define<Input, string>(
				kind('child', async (context) => {
					ran.push(`${context.input.name}${context.resumed ? ' again' : ''}`);
					if (context.input.name === 'slow' && !context.resumed) await untilAborted(context);
					context.setResult(context.input.name);
				})
			);
			return into.define<Input, string[]>(
				kind('parent', async (context) => {
					context.setResult([await context.child(child, of('quick')), await context.child(child, of('slow'))]);
				})
			);
		};
		const { id } = declare(given.jobs).submit(of('p'));
		await given.jobs.start();
		await until(() => ran.includes('slow'));
		await given.jobs.stop(1000);

		given.jobs = create();
		const parent = declare(given.jobs);
		await given.jobs.start();
		expect((await parent.finished(id)).result).toEqual(['quick', 'slow']);
		expect(ran).toEqual(['quick', 'slow', 'slow again']);
		expect(byKind('child')).toHaveLength(2);
	});

	it('is taken back when its parent does not go on, or does not ask for it again', async () => {
		const undone: string[] = [];
		const undo = async ({ name }: Input, { code }: Failure) => void undone.push(`${name} ${code}`);
		const declare = (into: Jobs, ask: boolean) => {
			const child = into.define(kind('child', untilAborted, { undo }));
			const run: Step<Input>['run'] = async (context) => {
				if (ask) await context.child(child, of(`of ${context.input.name}`));
			};
			return [into.define(kind('fails', run, { afterCrash: 'fail' })), into.define(kind('goes on', run))] as const;
		};
		const ids = declare(given.jobs, true).map((one) => one.submit(of(one.kind)).id);
		await given.jobs.start();
		await until(() => byKind('child').filter((job) => job.status === 'running').length === 2);
		await given.jobs.stop(1000);

		given.jobs = create();
		declare(given.jobs, false);
		await given.jobs.start();
		const ends = await Promise.all(ids.map((id) => given.jobs.finished(id)));
		expect(ends.map((job) => job.status)).toEqual(['failed', 'succeeded']);
		expect(undone.sort()).toEqual(['of fails interrupted', 'of goes on cancelled']);
		expect(given.jobs.list({ unfinishedOnly: true })).toEqual([]);
	});

	it('stays in the list as long as its parent is unfinished', async () => {
		await given.jobs.stop(0);
		given.jobs = create({ keep: 1, pruneMs: 0 });
		const hold = gate();
		const child = given.jobs.define(kind('child', async () => {}));
		const parent = given.jobs.define(
			kind('parent', async (context) => {
				await context.child(child, of('c'));
				await hold.passed;
			})
		);
		await given.jobs.start();
		const { id } = parent.submit(of('p'));
		await until(() => byKind('child')[0]?.status === 'succeeded');
		for (const name of ['1', '2']) await given.jobs.finished(child.submit(of(name)).id);
		expect(byKind('child').map((job) => job.title)).toContain('child c');
		hold.open();
		await given.jobs.finished(id);
		await until(() => given.jobs.list().length === 1);
	});
});

describe('a condition', () => {
	const missing: Failure = { code: 'no-power', reason: 'There is no power.', hint: 'Plug it in.' };

	it('refuses a job before its first step, which undoes what was written for it', async () => {
		const ran: string[] = [];
		const one = given.jobs.define(
			kind('x', async ({ input }) => void ran.push(input.name), {
				conditions: [{ otherwise: 'refuse', check: ({ name }) => (name === 'bad' ? missing : null) }],
				undo: async (_, { code }) => void ran.push(code)
			})
		);
		await given.jobs.start();
		const [good, bad] = [one.submit(of('good')), one.submit(of('bad'))];
		expect((await given.jobs.finished(good.id)).status).toBe('succeeded');
		expect(await given.jobs.finished(bad.id)).toMatchObject({ status: 'failed', error: missing, startedAt: null });
		expect(ran.sort()).toEqual(['good', 'no-power']);
	});

	it('delays a job, says why, lets others go first, and is asked again', async () => {
		await given.jobs.stop(0);
		given.jobs = create({ recheckMs: 5 });
		let power = false;
		const order: string[] = [];
		const run: Step<Input>['run'] = async ({ input }) => void order.push(input.name);
		const waits = given.jobs.define(
			kind('waits', run, { conditions: [{ otherwise: 'wait', check: async () => (power ? null : missing) }] })
		);
		const plain = given.jobs.define(kind('plain', run));
		await given.jobs.start();
		const { id } = waits.submit(of('first', 'x'));
		await until(() => given.jobs.get(id)!.waitingFor !== null);
		expect(given.jobs.get(id)).toMatchObject({ status: 'queued', waitingFor: missing, cancellable: true });
		await given.jobs.finished(plain.submit(of('second', 'x')).id);
		const published = given.seen.filter((job) => job.id === id).length;
		power = true;
		expect(await given.jobs.finished(id)).toMatchObject({ status: 'succeeded', waitingFor: null });
		expect(order).toEqual(['second', 'first']);
		// The condition is checked often, but the wait is published once.
		expect(published).toBe(2);
	});

	it('can be cancelled away from, and is asked again after a restart', async () => {
		const declare = (into: Jobs, power: boolean) =>
			into.define(
				kind('x', async () => {}, { conditions: [{ otherwise: 'wait', check: () => (power ? null : missing) }] })
			);
		const one = declare(given.jobs, false);
		await given.jobs.start();
		const [a, b] = [one.submit(of('a')), one.submit(of('b'))];
		await until(() => [a, b].every(({ id }) => given.jobs.get(id)!.waitingFor !== null));
		expect(given.jobs.cancel(a.id)).toMatchObject({ status: 'cancelled', waitingFor: null });
		await given.jobs.stop(1000);
		expect(given.jobs.get(b.id)!.status).toBe('queued');

		given.jobs = create();
		declare(given.jobs, true);
		await given.jobs.start();
		expect((await given.jobs.finished(b.id)).status).toBe('succeeded');
	});

	it('knows the room on a disk', async () => {
		const { signal } = new AbortController();
		const space = (bytes: number) =>
			diskSpace<Input>({ bytes, folder: () => given.folder, what: 'a test', otherwise: 'refuse' }).check(
				of('a'),
				signal
			);
		expect(await space(1)).toBeNull();
		expect(await space(1e18)).toMatchObject({ code: 'disk-full', reason: expect.stringContaining('1000 PB') });
	});
});

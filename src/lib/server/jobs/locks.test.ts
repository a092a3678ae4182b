import { describe, expect, it } from 'vitest';
import { kind, sleep, useJobs } from '../../../../tests/support/jobs-fixture.ts';
import type { StepContext } from './index.ts';

const { given, create, define, submit, started } = useJobs();

describe('locks', () => {
	it('refuse, queue or join, and name the job in the way', async () => {
		let let_go = () => {};
		define(kind('hold', [() => new Promise((resolve) => (let_go = resolve))]));
		define(kind('refuse', [async () => {}], { conflict: 'reject' }));
		define(kind('join', [async () => {}], { conflict: 'join' }));
		await given.jobs.start();
		const held = submit('hold', { pup: 'a' });
		await started(held.id);
		expect(given.jobs.holding('pup:a')?.id).toBe(held.id);
		expect(given.jobs.holding('pup:b')).toBeNull();
		expect(() => submit('refuse', { pup: 'a' })).toThrow(
			expect.objectContaining({ code: 'busy', status: 409, message: '“hold a” is still running.' })
		);
		const one = submit('join', { pup: 'a' });
		expect(submit('join', { pup: 'a' }).id).toBe(one.id);
		expect(submit('join', { pup: 'b' }).id).not.toBe(one.id);
		let_go();
		expect((await given.jobs.finished(one.id)).status).toBe('succeeded');
	});

	it('never let one resource be used twice at once, and nothing starves, in any order of things', async () => {
		await given.jobs.stop(0);
		given.jobs = create({ parallel: 3 });
		// A small seeded generator, so that a failure can be reproduced.
		let seed = 42;
		const random = (n: number) => ((seed = (seed * 1103515245 + 12345) % 2147483648) >> 8) % n;
		const using = new Map<string, number>();
		let running = 0;
		let most = 0;
		const faults: string[] = [];
		type Input = { resources: string[]; fail: boolean };
		const enter = (input: Input) => {
			most = Math.max(most, ++running);
			for (const r of input.resources) {
				using.set(r, (using.get(r) ?? 0) + 1);
				if (using.get(r) !== 1) faults.push(r);
			}
		};
		const leave = (input: Input) => {
			running--;
			for (const r of input.resources) using.set(r, using.get(r)! - 1);
		};
		const step = async ({ input }: StepContext<Input>) => {
			enter(input);
			await sleep(random(4));
			leave(input);
			if (input.fail) throw new Error('random');
		};
		const randomJob = define<Input>({
			kind: 'random',
			title: () => 'random',
			resources: (input) => input.resources,
			conflict: 'queue',
			steps: ['a', 'b', 'c'].map((name) => ({ name, title: name, weight: 1, run: step })),
			afterCrash: 'resume',
			timeoutMs: 60_000,
			undo: async (input) => {
				enter(input);
				await sleep(random(3));
				leave(input);
			}
		});
		await given.jobs.start();
		const ids: string[] = [];
		for (let i = 0; i < 60; i++) {
			const resources = [...new Set(Array.from({ length: 1 + random(2) }, () => `r${random(4)}`))];
			ids.push(randomJob.submit({ resources, fail: random(4) === 0 }).id);
			if (random(5) === 0) {
				const victim = ids[random(ids.length)]!;
				if (given.jobs.get(victim)?.cancellable) given.jobs.cancel(victim);
			}
			if (random(3) === 0) await sleep(random(6));
		}
		const ends = await Promise.all(ids.map((id) => given.jobs.finished(id)));
		expect(faults).toEqual([]);
		expect(most).toBeGreaterThan(1);
		expect(most).toBeLessThanOrEqual(3);
		expect(new Set(ends.map((job) => job.status))).toEqual(new Set(['succeeded', 'failed', 'cancelled']));
		expect(given.jobs.list({ unfinishedOnly: true })).toEqual([]);
	});
});

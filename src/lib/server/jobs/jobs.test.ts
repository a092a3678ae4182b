import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kind, sleep, untilAborted, useJobs } from '../../../../tests/support/jobs-fixture.ts';
import { BoxError } from '../../contract/errors.ts';
import type { Failure } from '../../contract/jobs.ts';
import type { StopReason } from './index.ts';
import type { JobQuery } from './types.ts';

const { given, create, define, submit } = useJobs();
const at = <T>(list: T[], index: number): T => list.at(index)!;

describe('a job', () => {
	it('is a row before it runs, then runs its steps in order to the end', async () => {
		const order: string[] = [];
		define(kind('install', [
			async () => void order.push('one'),
			async ({ input, progress, log }) => {
				progress(0.5, 'half');
				log('a line');
				order.push(input.pup);
			}
		]));
		await given.jobs.start();
		const job = submit('install', { pup: 'a' }, { requestedBy: 'owner' });
		expect(job).toMatchObject({
			status: 'queued',
			percent: 0,
			requestedBy: 'owner',
			subject: { kind: 'pup', id: 'a' },
			cancellable: true
		});
		expect(order).toEqual([]);
		const done = await given.jobs.finished(job.id);
		expect(order).toEqual(['one', 'a']);
		expect(done).toMatchObject({ status: 'succeeded', percent: 100, error: null, cancellable: false });
		expect(done.steps.map((s) => [s.status, s.percent])).toEqual([
			['succeeded', 100],
			['succeeded', 100]
		]);
		expect(given.jobs.get(job.id)).toEqual(done);
		expect(await given.jobs.finished(job.id)).toEqual(done);
		expect(at(given.seen, 0).status).toBe('queued');
		expect(at(given.seen, -1)).toEqual(done);
		const lines = (await given.jobs.log(job.id, 100)).map((line) => line.text);
		expect(lines).toEqual(['── Step 1', '── Step 2', 'a line', 'Done.']);
	});

	it.each([
		['ynnyn', ['s1', 's4']],
		['nnyyn', ['s3', 's4']],
		['nnnnn', []]
	])('passes over steps that have nothing to do, without a write of their own: %s', async (needs, expected) => {
		const ran: string[] = [];
		const steps = [...needs].map((need, i) => ({
			...{ name: `s${i + 1}`, title: `Step ${i + 1}`, weight: 1, needed: () => need === 'y' },
			run: async () => void ran.push(`s${i + 1}`)
		}));
		define(kind('x', [], { steps }));
		await given.jobs.start();
		const done = await given.jobs.finished(submit('x', { pup: 'a' }).id);
		expect(ran).toEqual(expected);
		expect(new Set(done.steps.map(({ status, percent }) => `${status} ${percent}`))).toEqual(
			new Set(['succeeded 100'])
		);
		expect(given.jobs.get(done.id)).toEqual(done);
		// Published when it was requested, when each of the steps began, and when it ended.
		expect(given.seen).toHaveLength(2 + expected.length);
		const running = given.seen.slice(1, -1).map(({ steps: all }) => all.map(({ status }) => status === 'running'));
		expect(running.every((all) => all.filter(Boolean).length === 1)).toBe(true);
	});

	it('ends where a step cannot say whether it has anything to do', async () => {
		const needed = () => {
			throw new BoxError({ code: 'gone', status: 404, message: 'It is gone.' });
		};
		const steps = [{ name: 's', title: 'Step', weight: 1, run: async () => {}, needed }];
		define(kind('x', [], { steps }));
		await given.jobs.start();
		const done = await given.jobs.finished(submit('x', { pup: 'a' }).id);
		expect(done).toMatchObject({ status: 'failed', error: { code: 'gone' } });
	});

	it('fails with what its step says, skips the rest and takes back what was half done', async () => {
		let undone: Failure | undefined;
		define(kind(
			'install',
			[
				() => Promise.reject(new BoxError({ code: 'no-base', status: 500, message: 'No base.', hint: 'Try later.' })),
				async () => {}
			],
			{
				undo: async (_, failure, { log }) => {
					undone = failure;
					log('undoing');
					throw new Error('undo broke');
				}
			}
		));
		await given.jobs.start();
		const done = await given.jobs.finished(submit('install', { pup: 'a' }).id);
		const failure = { code: 'no-base', reason: 'No base.', hint: 'Try later.' };
		expect(done).toMatchObject({ status: 'failed', error: failure });
		expect(undone).toEqual(failure);
		expect(done.steps.map((s) => s.status)).toEqual(['failed', 'skipped']);
		const lines = (await given.jobs.log(done.id, 100)).map((line) => line.text);
		expect(lines).toContain('undoing');
		expect(lines.join('\n')).toContain('undo broke');
	});

	it('tells nothing of an unknown error but an id that is in the log', async () => {
		define(kind('x', [() => Promise.reject(new Error('secret inside'))]));
		await given.jobs.start();
		const done = await given.jobs.finished(submit('x', { pup: 'a' }).id);
		expect(done.error?.code).toBe('internal');
		expect(done.error?.hint).toMatch(/[0-9a-f]{16}/);
		expect(JSON.stringify(done)).not.toContain('secret');
	});

	it('is stopped when it takes too long', async () => {
		let why: unknown;
		define(kind('x', [(c) => untilAborted(c).catch((e: unknown) => Promise.reject((why = e) as Error))], {
			timeoutMs: 30
		}));
		await given.jobs.start();
		const done = await given.jobs.finished(submit('x', { pup: 'a' }).id);
		expect(done).toMatchObject({ status: 'failed', error: { code: 'timeout' } });
		expect((why as StopReason).why).toBe('timeout');
	});

	it('is not there when the transaction it was asked for in is rolled back', async () => {
		let ran = 0;
		define(kind('x', [async () => void ran++]));
		await given.jobs.start();
		let id = '';
		expect(() =>
			given.database.transaction(() => {
				id = submit('x', { pup: 'a' }).id;
				throw new Error('no');
			})
		).toThrow('no');
		const kept = given.database.transaction(() => submit('x', { pup: 'a' }));
		await given.jobs.finished(kept.id);
		expect([given.jobs.get(id), ran]).toEqual([null, 1]);
		expect(given.seen.some((job) => job.id === id)).toBe(false);
	});

	it('tells of progress a few times a second, and always of its end', async () => {
		define(kind('x', [
			async ({ progress }) => {
				for (let i = 0; i < 400; i++) {
					progress(i / 400, `${i}`);
					if (i % 10 === 0) await sleep(10);
				}
			}
		]));
		await given.jobs.start();
		const done = await given.jobs.finished(submit('x', { pup: 'a' }).id);
		const took = done.finishedAt! - done.startedAt!;
		expect(given.seen.length).toBeLessThanOrEqual(4 + Math.ceil(took / 250));
		expect(given.seen.length).toBeGreaterThan(3);
		expect(at(given.seen, -1).status).toBe('succeeded');
	});
});

describe('the list of jobs', () => {
	it('is newest first, can be paged, and forgets the oldest with their logs', async () => {
		await given.jobs.stop(0);
		given.jobs = create({ keep: 5, pruneMs: 0 });
		define(kind('x', [async () => {}]));
		await given.jobs.start();
		const ids: string[] = [];
		for (let i = 0; i < 8; i++) {
			const job = submit('x', { pup: 'a' });
			ids.push(job.id);
			await given.jobs.finished(job.id);
		}
		const kept = ids.slice(3).reverse();
		await expect.poll(() => given.jobs.list()).toHaveLength(5);
		expect(given.jobs.list().map((job) => job.id)).toEqual(kept);
		const page = given.jobs.list({ limit: 2 });
		expect(page.map((job) => job.id)).toEqual(kept.slice(0, 2));
		expect(given.jobs.list({ limit: 2, before: page[1]!.createdAt }).map((job) => job.id)).toEqual(kept.slice(2, 4));
		const fitting = (query: JobQuery) => given.jobs.list(query).map((job) => job.id);
		expect(fitting({ subject: 'a', kinds: ['y', 'x'], statuses: ['succeeded', 'failed'] })).toEqual(kept);
		expect(fitting({ subject: 'b' })).toEqual([]);
		expect(fitting({ kinds: ['y'] })).toEqual([]);
		expect(fitting({ kinds: [] })).toEqual([]);
		expect(fitting({ statuses: ['failed'] })).toEqual([]);
		expect(fitting({ statuses: ['succeeded'], limit: 2, before: page[1]!.createdAt })).toEqual(kept.slice(2, 4));
		expect(fitting({ statuses: ['succeeded'], unfinishedOnly: true })).toEqual([]);
		expect(page[0]!.steps).toHaveLength(1);
		expect(readdirSync(join(given.folder, 'logs'))).toHaveLength(5);
		expect(given.jobs.get(ids[0]!)).toBeNull();
		await expect(given.jobs.log(ids[0]!, 5)).rejects.toMatchObject({ code: 'not-found' });
		await expect(given.jobs.finished(ids[0]!)).rejects.toMatchObject({ code: 'not-found' });
	});
});

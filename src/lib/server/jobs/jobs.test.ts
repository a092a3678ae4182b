import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BoxError } from '../../contract/errors.ts';
import type { Failure, Job } from '../../contract/jobs.ts';
import { openSqlite } from '../../../sqlite.js';
import { openDatabase, type Database } from '../db/index.ts';
import { createEvents, type Events } from '../events/index.ts';
import { createJobs, type JobHandle, type JobKind, type Jobs, type StepContext, type StopReason } from './index.ts';
import type { JobQuery } from './types.ts';

const log = pino({ level: 'silent' });
const migrations = new URL('../../../../drizzle', import.meta.url).pathname;
let folder: string;
let database: Database;
let events: Events;
let jobs: Jobs;
let seen: Job[];

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'dbx-jobs-'));
	database = openDatabase({ file: ':memory:', migrations });
	events = createEvents({ database, log });
	seen = [];
	events.subscribe(({ body }) => {
		if (body.kind === 'job') seen.push(body.job);
	});
	jobs = make();
});
afterEach(async () => {
	await jobs.stop(1000);
	database.close();
	rmSync(folder, { recursive: true, force: true });
});

const make = (options: { parallel?: number; keep?: number; recheckMs?: number } = {}) =>
	createJobs({ database, events, logFolder: join(folder, 'logs'), log, ...options });

/** What was declared last under each name. */
const handles = new Map<string, JobHandle<never, unknown>>();
function define<Input, Result = never>(one: JobKind<Input, Result>): JobHandle<Input, Result> {
	const handle = jobs.define(one);
	handles.set(one.kind, handle);
	return handle;
}
/** Asks by name, for kinds that lock their pup. */
const submit = (name: string, input: { pup: string }, options?: { requestedBy?: string }) =>
	(handles.get(name) as unknown as JobHandle<{ pup: string }>).submit(input, options);

type Body = (context: StepContext<{ pup: string }>) => Promise<void>;
/** A kind that locks its pup. */
function kind(name: string, bodies: Body[], patch: Partial<JobKind<{ pup: string }>> = {}): JobKind<{ pup: string }> {
	return {
		kind: name,
		title: ({ pup }) => `${name} ${pup}`,
		resources: ({ pup }) => [`pup:${pup}`],
		subject: ({ pup }) => ({ kind: 'pup', id: pup }),
		conflict: 'queue',
		steps: bodies.map((run, i) => ({ name: `s${i + 1}`, title: `Step ${i + 1}`, weight: 1, run })),
		afterCrash: 'resume',
		timeoutMs: 60_000,
		...patch
	};
}
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
/** Ends when it is aborted, as a well-behaved step does. */
const untilAborted: Body = ({ signal }) =>
	new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
const started = async (id: string) => {
	while (jobs.get(id)?.status !== 'running') await sleep(1);
};
const at = <T>(list: T[], index: number): T => list.at(index)!;

describe('a database that another program holds', () => {
	it('is waited for by a job, which loses nothing', async () => {
		const file = join(folder, 'held.db');
		database.close();
		database = openDatabase({ file, migrations });
		events = createEvents({ database, log });
		jobs = make();
		const other = openSqlite(file);
		const ran: string[] = [];
		const handle = define(
			kind('held', [
				async () => {
					ran.push('one');
					other.exec('BEGIN IMMEDIATE');
				},
				async () => {
					ran.push('two');
					database.settings.set('two', ran.length);
				}
			])
		);
		await jobs.start();
		const { id } = handle.submit({ pup: 'a' });
		await expect.poll(() => ran).toEqual(['one']);
		// Held until the job has met it.
		await expect.poll(async () => (await jobs.log(id, 10)).length).toBeGreaterThan(0);
		expect(() => database.settings.set('x', 1)).toThrow(expect.objectContaining({ code: 'SQLITE_BUSY' }));
		expect(database.raw.pragma('busy_timeout', { simple: true })).toBeLessThanOrEqual(250);
		other.exec('ROLLBACK');
		await expect.poll(() => jobs.get(id)?.status).toBe('succeeded');
		expect(ran).toEqual(['one', 'two']);
		other.close();
	});
});

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
		await jobs.start();
		const job = submit('install', { pup: 'a' }, { requestedBy: 'owner' });
		expect(job).toMatchObject({
			status: 'queued',
			percent: 0,
			requestedBy: 'owner',
			subject: { kind: 'pup', id: 'a' },
			cancellable: true
		});
		expect(order).toEqual([]);
		const done = await jobs.finished(job.id);
		expect(order).toEqual(['one', 'a']);
		expect(done).toMatchObject({ status: 'succeeded', percent: 100, error: null, cancellable: false });
		expect(done.steps.map((s) => [s.status, s.percent])).toEqual([
			['succeeded', 100],
			['succeeded', 100]
		]);
		expect(jobs.get(job.id)).toEqual(done);
		expect(await jobs.finished(job.id)).toEqual(done);
		expect(at(seen, 0).status).toBe('queued');
		expect(at(seen, -1)).toEqual(done);
		const lines = (await jobs.log(job.id, 100)).map((line) => line.text);
		expect(lines).toEqual(['── Step 1', '── Step 2', 'a line', 'Done.']);
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
		await jobs.start();
		const done = await jobs.finished(submit('install', { pup: 'a' }).id);
		const failure = { code: 'no-base', reason: 'No base.', hint: 'Try later.' };
		expect(done).toMatchObject({ status: 'failed', error: failure });
		expect(undone).toEqual(failure);
		expect(done.steps.map((s) => s.status)).toEqual(['failed', 'skipped']);
		const lines = (await jobs.log(done.id, 100)).map((line) => line.text);
		expect(lines).toContain('undoing');
		expect(lines.join('\n')).toContain('undo broke');
	});

	it('tells nothing of an unknown error but an id that is in the log', async () => {
		define(kind('x', [() => Promise.reject(new Error('secret inside'))]));
		await jobs.start();
		const done = await jobs.finished(submit('x', { pup: 'a' }).id);
		expect(done.error?.code).toBe('internal');
		expect(done.error?.hint).toMatch(/[0-9a-f]{16}/);
		expect(JSON.stringify(done)).not.toContain('secret');
	});

	it('is stopped when it takes too long', async () => {
		let why: unknown;
		define(kind('x', [(c) => untilAborted(c).catch((e: unknown) => Promise.reject((why = e) as Error))], {
			timeoutMs: 30
		}));
		await jobs.start();
		const done = await jobs.finished(submit('x', { pup: 'a' }).id);
		expect(done).toMatchObject({ status: 'failed', error: { code: 'timeout' } });
		expect((why as StopReason).why).toBe('timeout');
	});

	it('is not there when the transaction it was asked for in is rolled back', async () => {
		let ran = 0;
		define(kind('x', [async () => void ran++]));
		await jobs.start();
		let id = '';
		expect(() =>
			database.transaction(() => {
				id = submit('x', { pup: 'a' }).id;
				throw new Error('no');
			})
		).toThrow('no');
		const kept = database.transaction(() => submit('x', { pup: 'a' }));
		await jobs.finished(kept.id);
		expect([jobs.get(id), ran]).toEqual([null, 1]);
		expect(seen.some((job) => job.id === id)).toBe(false);
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
		await jobs.start();
		const done = await jobs.finished(submit('x', { pup: 'a' }).id);
		const took = done.finishedAt! - done.startedAt!;
		expect(seen.length).toBeLessThanOrEqual(4 + Math.ceil(took / 250));
		expect(seen.length).toBeGreaterThan(3);
		expect(at(seen, -1).status).toBe('succeeded');
	});
});

describe('cancelling', () => {
	it('aborts the present step, takes back and ends as cancelled', async () => {
		const undone: string[] = [];
		define(kind('x', [untilAborted, async () => {}], { undo: async (_, f) => void undone.push(f.code) }));
		await jobs.start();
		const { id } = submit('x', { pup: 'a' });
		await started(id);
		expect(jobs.cancel(id)).toMatchObject({ cancelRequested: true, cancellable: false });
		const done = await jobs.finished(id);
		expect(done).toMatchObject({ status: 'cancelled', error: null });
		expect(done.steps.map((s) => s.status)).toEqual(['cancelled', 'skipped']);
		expect(undone).toEqual(['cancelled']);
		expect(() => jobs.cancel(id)).toThrow(expect.objectContaining({ code: 'not-cancellable', status: 409 }));
		expect(() => jobs.cancel('0'.repeat(32))).toThrow(expect.objectContaining({ code: 'not-found' }));
	});

	it('takes effect between steps when a step does not listen', async () => {
		const ran: string[] = [];
		define(kind('x', [() => sleep(30), async () => void ran.push('two')]));
		await jobs.start();
		const { id } = submit('x', { pup: 'a' });
		await started(id);
		jobs.cancel(id);
		const done = await jobs.finished(id);
		expect(done.steps.map((s) => s.status)).toEqual(['succeeded', 'cancelled']);
		expect(ran).toEqual([]);
	});

	it('ends a waiting job at once, or takes it back under its lock where something was written for it', async () => {
		let undone = 0;
		let let_go = () => {};
		const hold: Body = () => new Promise((resolve) => (let_go = resolve));
		define(kind('hold', [hold]));
		define(kind('plain', [async () => {}]));
		define(kind('written', [async () => {}], { undo: async () => void undone++ }));
		await jobs.start();
		const first = submit('hold', { pup: 'a' });
		const plain = submit('plain', { pup: 'a' });
		const written = submit('written', { pup: 'a' });
		await started(first.id);
		expect(jobs.cancel(plain.id)).toMatchObject({ status: 'cancelled' });
		expect(jobs.cancel(written.id)).toMatchObject({ status: 'queued', cancelRequested: true, error: null });
		await sleep(20);
		expect(undone).toBe(0);
		let_go();
		expect(await jobs.finished(written.id)).toMatchObject({ status: 'cancelled', startedAt: null });
		expect(undone).toBe(1);
	});
});

describe('cancelling a job of an earlier life that waits for its turn', () => {
	it('takes it back without running it', async () => {
		const ran: string[] = [];
		const undone: string[] = [];
		let let_go = () => {};
		const step: Body = (context) => {
			ran.push(`${context.input.pup}${context.resumed ? ' again' : ''}`);
			return context.resumed ? new Promise((resolve) => (let_go = resolve)) : untilAborted(context);
		};
		const waits = kind('x', [step], { undo: async ({ pup }, f) => void undone.push(`${pup} ${f.code}`) });
		define(waits);
		await jobs.start();
		const [a, b] = [submit('x', { pup: 'a' }), submit('x', { pup: 'b' })];
		await started(b.id);
		await jobs.stop(1000);

		jobs = make({ parallel: 1 });
		define(waits);
		await jobs.start();
		while (!ran.includes('a again')) await sleep(1);
		expect(jobs.cancel(b.id)).toMatchObject({ cancelRequested: true, error: null });
		let_go();
		expect((await jobs.finished(a.id)).status).toBe('succeeded');
		expect((await jobs.finished(b.id)).status).toBe('cancelled');
		expect(ran).toEqual(['a', 'b', 'a again']);
		expect(undone).toEqual(['b cancelled']);
	});
});

describe('locks', () => {
	it('refuse, queue or join, and name the job in the way', async () => {
		let let_go = () => {};
		define(kind('hold', [() => new Promise((resolve) => (let_go = resolve))]));
		define(kind('refuse', [async () => {}], { conflict: 'reject' }));
		define(kind('join', [async () => {}], { conflict: 'join' }));
		await jobs.start();
		const held = submit('hold', { pup: 'a' });
		await started(held.id);
		expect(jobs.holding('pup:a')?.id).toBe(held.id);
		expect(jobs.holding('pup:b')).toBeNull();
		expect(() => submit('refuse', { pup: 'a' })).toThrow(
			expect.objectContaining({ code: 'busy', status: 409, message: '“hold a” is still under way.' })
		);
		const one = submit('join', { pup: 'a' });
		expect(submit('join', { pup: 'a' }).id).toBe(one.id);
		expect(submit('join', { pup: 'b' }).id).not.toBe(one.id);
		let_go();
		expect((await jobs.finished(one.id)).status).toBe('succeeded');
	});

	it('never let one resource be used twice at once, and nothing starves, in any order of things', async () => {
		await jobs.stop(0);
		jobs = make({ parallel: 3 });
		// A small generator of its own, so that a failure can be repeated.
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
		await jobs.start();
		const ids: string[] = [];
		for (let i = 0; i < 60; i++) {
			const resources = [...new Set(Array.from({ length: 1 + random(2) }, () => `r${random(4)}`))];
			ids.push(randomJob.submit({ resources, fail: random(4) === 0 }).id);
			if (random(5) === 0) {
				const victim = ids[random(ids.length)]!;
				if (jobs.get(victim)?.cancellable) jobs.cancel(victim);
			}
			if (random(3) === 0) await sleep(random(6));
		}
		const ends = await Promise.all(ids.map((id) => jobs.finished(id)));
		expect(faults).toEqual([]);
		expect(most).toBeGreaterThan(1);
		expect(most).toBeLessThanOrEqual(3);
		expect(new Set(ends.map((job) => job.status))).toEqual(new Set(['succeeded', 'failed', 'cancelled']));
		expect(jobs.list({ unfinishedOnly: true })).toEqual([]);
	});
});

describe('stopping and starting again', () => {
	it('puts a job down and goes on with its unfinished step, told that it was resumed', async () => {
		const ran: string[] = [];
		const steps: Body[] = [
			async () => void ran.push('one'),
			async (context) => {
				ran.push(context.resumed ? 'two again' : 'two');
				if (!context.resumed) await untilAborted(context);
			}
		];
		define(kind('x', steps));
		await jobs.start();
		const { id } = submit('x', { pup: 'a' });
		while (!ran.includes('two')) await sleep(1);
		const waiting = jobs.finished(id);
		const refused = expect(waiting).rejects.toMatchObject({ code: 'stopping' });
		await jobs.stop(1000);
		await refused;
		expect(() => submit('x', { pup: 'b' })).toThrow(expect.objectContaining({ code: 'stopping', status: 503 }));
		expect(jobs.get(id)).toMatchObject({ status: 'running', error: null });

		jobs = make();
		define(kind('x', steps));
		await jobs.start();
		expect((await jobs.finished(id)).status).toBe('succeeded');
		expect(ran).toEqual(['one', 'two', 'two again']);
		const row = database.raw.prepare('SELECT resumed FROM jobs').get() as { resumed: number };
		expect(row.resumed).toBe(0);
	});

	it('does not wait longer than it was told, and writes nothing afterwards', async () => {
		let let_go = () => {};
		define(kind('deaf', [() => new Promise((resolve) => (let_go = resolve))]));
		await jobs.start();
		const { id } = submit('deaf', { pup: 'a' });
		await started(id);
		await jobs.stop(20);
		const rows = () => database.raw.prepare('SELECT * FROM job_steps').all();
		const before = rows();
		let_go();
		await sleep(10);
		expect(rows()).toEqual(before);
		expect(before).toMatchObject([{ status: 'pending' }]);
	});

	it('fails a job of a kind that is no longer known', async () => {
		define(kind('gone', [async () => {}]));
		const { id } = submit('gone', { pup: 'a' });
		await jobs.stop(0);
		jobs = make();
		expect(jobs.holding('pup:a')?.id).toBe(id);
		await jobs.start();
		expect(await jobs.finished(id)).toMatchObject({ status: 'failed', error: { code: 'unknown-job' } });
	});
});

describe('the list of jobs', () => {
	it('is newest first, can be paged, and forgets the oldest with their logs', async () => {
		await jobs.stop(0);
		jobs = make({ keep: 5 });
		define(kind('x', [async () => {}]));
		await jobs.start();
		const ids: string[] = [];
		for (let i = 0; i < 8; i++) {
			const job = submit('x', { pup: 'a' });
			ids.push(job.id);
			await jobs.finished(job.id);
		}
		const kept = ids.slice(3).reverse();
		expect(jobs.list().map((job) => job.id)).toEqual(kept);
		const page = jobs.list({ limit: 2 });
		expect(page.map((job) => job.id)).toEqual(kept.slice(0, 2));
		expect(jobs.list({ limit: 2, before: page[1]!.createdAt }).map((job) => job.id)).toEqual(kept.slice(2, 4));
		const fitting = (query: JobQuery) => jobs.list(query).map((job) => job.id);
		expect(fitting({ subject: 'a', kinds: ['y', 'x'], statuses: ['succeeded', 'failed'] })).toEqual(kept);
		expect(fitting({ subject: 'b' })).toEqual([]);
		expect(fitting({ kinds: ['y'] })).toEqual([]);
		expect(fitting({ kinds: [] })).toEqual([]);
		expect(fitting({ statuses: ['failed'] })).toEqual([]);
		expect(fitting({ statuses: ['succeeded'], limit: 2, before: page[1]!.createdAt })).toEqual(kept.slice(2, 4));
		expect(fitting({ statuses: ['succeeded'], unfinishedOnly: true })).toEqual([]);
		expect(page[0]!.steps).toHaveLength(1);
		expect(readdirSync(join(folder, 'logs'))).toHaveLength(5);
		expect(jobs.get(ids[0]!)).toBeNull();
		await expect(jobs.log(ids[0]!, 5)).rejects.toMatchObject({ code: 'not-found' });
		await expect(jobs.finished(ids[0]!)).rejects.toMatchObject({ code: 'not-found' });
	});
});

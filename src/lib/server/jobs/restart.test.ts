import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
	kind,
	log,
	migrations,
	sleep,
	untilAborted,
	useJobs,
	type Body
} from '../../../../tests/support/jobs-fixture.ts';
import { openSqlite } from '../../../sqlite.js';
import { openDatabase } from '../db/index.ts';
import { createEvents } from '../events/index.ts';

const { given, create, define, submit, started } = useJobs();

describe('a database that another program holds', () => {
	it('is waited for by a job, which loses nothing', async () => {
		const file = join(given.folder, 'held.db');
		given.database.close();
		given.database = openDatabase({ file, migrations });
		given.events = createEvents({ database: given.database, log });
		given.jobs = create();
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
					given.database.settings.set('two', ran.length);
				}
			])
		);
		await given.jobs.start();
		const { id } = handle.submit({ pup: 'a' });
		await expect.poll(() => ran).toEqual(['one']);
		// The lock is held until the job has run into it.
		await expect.poll(async () => (await given.jobs.log(id, 10)).length).toBeGreaterThan(0);
		expect(() => given.database.settings.set('x', 1)).toThrow(expect.objectContaining({ code: 'SQLITE_BUSY' }));
		expect(given.database.raw.pragma('busy_timeout', { simple: true })).toBeLessThanOrEqual(250);
		other.exec('ROLLBACK');
		await expect.poll(() => given.jobs.get(id)?.status).toBe('succeeded');
		expect(ran).toEqual(['one', 'two']);
		other.close();
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
		await given.jobs.start();
		const { id } = submit('x', { pup: 'a' });
		while (!ran.includes('two')) await sleep(1);
		const waiting = given.jobs.finished(id);
		const refused = expect(waiting).rejects.toMatchObject({ code: 'stopping' });
		await given.jobs.stop(1000);
		await refused;
		expect(() => submit('x', { pup: 'b' })).toThrow(expect.objectContaining({ code: 'stopping', status: 503 }));
		expect(given.jobs.get(id)).toMatchObject({ status: 'running', error: null });

		given.jobs = create();
		define(kind('x', steps));
		await given.jobs.start();
		expect((await given.jobs.finished(id)).status).toBe('succeeded');
		expect(ran).toEqual(['one', 'two', 'two again']);
		const row = given.database.raw.prepare('SELECT resumed FROM jobs').get() as { resumed: number };
		expect(row.resumed).toBe(0);
	});

	it('does not wait longer than it was told, and writes nothing afterwards', async () => {
		let let_go = () => {};
		define(kind('deaf', [() => new Promise((resolve) => (let_go = resolve))]));
		await given.jobs.start();
		const { id } = submit('deaf', { pup: 'a' });
		await started(id);
		await given.jobs.stop(20);
		const rows = () => given.database.raw.prepare('SELECT * FROM job_steps').all();
		const before = rows();
		let_go();
		await sleep(10);
		expect(rows()).toEqual(before);
		expect(before).toMatchObject([{ status: 'pending' }]);
	});

	it('fails a job of a kind that is no longer known', async () => {
		define(kind('gone', [async () => {}]));
		const { id } = submit('gone', { pup: 'a' });
		await given.jobs.stop(0);
		given.jobs = create();
		expect(given.jobs.holding('pup:a')?.id).toBe(id);
		await given.jobs.start();
		expect(await given.jobs.finished(id)).toMatchObject({ status: 'failed', error: { code: 'unknown-job' } });
	});
});

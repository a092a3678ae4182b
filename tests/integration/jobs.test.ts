/**
 * `kill -9` of a process with jobs in each step. The database then describes the true state, and
 * the next start continues from it.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { rolldown } from 'rolldown';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '../../src/lib/contract/live.ts';
import { openSqlite } from '../../src/sqlite.js';
import type { Order } from './jobs-child.ts';

const root = new URL('../..', import.meta.url).pathname;
/** Inside of node_modules, so that the bundle finds the project's better-sqlite3. */
let cache: string;
let program: string;
let folder: string;

beforeAll(async () => {
	mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
	cache = mkdtempSync(join(root, 'node_modules/.cache/jobs-test-'));
	program = join(cache, 'child.mjs');
	const bundle = await rolldown({
		input: join(root, 'tests/integration/jobs-child.ts'),
		external: ['better-sqlite3'],
		platform: 'node',
		logLevel: 'silent'
	});
	await bundle.write({ file: program, format: 'esm' });
	await bundle.close();
});
afterAll(() => rmSync(cache, { recursive: true, force: true }));
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'dbx-jobs-kill-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Runs the child to its end.
 * @returns the signal that ended it, or undefined for a normal end
 */
async function child(order: Partial<Order>): Promise<string | undefined> {
	const whole: Order = { folder, migrations: join(root, 'drizzle'), submit: [], killAt: null, ...order };
	const result = await execa(process.execPath, [program, JSON.stringify(whole)], { reject: false, timeout: 30_000 });
	if (result.failed && result.signal !== 'SIGKILL') throw new Error(result.stderr);
	return result.signal;
}

interface JobRow {
	id: string;
	status: string;
	error: { code: string } | null;
	resumed: number;
	steps: string[];
}

/** What is written in the database now, read without the code under test. */
function written(name: string): JobRow {
	const sqlite = openSqlite(join(folder, 'dogebox.db'));
	try {
		expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
		const row = sqlite
			.prepare("SELECT id, status, error, resumed FROM jobs WHERE json_extract(input, '$.name') = ?")
			.get(name) as { id: string; status: string; error: string | null; resumed: number };
		const steps = sqlite.prepare('SELECT status FROM job_steps WHERE job_id = ? ORDER BY position').all(row.id);
		return {
			...row,
			error: row.error === null ? null : (JSON.parse(row.error) as { code: string }),
			steps: (steps as { status: string }[]).map((step) => step.status)
		};
	} finally {
		sqlite.close();
	}
}

function changes(): Change[] {
	const sqlite = openSqlite(join(folder, 'dogebox.db'), { readonly: true });
	try {
		const rows = sqlite.prepare('SELECT seq, at, body FROM changes ORDER BY seq').all();
		return (rows as { seq: number; at: number; body: string }[]).map((row) => ({
			...row,
			body: JSON.parse(row.body) as Change['body']
		}));
	} finally {
		sqlite.close();
	}
}

interface Trace {
	pid: string;
	what: string;
	job: string;
	resource: string;
	step: string;
	resumed: boolean;
}
function trace(): Trace[] {
	return readFileSync(join(folder, 'trace'), 'utf8')
		.trim()
		.split('\n')
		.map((line) => {
			const [pid, what, job, resource, step, resumed] = line.split(' ') as [
				string,
				string,
				string,
				string,
				string,
				string
			];
			return { pid, what, job, resource, step, resumed: resumed === 'true' };
		});
}

/**
 * Lines of the trace at which a job entered a resource that another job of the same process still
 * held.
 */
function overlaps(lines: Trace[]): Trace[] {
	const inside = new Map<string, string>();
	return lines.filter((line) => {
		const key = `${line.pid} ${line.resource}`;
		const entered = line.what === 'begin' || line.what === 'undo';
		const bad = entered && inside.has(key) && inside.get(key) !== line.job;
		if (entered) inside.set(key, line.job);
		else inside.delete(key);
		return bad;
	});
}

/** The change log has no gap, and its last entry about each job matches the job's row. */
function expectHonestChanges(): void {
	const log = changes();
	expect(log.map((change) => change.seq)).toEqual(log.map((_, i) => i + 1));
	const last = new Map(log.map(({ body }) => (body.kind === 'job' ? [body.job.id, body.job.status] : ['', ''])));
	for (const name of ['a', 'b']) {
		const row = written(name);
		expect(last.get(row.id)).toBe(row.status);
	}
}

const STEPS = ['one', 'two', 'three', 'four'];
const MOMENTS = ['begin', 'middle', 'end'];
const two = (kind: 'resumes' | 'fails' | 'breaks'): Order['submit'] => [
	{ kind, name: 'a', resource: 'pup:1' },
	{ kind: 'resumes', name: 'b', resource: 'pup:1' },
	{ kind: 'resumes', name: 'c', resource: 'pup:2' }
];

describe('a process killed within a job', () => {
	it.each(STEPS.flatMap((step, i) => MOMENTS.map((moment) => ({ step, i, moment }))))(
		'at the $moment of step $step leaves an honest state, from which the job ends',
		async ({ step, i, moment }) => {
			expect(await child({ submit: two('resumes'), killAt: `${step}:${moment}` })).toBe('SIGKILL');
			const crashed = written('a');
			expect(crashed).toMatchObject({ status: 'running', error: null, resumed: 0 });
			expect(crashed.steps).toEqual(STEPS.map((_, n) => (n < i ? 'succeeded' : n === i ? 'running' : 'pending')));
			expect(written('b').status).toBe('queued');

			expect(await child({})).toBeUndefined();
			expect(written('a')).toMatchObject({ status: 'succeeded', resumed: 1, error: null });
			expect(written('b')).toMatchObject({ status: 'succeeded', resumed: 0 });
			expect(written('c').status).toBe('succeeded');
			const lines = trace();
			expect(overlaps(lines)).toEqual([]);
			for (const job of ['a', 'b', 'c']) {
				const ended = lines.filter((line) => line.job === job && line.what === 'end').map((line) => line.step);
				expect([...new Set(ended)].sort()).toEqual([...STEPS].sort());
			}
			// Steps that ended before the crash are not repeated. The step that was interrupted
			// runs again and knows that.
			const begun = lines.filter((line) => line.job === 'a' && line.what === 'begin');
			expect(begun.map((line) => line.step)).toEqual([...STEPS.slice(0, i + 1), ...STEPS.slice(i)]);
			expect(begun.map((line) => line.resumed)).toEqual(
				[...STEPS.slice(0, i + 1), ...STEPS.slice(i)].map((_, n) => n > i)
			);
			expectHonestChanges();
		}
	);

	it('right after a job was asked for runs it at the next start', async () => {
		expect(await child({ submit: two('resumes'), killAt: 'submitted' })).toBe('SIGKILL');
		expect(written('a')).toMatchObject({ status: 'queued', steps: STEPS.map(() => 'pending') });
		expect(await child({})).toBeUndefined();
		expect(written('a')).toMatchObject({ status: 'succeeded', resumed: 0 });
	});

	it('fails the job, says so and takes it back, where its kind cannot go on', async () => {
		expect(await child({ submit: two('fails'), killAt: 'two:middle' })).toBe('SIGKILL');
		expect(await child({})).toBeUndefined();
		const failed = written('a');
		expect(failed).toMatchObject({ status: 'failed', error: { code: 'interrupted' } });
		expect(failed.steps).toEqual(['succeeded', 'failed', 'skipped', 'skipped']);
		expect(trace().filter((line) => line.what === 'undone')).toMatchObject([{ job: 'a', step: 'interrupted' }]);
		expect(written('b').status).toBe('succeeded');
		expect(overlaps(trace())).toEqual([]);
		expectHonestChanges();
	});

	it('goes on taking back what was being taken back, and keeps the first failure', async () => {
		expect(await child({ submit: two('breaks'), killAt: 'undo' })).toBe('SIGKILL');
		expect(written('a')).toMatchObject({ status: 'running', error: { code: 'internal' } });
		expect(await child({})).toBeUndefined();
		expect(written('a')).toMatchObject({ status: 'failed', error: { code: 'internal' } });
		const undone = trace().filter((line) => line.job === 'a' && line.what.startsWith('undo'));
		expect(undone.map((line) => line.what)).toEqual(['undo', 'undo', 'undone']);
		expect(written('b').status).toBe('succeeded');
		expect(overlaps(trace())).toEqual([]);
	});

	it('again and again by the same job gives it up after three times, so that the box can start', async () => {
		const order = { killAt: 'two:middle' };
		expect(await child({ submit: two('resumes'), ...order })).toBe('SIGKILL');
		for (let crash = 1; crash <= 3; crash++) {
			expect(await child(order)).toBe('SIGKILL');
			expect(written('a')).toMatchObject({ status: 'running', resumed: crash });
		}
		expect(await child(order)).toBeUndefined();
		expect(written('a')).toMatchObject({ status: 'failed', error: { code: 'interrupted' } });
		expect(trace().filter((line) => line.job === 'a' && line.what === 'undone')).toHaveLength(1);
		expect(written('b').status).toBe('succeeded');
	});

	it('is distinguished from a clean stop, which does not count', async () => {
		expect(await child({ submit: two('resumes'), stopInTwo: true })).toBeUndefined();
		expect(written('a')).toMatchObject({ status: 'running', error: null });
		expect(written('a').steps).toEqual(['succeeded', 'pending', 'pending', 'pending']);
		expect(await child({})).toBeUndefined();
		expect(written('a')).toMatchObject({ status: 'succeeded', resumed: 0 });
		const again = trace().filter((line) => line.job === 'a' && line.what === 'begin' && line.step === 'two');
		expect(again.map((line) => line.resumed)).toEqual([false, true]);
	});
});

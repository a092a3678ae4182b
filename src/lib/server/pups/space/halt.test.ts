import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Failure } from '../../../contract/jobs.ts';
import { openDatabase, type Database } from '../../db/index.ts';
import { createEvents } from '../../events/index.ts';
import { createJobs, type Jobs } from '../../jobs/index.ts';
import type { PupRow } from '../installed/index.ts';
import { defineHalt } from './halt.ts';

const log = pino({ level: 'silent' });
const failure: Failure = { code: 'storage-limit', reason: 'Its data takes 9 GB.', hint: 'Give it more.' };
let folder: string;
let database: Database;
let jobs: Jobs;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'dbx-halt-'));
	database = openDatabase({ file: ':memory:', migrations: join(import.meta.dirname, '../../../../../drizzle') });
	jobs = createJobs({ database, events: createEvents({ database, log }), logFolder: join(folder, 'logs'), log });
});
afterEach(async () => {
	await jobs.stop(1000);
	database.close();
	rmSync(folder, { recursive: true, force: true });
});

describe('a stop by the box', () => {
	it.each([
		['is made', null, ['stop', 'failed']],
		['is left where its reason has gone meanwhile', 'The disk has room again.', []]
	])('that waited for a long job %s', async (_what, outdated, expected) => {
		const done: string[] = [];
		const asked: [string, Failure][] = [];
		let state: PupRow['state'] = 'running';
		let end: (() => void) | null = null;
		const long = jobs.define<null>({
			kind: 'long',
			title: () => 'Long',
			resources: () => ['pup:p'],
			conflict: 'queue',
			afterCrash: 'fail',
			timeoutMs: 60_000,
			steps: [{ name: 'wait', title: 'Wait', weight: 1, run: () => new Promise((resolve) => (end = resolve)) }]
		});
		const halt = defineHalt({
			jobs,
			rows: { find: () => ({ state }) as PupRow },
			states: { transition: (_id, { kind }) => done.push(kind) > 0 },
			running: {
				async stop() {
					done.push('stop');
					state = 'stopped';
				}
			},
			steps: { undoStop: async () => {} },
			outdated: async (id, why) => {
				asked.push([id, why]);
				return outdated;
			}
		});
		await jobs.start();
		long.submit(null);
		await expect.poll(() => end).not.toBeNull();
		const { id } = halt.submit({ pupId: 'p', name: 'P', failure, graceMs: null });
		expect(asked).toEqual([]);
		end!();
		await expect.poll(() => jobs.get(id)?.status).toBe('succeeded');
		expect(asked).toEqual([['p', failure]]);
		expect(done).toEqual(expected);
		const said = (await jobs.log(id, 10)).map(({ text }) => text);
		expect(said).toContain(outdated === null ? failure.hint : `${outdated} It is not stopped.`);
	});
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openDatabase, type Database } from '../db/index.ts';
import { createAudit } from './index.ts';
import type { Audit, AuditEntry } from './index.ts';

let folder: string;
let database: Database;
let audit: Audit;
let now: number;
beforeEach(() => {
	now = 1_000_000_000_000;
	folder = mkdtempSync(join(tmpdir(), 'dogebox-audit-'));
	database = openDatabase({
		file: join(folder, 'test.db'),
		migrations: join(import.meta.dirname, '../../../../drizzle')
	});
	audit = createAudit({ database, log: pino({ level: 'silent' }), now: () => now });
});
afterEach(() => {
	audit.close();
	database.close();
	rmSync(folder, { recursive: true, force: true });
});

const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
	actor: 'owner',
	actorId: null,
	actorName: null,
	address: '192.0.2.1',
	action: 'pups.start',
	subject: null,
	outcome: 'done',
	detail: null,
	via: null,
	...more
});

it('gives lines newest first, page by page, none twice', () => {
	for (let i = 0; i < 7; i++) void audit.record(entry({ subject: String(i) }));
	const first = audit.list({ limit: 3 });
	const second = audit.list({ limit: 3, before: first.at(-1)!.id });
	const third = audit.list({ limit: 3, before: second.at(-1)!.id });
	expect([first, second, third].map((page) => page.map(({ subject }) => subject))).toEqual([
		['6', '5', '4'],
		['3', '2', '1'],
		['0']
	]);
});

it('notes some refusals of strangers a minute, and everything of those who are known', () => {
	for (let i = 0; i < 100; i++) void audit.record(entry({ actor: 'anyone', outcome: 'refused' }));
	expect(audit.list({ limit: 500 })).toHaveLength(30);
	for (let i = 0; i < 100; i++) void audit.record(entry({ actor: 'token', outcome: 'refused' }));
	void audit.record(entry({ actor: 'anyone', outcome: 'done' }));
	expect(audit.list({ limit: 500 })).toHaveLength(131);
	now += 61_000;
	void audit.record(entry({ actor: 'anyone', outcome: 'refused' }));
	expect(audit.list({ limit: 500 })).toHaveLength(132);
});

it('counts what clients of Docker were refused', () => {
	void audit.record(entry({ via: 'docker', outcome: 'refused' }));
	void audit.record(entry({ via: 'docker' }));
	void audit.record(entry({ outcome: 'refused' }));
	expect(audit.dockerRefusals()).toBe(1);
});

it('forgets what is older than a year', () => {
	void audit.record(entry());
	now += 366 * 24 * 3600_000;
	audit.close();
	audit = createAudit({ database, log: pino({ level: 'silent' }), now: () => now });
	expect(audit.list({ limit: 10 })).toEqual([]);
});

it('never throws, also when the database is gone', () => {
	database.close();
	expect(() => void audit.record(entry())).not.toThrow();
	database = openDatabase({
		file: join(folder, 'other.db'),
		migrations: join(import.meta.dirname, '../../../../drizzle')
	});
});

it('is on the disk when it says so, and nobody fails by a disk that does not take it', async () => {
	let synced = () => {};
	vi.spyOn(database, 'durable')
		.mockReturnValueOnce(new Promise((resolve) => (synced = resolve)))
		.mockRejectedValueOnce(new Error('EIO'));
	let written = false;
	const recorded = audit.record(entry()).then(() => (written = true));
	expect(audit.list({ limit: 5 })).toHaveLength(1);
	await new Promise((resolve) => setImmediate(resolve));
	expect(written).toBe(false);
	synced();
	await recorded;
	await expect(audit.record(entry())).resolves.toBeUndefined();
});

it('corrects a line that was written ahead, and counts what that refuses', async () => {
	const first = audit.recordAhead(entry({ subject: 'a', via: 'docker' }));
	const second = audit.recordAhead(entry({ subject: 'b' }));
	await Promise.all([first.written, second.written]);
	expect(audit.list({ limit: 9 }).map(({ outcome }) => outcome)).toEqual(['done', 'done']);
	await first.correct({ outcome: 'refused', detail: `command-not-found${'x'.repeat(1000)}` });
	const lines = audit.list({ limit: 9 });
	expect(lines.map(({ subject, outcome }) => [subject, outcome])).toEqual([
		['b', 'done'],
		['a', 'refused']
	]);
	expect(lines[1]!.detail).toMatch(/^command-not-found/);
	expect(lines[1]!.detail!.length).toBe(500);
	expect(audit.dockerRefusals()).toBe(1);
});

it('does not fail where a line that was written ahead cannot be', async () => {
	const line = audit.recordAhead(entry());
	database.close();
	await expect(line.correct({ outcome: 'failed', detail: null })).resolves.toBeUndefined();
	const none = audit.recordAhead(entry());
	await expect(none.written).resolves.toBeUndefined();
	await expect(none.correct({ outcome: 'failed', detail: null })).resolves.toBeUndefined();
});

/**
 * The attention list over a real database and change log: which items are listed, remembered and
 * dismissed.
 */
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AttentionItem } from '../../contract/attention.ts';
import type { BoxError } from '../../contract/errors.ts';
import type { ChangeBody } from '../../contract/live.ts';
import { openDatabase, type Database } from '../db/index.ts';
import { createEvents, type Events } from '../events/index.ts';
import { createAttention, type Attention, type Facts } from './index.ts';

const log = pino({ level: 'silent' });
const migrations = new URL('../../../../drizzle', import.meta.url).pathname;
const failure = (code: string) => expect.objectContaining({ code }) as BoxError;
let database: Database;
let events: Events;
let attention: Attention;
let facts: Facts;
let published: string[][];

const idsOf = (items: readonly AttentionItem[]) => items.map(({ id }) => id);
const create = () =>
	createAttention({ facts: () => facts, settings: database.settings, events, log, slowMs: 3_600_000 });
const ended = (at: number): Facts['ends'][number] => ({ part: 'dkm', at, reason: 'ended by SIGKILL' });

beforeEach(() => {
	database = openDatabase({ file: ':memory:', migrations });
	events = createEvents({ database, log });
	published = [];
	events.subscribe(({ body }: { body: ChangeBody }) => {
		if (body.kind === 'attention') published.push(idsOf(body.items));
	});
	facts = {
		now: 1000,
		pups: [],
		unserved: [],
		disks: [],
		largest: [],
		jobs: [],
		runtime: { ready: true, missing: [] },
		ends: [],
		webhooks: [],
		heat: null,
		clock: { synchronised: null, behindMs: 0 }
	};
	attention = create();
});
afterEach(() => {
	attention.close();
	database.close();
});

const hot = { celsius: 88, limit: 90 };

it('looks by itself soon after a change, and tells what differs once', async () => {
	attention.begin();
	expect(attention.list()).toEqual([]);
	facts = { ...facts, heat: hot };
	events.emit({ kind: 'box' });
	events.emit({ kind: 'box' });
	await expect.poll(() => published).toEqual([['heat']]);
	expect(idsOf(attention.list())).toEqual(['heat']);
	attention.refresh();
	expect(published).toEqual([['heat']]);
	facts = { ...facts, heat: null };
	expect(attention.refresh()).toEqual([]);
	expect(published).toEqual([['heat'], []]);
});

it('remembers since when something needs the owner, also over a restart', () => {
	attention.refresh();
	facts = { ...facts, heat: hot };
	attention.refresh();
	attention.close();
	facts = { ...facts, now: 9000 };
	attention = create();
	expect(attention.list()).toMatchObject([{ id: 'heat', since: 1000 }]);
	facts = { ...facts, heat: null };
	attention.refresh();
	facts = { ...facts, heat: hot };
	expect(attention.refresh()).toMatchObject([{ id: 'heat', since: 9000 }]);
});

it('puts away what is over, for good, and nothing that is still so', () => {
	facts = { ...facts, heat: hot, ends: [ended(500)] };
	expect(idsOf(attention.list())).toEqual(['heat', 'end:dkm:500']);
	expect(() => attention.dismiss('heat')).toThrow(failure('not-dismissible'));
	expect(() => attention.dismiss('end:dkm:1')).toThrow(failure('not-found'));
	attention.dismiss('end:dkm:500');
	expect(published).toEqual([['heat']]);
	attention.close();
	attention = create();
	expect(idsOf(attention.list())).toEqual(['heat']);
	// The next end of the same part is a new item.
	facts = { ...facts, ends: [ended(600)] };
	expect(idsOf(attention.refresh())).toEqual(['heat', 'end:dkm:600']);
});

it('remembers the newest two hundred that were put away', () => {
	for (let at = 0; at < 230; at++) {
		facts = { ...facts, ends: [ended(at)] };
		attention.refresh();
		attention.dismiss(`end:dkm:${at}`);
	}
	expect(Object.keys(database.settings.raw('attention.dismissed') as object)).toHaveLength(200);
});

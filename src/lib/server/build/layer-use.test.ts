import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../db/index.ts';
import { buildCommit, buildRemove, type Host } from '../host/index.ts';
import { createImageStore, type ImageStore } from './image-store.ts';
import { createLayerBuilder, type LayerBuilder } from './layer-builder.ts';
import { createLayerKeeper, keptLayers, type LayerKeeper } from './layer-use.ts';

const all = [
	{ id: 'base', parentId: null },
	{ id: 'packages', parentId: 'base' },
	{ id: 'archives', parentId: 'packages' },
	{ id: 'other', parentId: 'base' },
	{ id: 'lonely', parentId: 'gone' }
];
const kept = (...used: string[]) => [...keptLayers(all, used)].filter((id) => all.some((one) => one.id === id)).sort();

describe('layers that stay', () => {
	it('are those that somebody names, and all that lie below them', () => {
		expect(kept('archives')).toEqual(['archives', 'base', 'packages']);
		expect(kept('other', 'packages')).toEqual(['base', 'other', 'packages']);
		expect(kept('base')).toEqual(['base']);
	});
	it('are none where nobody names one that is there', () => {
		expect(kept()).toEqual([]);
		expect(kept('unknown')).toEqual([]);
	});
	it('are found also where a layer below is gone, or names itself', () => {
		expect(kept('lonely')).toEqual(['lonely']);
		expect([...keptLayers([{ id: 'x', parentId: 'x' }], ['x'])]).toEqual(['x']);
	});
});

describe('a layer that is freed', () => {
	const layer = { id: 'a'.repeat(64), kind: 'packages' as const, title: 'curl', parentId: null, createdAt: 1 };
	let folder: string;
	let database: Database;
	let store: ImageStore;
	let keeper: LayerKeeper;
	let builder: LayerBuilder;
	/** Lets the removal continue, or fail with `error`. */
	let remove: (error?: Error) => void;
	/** Events in the order in which they happened. */
	let course: string[];

	/** Writes the complete layer to the folder. */
	function createLayer(): number {
		mkdirSync(join(folder, layer.id), { recursive: true });
		writeFileSync(join(folder, `${layer.id}.json`), JSON.stringify({ ...layer, sizeBytes: 7 }));
		return 7;
	}
	function take(): void {
		rmSync(join(folder, `${layer.id}.json`), { force: true });
		rmSync(join(folder, layer.id), { recursive: true, force: true });
	}
	const isThere = () => existsSync(join(folder, layer.id)) && existsSync(join(folder, `${layer.id}.json`));
	const ids = () => store.list().map(({ id }) => id);
	const build = (signal = new AbortController().signal) =>
		builder.build(layer, signal, async () => void course.push('made'));

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'dbx-layers-'));
		database = openDatabase({ file: ':memory:', migrations: join(import.meta.dirname, '../../../../drizzle') });
		store = createImageStore(database, folder);
		course = [];
		const gate = new Promise<Error | undefined>((resolve) => (remove = resolve));
		// Does what the agent does, but a removal waits for `remove`.
		const call = async (verb: unknown) => {
			if (verb === buildCommit) return createLayer();
			expect(verb).toBe(buildRemove);
			const error = await gate;
			if (error) throw error;
			take();
			course.push('removed');
			return null;
		};
		const host = { call } as unknown as Host;
		keeper = createLayerKeeper({ host, store });
		const { handOut, leaving } = keeper;
		builder = createLayerBuilder({ host, store, log: pino({ level: 'silent' }), handOut, leaving });
		createLayer();
		expect(builder.found(layer.id)).toMatchObject({ id: layer.id });
		expect(ids()).toEqual([layer.id]);
	});
	afterEach(() => {
		database.close();
		rmSync(folder, { recursive: true, force: true });
	});

	it('is handed to nobody while it goes, and a new one is begun when it is gone', async () => {
		const freed = keeper.freeUnused([layer.id]);
		expect(isThere()).toBe(true);
		expect(builder.found(layer.id)).toBeNull();
		expect(ids()).toEqual([]);
		const made = build();
		await new Promise((resolve) => setImmediate(resolve));
		expect(course).toEqual([]);
		expect(store.building()).toEqual([]);
		remove();
		expect(await freed).toBe(7);
		expect(await made).toMatchObject({ id: layer.id, sizeBytes: 7 });
		expect(course).toEqual(['removed', 'made']);
		expect(isThere()).toBe(true);
		expect(ids()).toEqual([layer.id]);
		expect(keeper.leaving(layer.id)).toBeUndefined();
		expect(builder.found(layer.id)).toMatchObject({ id: layer.id });
	});

	it('is made anew also where its removal fails', async () => {
		const freed = keeper.freeUnused([layer.id]);
		const made = build();
		remove(new Error('the disk does not answer'));
		await expect(freed).rejects.toThrow('the disk does not answer');
		expect(await made).toMatchObject({ id: layer.id });
		expect(course).toEqual(['made']);
		expect(keeper.leaving(layer.id)).toBeUndefined();
	});

	it('is not begun anew for somebody who has left meanwhile', async () => {
		const freed = keeper.freeUnused([layer.id]);
		const caller = new AbortController();
		const made = build(caller.signal);
		caller.abort(new Error('cancelled'));
		remove();
		await expect(made).rejects.toThrow('cancelled');
		await freed;
		expect(course).toEqual(['removed']);
		expect(ids()).toEqual([]);
	});

	it('is none that is being made', async () => {
		store.begin(layer);
		// A build that is about to end shows its layer like this: complete, but not handed out yet.
		store.find(layer.id);
		expect(ids()).toEqual([layer.id]);
		expect(await keeper.freeUnused([layer.id])).toBe(0);
		expect(keeper.leaving(layer.id)).toBeUndefined();
		expect(isThere()).toBe(true);
	});
});

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChangeBody } from '../../contract/live.ts';
import { openDatabase, type Database } from '../db/index.ts';
import { createEvents, type Events } from '../events/index.ts';
import { createJobs } from '../jobs/index.ts';
import { createSealer } from '../keys/index.ts';
import { createSources, sourceIdOf, type Sources } from './index.ts';

const migrations = new URL('../../../../drizzle', import.meta.url).pathname;
/** First bytes of a PNG. */
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]);

let folder: string;
let database: Database;
let events: Events;

const manifest = (name: string, build: unknown = { debian: { packages: [] } }, logoPath?: string) => ({
	manifestVersion: 1,
	meta: { name, version: '1.0.0', logoPath },
	container: { build, services: [{ name: 'a', command: { exec: 'a' } }], exposes: null }
});
const write = (path: string, content: unknown) => {
	const file = join(folder, path);
	mkdirSync(join(file, '..'), { recursive: true });
	writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
};
const create = (): Sources =>
	createSources({
		database,
		events,
		jobs: createJobs({ database, events, logFolder: join(folder, 'logs'), log: pino({ level: 'silent' }) }),
		sealer: createSealer({ keyFile: join(folder, 'seal.key') }),
		folder: join(folder, 'kept'),
		builtinFolder: join(folder, 'builtin'),
		officialSource: null,
		readers: { git: null, web: null },
		log: pino({ level: 'silent' })
	});

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'dbx-sources-'));
	database = openDatabase({ file: ':memory:', migrations });
	events = createEvents({ database, log: pino({ level: 'silent' }) });
	write('builtin/dogebox.json', { id: 'b', name: 'Samples', pups: [{ location: 'one' }] });
	write('builtin/one/manifest.json', manifest('One'));
});
afterEach(() => {
	database.close();
	rmSync(folder, { recursive: true, force: true });
});

describe('sources', () => {
	it('offers the built-in pups, and finds them again under the same id after a restart', async () => {
		const sources = create();
		await sources.begin();
		expect(sources.list()).toMatchObject([{ id: sourceIdOf('builtin'), kind: 'builtin', name: 'Samples', pups: 1 }]);
		expect(sources.offers()).toMatchObject([{ name: 'One', shown: { version: '1.0.0' } }]);
		const again = create();
		await again.begin();
		expect(again.list().map((s) => s.id)).toEqual([sourceIdOf('builtin')]);
		await expect(again.remove(sourceIdOf('builtin'))).rejects.toThrow(/cannot be removed/);
		expect(again.find(sourceIdOf('builtin'), 'One').folder).toBe(join(folder, 'builtin', 'one'));
		expect(() => again.find(sourceIdOf('builtin'), 'One', '9.9.9')).toThrow(/There is no pup/);
	});

	it('lists a bad pup with its reason and hides no good one', async () => {
		write('mine/dogebox.json', {
			id: 'm',
			name: 'Mine',
			pups: ['good', 'broken', 'missing', '../builtin/one', 'away', 'twin']
				.map((location) => ({ location }))
				.concat({} as never)
		});
		write('mine/good/manifest.json', manifest('Good'));
		write('mine/twin/manifest.json', manifest('Good'));
		write('mine/broken/manifest.json', '{ not json');
		symlinkSync('/etc', join(folder, 'mine', 'away'));
		const sources = create();
		await sources.begin();
		const added = await sources.add(join(folder, 'mine'));
		expect(added.pups).toBe(1);
		expect(Object.fromEntries(added.unreadable.map((u) => [u.location, u.reason]))).toEqual({
			broken: expect.stringContaining('is not JSON'),
			missing: 'there is no manifest.json',
			'../builtin/one': expect.stringContaining('leads outside'),
			away: expect.stringContaining('leads outside'),
			twin: expect.stringContaining('is called “Good” too'),
			'?': 'missing field: location in pups'
		});
	});

	it('takes a folder with a single pup, sees its changes on refresh, and forgets it', async () => {
		write('solo/manifest.json', manifest('Solo', { nixFile: 'pup.nix', nixFileSha256: 'a'.repeat(64) }));
		const sources = create();
		await sources.begin();
		const kinds: ChangeBody['kind'][] = [];
		events.subscribe((change) => kinds.push(change.body.kind));
		const { id } = await sources.add(join(folder, 'solo'));
		expect(sources.offer(id, 'Solo').version.manifest.container.build.nixFile).toBe('pup.nix');
		await expect(sources.add(`${join(folder, 'solo')}/`)).rejects.toMatchObject({ code: 'already-added', status: 409 });
		await sources.refresh();
		expect(kinds).toEqual(['source', 'store']);
		write('solo/manifest.json', manifest('Solo', undefined));
		await sources.refresh(id);
		expect(sources.offer(id, 'Solo').version.manifest.container.build.nixFile).toBeNull();
		rmSync(join(folder, 'solo'), { recursive: true });
		await sources.refresh(id);
		expect(sources.list().find((s) => s.id === id)).toMatchObject({
			pups: 1,
			lastError: expect.stringContaining('There is no folder')
		});
		await sources.remove(id);
		expect(kinds.at(-2)).toBe('source-removed');
		expect(sources.list().length).toBe(1);
	});

	it('gives a logo only from inside the pup’s folder', async () => {
		write('art/manifest.json', manifest('Art', undefined, 'logo.png'));
		write('secret.png', 'x');
		symlinkSync('../secret.png', join(folder, 'art', 'logo.png'));
		const sources = create();
		await sources.begin();
		const { id } = await sources.add(join(folder, 'art'));
		expect(await sources.logo(id, 'Art')).toBeNull();
		rmSync(join(folder, 'art', 'logo.png'));
		write('art/logo.png', 'x');
		await sources.refresh(id);
		expect(await sources.logo(id, 'Art'), 'not what its name says').toBeNull();
		writeFileSync(join(folder, 'art', 'logo.png'), PNG);
		await sources.refresh(id);
		expect(await sources.logo(id, 'Art')).toEqual({ folder: join(folder, 'art'), path: 'logo.png', type: 'image/png' });
	});

	it.each([
		['https://example.org/pups.git', 'bad-source'],
		['git@example.org:a/b.git', 'bad-source'],
		['relative/folder', 'bad-source'],
		['/no/such/folder', 'bad-source'],
		['/dev/null', 'bad-source']
	])('refuses %s with %s', async (location, code) => {
		const sources = create();
		await sources.begin();
		await expect(sources.add(location)).rejects.toMatchObject({ code, status: 422 });
	});
});

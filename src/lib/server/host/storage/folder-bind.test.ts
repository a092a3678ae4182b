import {
	chownSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readMounts } from '../../mountinfo.ts';
import { createLocalHost, createSpawner, type Host } from '../index.ts';
import { rangeBase } from '../ids/index.ts';
import { boundFolder, folderBind, folderUnbind } from './folder-bind.ts';

const ID = 'ef'.repeat(16);
const ROOT = process.getuid?.() === 0;
if (!ROOT) console.log('skipped: not root');

describe.skipIf(!ROOT)('a developer’s folder', () => {
	let data: string;
	let work: string;
	let host: Host;
	/** Called before the host starts a program. */
	let beforeSpawn = () => {};
	const bound = () => boundFolder(host.paths, ID);
	const mounted = async () => (await readMounts()).filter((mount) => mount.target === bound()).length;
	const bind = (from = work, range: number | null = null) => host.call(folderBind, { id: ID, from, range });
	const unbind = () => host.call(folderUnbind, { id: ID });

	beforeEach(() => {
		data = mkdtempSync(join(tmpdir(), 'dbx-bind-'));
		work = mkdtempSync(join(tmpdir(), 'dbx-work-'));
		const at = (name: string) => join(data, name);
		host = createLocalHost({
			paths: { data, storage: at('storage'), images: at('images'), logs: at('logs'), run: at('run') },
			names: { instance: 'x', bridge: 'x0', subnet: '10.1.0.0/16', nftTable: 'x', cgroup: '/x', idBase: 700000 },
			spawn: (...call) => {
				beforeSpawn();
				return createSpawner()(...call);
			}
		});
		mkdirSync(at('run'));
		writeFileSync(join(work, 'manifest.json'), '{}');
	});
	afterEach(async () => {
		beforeSpawn = () => {};
		await unbind();
		expect(await mounted()).toBe(0);
		expect(readFileSync(join(work, 'manifest.json'), 'utf8')).toBe('{}');
		for (const folder of [data, work]) rmSync(folder, { recursive: true, force: true });
	});

	it('is bound once, however often it is asked for, and let go without a trace', async () => {
		expect(await bind()).toEqual({ path: bound(), asOwner: false });
		await bind();
		expect(await mounted()).toBe(1);
		writeFileSync(join(bound(), 'seen'), 'x');
		expect(existsSync(join(work, 'seen'))).toBe(true);
		await unbind();
		await unbind();
		expect(existsSync(join(host.paths.run, 'bound'))).toBe(false);
	});

	it('shows its owner as the pup’s user where the host can do that, and changes no owner', async () => {
		chownSync(work, 12345, 12346);
		chownSync(join(work, 'manifest.json'), 12345, 12346);
		const { asOwner } = await bind();
		const { uid, gid } = statSync(join(bound(), 'manifest.json'));
		expect([uid, gid]).toEqual(asOwner ? [700420, 700069] : [12345, 12346]);
		expect(statSync(join(work, 'manifest.json')).uid).toBe(12345);
		if (!asOwner) return;
		expect(await bind(work, 3)).toMatchObject({ asOwner: true });
		const base = await rangeBase(3, host.names);
		expect(base).toBeGreaterThan(700000 + 65535);
		expect(statSync(join(bound(), 'manifest.json')).uid).toBe(base + 420);
	});

	it.each([
		['as it is', 0],
		['with its owner shown as the pup’s user', 12345]
	])('is the one that was checked when another takes its name before the mount (%s)', async (_how, owner) => {
		chownSync(work, owner, owner);
		const checked = `${work}-checked`;
		beforeSpawn = () => {
			beforeSpawn = () => {};
			renameSync(work, checked);
			symlinkSync('/etc', work);
		};
		try {
			expect(await bind()).toMatchObject({ path: bound() });
			expect(readdirSync(bound())).toEqual(['manifest.json']);
		} finally {
			await unbind();
			rmSync(work);
			renameSync(checked, work);
		}
	});

	it('is none of the box’s own where those are reached by a link', async () => {
		const link = `${data}-link`;
		const { paths, names } = host;
		symlinkSync(data, link);
		try {
			const linked = createLocalHost({ paths: { ...paths, data: link }, names, spawn: createSpawner() });
			mkdirSync(join(data, 'pup'));
			writeFileSync(join(data, 'pup/manifest.json'), '{}');
			const call = linked.call(folderBind, { id: ID, from: join(data, 'pup'), range: null });
			await expect(call).rejects.toMatchObject({ code: 'invalid-host-call' });
		} finally {
			rmSync(link);
		}
	});

	it('is none of the box’s own, none above them, and holds a manifest', async () => {
		const inside = join(data, 'pup');
		mkdirSync(inside);
		const refused = { code: 'invalid-host-call' };
		symlinkSync(inside, join(work, 'link'));
		for (const from of [data, inside, tmpdir(), '/', '/etc', join(work, 'link')]) {
			await expect(bind(from), from).rejects.toMatchObject(refused);
		}
		await expect(bind(join(work, 'nothing'))).rejects.toMatchObject({ code: 'dev-folder-missing' });
		await expect(bind('relative')).rejects.toMatchObject(refused);
	});
});

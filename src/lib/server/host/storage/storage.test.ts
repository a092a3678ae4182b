import { execFileSync } from 'node:child_process';
import {
	chmodSync,
	chownSync,
	existsSync,
	lchownSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	readlinkSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalHost, createSpawner, type Host } from '../index.ts';
import {
	pupFolderRemove,
	pupSourceTake,
	stagedSourceOf,
	pupSourceOf,
	pupSourcesKeep,
	SOURCE_FOLDERS,
	PUP_USER,
	storageCreate,
	storageRemove,
	storageWrite
} from './storage.ts';
import { storageChangeOwner } from './change-owner.ts';
import { pupFoldersFind } from './found.ts';
import { storageUsage } from './usage.ts';

const ID = 'cd'.repeat(16);
const ROOT = process.getuid?.() === 0;
if (!ROOT) console.log('skipped: not root');
let data: string;
let host: Host;

beforeEach(() => {
	data = mkdtempSync(join(tmpdir(), 'dbx-storage-'));
	const at = (name: string) => join(data, name);
	host = createLocalHost({
		paths: { data, storage: at('storage'), images: at('images'), logs: at('logs'), run: at('run') },
		names: { instance: 'x', bridge: 'x0', subnet: '10.1.0.0/16', nftTable: 'x', cgroup: '/x', idBase: 700000 },
		spawn: createSpawner()
	});
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const storage = (...path: string[]) => join(data, 'storage', ID, ...path);
const env = (text: string) =>
	host.call(storageWrite, { pupId: ID, account: PUP_USER, folder: '.dbx', name: 'config.env', text, mode: 0o600 });

describe.skipIf(!ROOT)('storage of a pup', () => {
	it('is measured and removed whatever its depth, its names and its modes', async () => {
		await host.call(storageCreate, { pupId: ID, account: PUP_USER });
		// 300 nested folders with names of 200 letters: a path that no system call accepts.
		const deep = `for (1 .. 300) { my $n = "n" x 200; mkdir $n or die $!; chdir $n or die $!; }
			open(my $f, ">", "end") or die $!; print $f "x" x 5000;`;
		execFileSync('perl', ['-e', deep], { cwd: storage() });
		mkdirSync(storage('closed/inner'), { recursive: true });
		writeFileSync(storage('closed/inner/-rf --no-preserve-root'), 'x');
		chmodSync(storage('closed/inner'), 0);
		symlinkSync('/usr', storage('link'));
		const measured = await host.call(storageUsage, { pupId: ID, files: true });
		expect(measured).toEqual({ bytes: measured.bytes, files: 306, kept: false });
		expect(measured.bytes).toBeGreaterThan(300 * 4096);
		await host.call(storageRemove, { pupId: ID });
		expect(existsSync(storage())).toBe(false);
		expect(existsSync('/usr/bin')).toBe(true);
	});

	it('belongs to the pup’s user in the mapped range', async () => {
		await host.call(storageCreate, { pupId: ID, account: PUP_USER });
		writeFileSync(storage('kept'), 'x');
		await host.call(storageCreate, { pupId: ID, account: PUP_USER });
		const { uid, gid, mode } = statSync(storage());
		expect([uid, gid, mode & 0o777]).toEqual([700420, 700069, 0o750]);
		expect(readdirSync(storage())).toEqual(['kept']);
		expect((await host.call(storageUsage, { pupId: ID, files: false })).bytes).toBeGreaterThan(0);
		await host.call(storageRemove, { pupId: ID });
		await host.call(storageRemove, { pupId: ID });
		expect(existsSync(storage())).toBe(false);
		expect(await host.call(storageUsage, { pupId: ID, files: false })).toEqual({ bytes: 0, files: null, kept: false });
	});
	it('is given to another user with what was the first one’s, links themselves and nothing behind them', async () => {
		await host.call(storageCreate, { pupId: ID, account: PUP_USER });
		const volumes = join(data, 'storage', `${ID}.volumes`);
		mkdirSync(join(volumes, '%2Fdata/sub'), { recursive: true });
		const outside = join(data, 'outside');
		writeFileSync(outside, 'x');
		writeFileSync(storage('-R'), 'x');
		writeFileSync(storage('other'), 'x');
		symlinkSync(outside, storage('link'));
		const [uid, gid] = [700420, 700069];
		for (const path of [outside, storage('-R'), join(volumes, '%2Fdata/sub')]) chownSync(path, uid, gid);
		lchownSync(storage('link'), uid, gid);
		chownSync(storage('other'), 700999, gid);
		const paths = [storage(), storage('-R'), storage('link'), storage('other'), volumes, join(volumes, '%2Fdata/sub')];
		const owners = () =>
			paths.map((path) => {
				const found = lstatSync(path);
				return [found.uid, found.gid];
			});
		const before = owners();
		const give = (from: typeof PUP_USER | { uid: number; gid: number }, to: { uid: number; gid: number }) =>
			host.call(storageChangeOwner, { pupId: ID, from, to });
		const next = { uid: 1000, gid: 1001 };
		await give(PUP_USER, next);
		const theirs = [701000, 701001];
		expect(owners()).toEqual([theirs, theirs, theirs, [700999, 701001], [0, 0], theirs]);
		expect([statSync(outside).uid, statSync(outside).gid]).toEqual([uid, gid]);
		// Repeats the change, as after a kill. Then changes to root, which is given no files.
		await give(PUP_USER, next);
		await give(next, { uid: 0, gid: 0 });
		expect(owners()[0]).toEqual(theirs);
		await give(next, PUP_USER);
		expect(owners()).toEqual(before);
	});
	it('gets files that only the pup can read, written only when they differ', async () => {
		await host.call(storageCreate, { pupId: ID, account: PUP_USER });
		expect(await env('A=1\n')).toBe(true);
		expect(await env('A=1\n')).toBe(false);
		expect(await env('A=2\n')).toBe(true);
		const { uid, gid, mode } = statSync(storage('.dbx/config.env'));
		expect([uid, gid, mode & 0o777]).toEqual([700420, 700069, 0o600]);
		chmodSync(storage('.dbx/config.env'), 0o644);
		expect(await env('A=2\n')).toBe(true);
		expect(readFileSync(storage('.dbx/config.env'), 'utf8')).toBe('A=2\n');
		expect(readdirSync(storage('.dbx'))).toEqual(['config.env']);
	});
	it('is not touched below a mount point at which nothing is mounted', async () => {
		const disk = join(data, 'disk');
		mkdirSync(disk);
		const paths = { ...host.paths, storage: join(disk, 'dogebox'), storageMount: disk };
		const away = createLocalHost({ paths, names: host.names, spawn: createSpawner() });
		const write = { pupId: ID, account: PUP_USER, folder: null, name: 'x', text: '', mode: 0o600 as const };
		const missing = { code: 'storage-missing', status: 409, message: expect.stringContaining(disk) };
		await expect(away.call(storageCreate, { pupId: ID, account: PUP_USER })).rejects.toMatchObject(missing);
		await expect(away.call(storageWrite, write)).rejects.toMatchObject(missing);
		await expect(away.call(storageRemove, { pupId: ID })).rejects.toMatchObject(missing);
		expect(readdirSync(disk)).toEqual([]);
	});
	it('a pup cannot lead the box out of its storage by links', async () => {
		await host.call(storageCreate, { pupId: ID, account: PUP_USER });
		const outside = join(data, 'outside');
		mkdirSync(outside);
		writeFileSync(join(outside, 'victim'), 'untouched');
		symlinkSync(outside, storage('.dbx'));
		await env('A=1\n');
		expect(readdirSync(outside)).toEqual(['victim']);
		expect(lstatSync(storage('.dbx')).isDirectory()).toBe(true);
		rmSync(storage('.dbx/config.env'));
		symlinkSync(join(outside, 'victim'), storage('.dbx/config.env'));
		await env('A=1\n');
		expect(readFileSync(join(outside, 'victim'), 'utf8')).toBe('untouched');
		expect(statSync(join(outside, 'victim')).uid).toBe(0);
		expect(lstatSync(storage('.dbx/config.env')).isFile()).toBe(true);
		rmSync(storage('.dbx/config.env'));
		mkdirSync(storage('.dbx/config.env/sub'), { recursive: true });
		symlinkSync(outside, storage('.dbx/config.env/sub/away'));
		await env('A=1\n');
		// The box does not empty a folder that the pup may be changing. It only moves the folder
		// out of the way.
		expect(readdirSync(storage('.dbx')).filter((name) => /^config\.env\.[0-9a-f]{8}$/.test(name))).toHaveLength(1);
		expect(readdirSync(outside)).toEqual(['victim']);
		expect(readFileSync(storage('.dbx/config.env'), 'utf8')).toBe('A=1\n');
		symlinkSync(outside, storage('away'));
		await host.call(storageRemove, { pupId: ID });
		expect(existsSync(join(outside, 'victim'))).toBe(true);
	});
	it.each<{ folder: string | null; name: string }>([
		{ folder: '..', name: 'x' },
		{ folder: null, name: '../x' },
		{ folder: null, name: 'a/b' },
		{ folder: '.', name: 'x' }
	])('takes no name that leads elsewhere: %j', async (where) => {
		await host.call(storageCreate, { pupId: ID, account: PUP_USER });
		await expect(
			host.call(storageWrite, { pupId: ID, account: PUP_USER, ...where, text: '', mode: 0o600 as const })
		).rejects.toMatchObject({
			code: 'invalid-host-call'
		});
		await expect(host.call(storageRemove, { pupId: '../../etc' })).rejects.toMatchObject({ code: 'invalid-host-call' });
	});
});

describe.skipIf(!ROOT)('the copy of a pup’s source', () => {
	const from = () => stagedSourceOf(host.paths, ID);
	type Folder = (typeof SOURCE_FOLDERS)[number];
	const keep = (current: Folder, ...others: Folder[]) =>
		host.call(pupSourcesKeep, { pupId: ID, current, keep: others });
	const copy = (folder: Folder = 'source') => host.call(pupSourceTake, { pupId: ID, folder });
	const copied = (...path: string[]) => join(pupSourceOf(host.paths, ID), ...path);
	beforeEach(() => {
		mkdirSync(join(from(), 'bin'), { recursive: true });
		mkdirSync(join(from(), '.git'));
		writeFileSync(join(from(), 'bin', 'run.sh'), '#!/bin/sh\n', { mode: 0o700 });
		writeFileSync(join(from(), 'app.py'), 'print()', { mode: 0o600 });
		symlinkSync('bin/run.sh', join(from(), 'run'));
	});
	it('is readable inside, keeps what is executable and links within', async () => {
		expect(await copy()).toBe(17);
		expect(readdirSync(copied()).sort()).toEqual(['app.py', 'bin', 'run']);
		expect(readlinkSync(copied('run'))).toBe('bin/run.sh');
		const mode = (name: string) => statSync(copied(name)).mode & 0o777;
		expect([mode('app.py'), mode('bin/run.sh'), mode('bin')]).toEqual([0o644, 0o755, 0o755]);
		expect(statSync(copied('app.py')).uid).toBe(700000);
	});
	it('replaces an older one as a whole', async () => {
		await copy();
		rmSync(join(from(), 'app.py'));
		await copy();
		expect(existsSync(copied('app.py'))).toBe(false);
		await host.call(pupFolderRemove, { pupId: ID });
		expect(existsSync(copied())).toBe(false);
	});
	it.each(['/etc/passwd', '../../outside'])('refuses a link to %s and leaves the older copy', async (target) => {
		await copy();
		symlinkSync(target, join(from(), 'bin', 'away'));
		await expect(copy()).rejects.toMatchObject({ code: 'bad-source', message: expect.stringContaining('bin/away') });
		expect(readdirSync(copied()).sort()).toEqual(['app.py', 'bin', 'run']);
		expect(readdirSync(join(data, 'pups', ID))).toEqual(['source']);
	});
	it('stands beside that of other versions, until those are let go', async () => {
		const found = async () => (await host.call(pupFoldersFind, {})).find(({ id }) => id === ID)?.folder;
		expect(await found()).toBeUndefined();
		for (const folder of SOURCE_FOLDERS) await copy(folder);
		expect(await found()).toBe('source');
		await keep('source.2', 'source');
		expect(readdirSync(join(data, 'pups', ID)).sort()).toEqual(['current', 'source', 'source.2']);
		// A box that lost its database finds the current folder by this record.
		expect(await found()).toBe('source.2');
		await keep('source.2');
		rmSync(join(data, 'pups', ID, 'source.2'), { recursive: true });
		expect(await found()).toBeNull();
		await copy('source.1');
		expect(await found()).toBe('source.1');
	});
	it.each(['', '.', '..', 'current', 'source.3', 'source/../../x'])('has no folder “%s”', async (folder) => {
		const odd = folder as 'source';
		await expect(host.call(pupSourceTake, { pupId: ID, folder: odd })).rejects.toMatchObject({
			code: 'invalid-host-call'
		});
		await expect(keep(odd)).rejects.toMatchObject({ code: 'invalid-host-call' });
		await expect(keep('source', odd)).rejects.toMatchObject({ code: 'invalid-host-call' });
	});
});

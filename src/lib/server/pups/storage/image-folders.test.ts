/** Folders in which an image keeps data, through the real script. */
import { chownSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import { type StoredFiles } from '../../stored-files/types.ts';
import {
	ID,
	BASE,
	ROOT,
	data,
	files,
	never,
	write,
	code,
	space,
	usePupStorage
} from '../../../../../tests/support/pup-storage.ts';

usePupStorage();

describe.skipIf(!ROOT)('folders in which an image keeps data', () => {
	const volumes = (...path: string[]) => join(data, 'storage', `${ID}.volumes`, ...path);
	const DB = [BASE + 999, BASE + 999] as const;
	let db: StoredFiles;
	const list = async (path = '') => (await db.list(ID, { path, after: '', limit: 10 })).entries.map(({ name }) => name);
	const send = (path: string, content: string, more: Partial<Parameters<StoredFiles['upload']>[1]> = {}) =>
		db.upload(
			ID,
			{ path, size: content.length, version: '', offset: 0, replace: false, ...more },
			Readable.from([Buffer.from(content)])
		);

	beforeEach(() => {
		mkdirSync(volumes('%2Fdata'), { recursive: true, mode: 0o711 });
		mkdirSync(volumes('%2Fvar%2Flib%2Fdb/base'), { recursive: true, mode: 0o700 });
		writeFileSync(volumes('%2Fvar%2Flib%2Fdb/base/1'), 'row');
		for (const path of ['', 'base', 'base/1']) chownSync(volumes('%2Fvar%2Flib%2Fdb', path), ...DB);
		db = files.volume('/var/lib/db');
	});

	it('are listed, read, changed and removed as the storage is', async () => {
		expect([await list(), await list('base')]).toEqual([['base'], ['1']]);
		const opened = await db.read(ID, 'base/1', never);
		expect([opened.name, await text(opened.read(0, opened.size))]).toEqual(['1', 'row']);
		await db.createFolder(ID, 'new');
		await db.move(ID, 'base/1', 'new/2');
		expect(await list('new')).toEqual(['2']);
		await db.remove(ID, 'new');
		expect(await list()).toEqual(['base']);
		const { name, stream } = await db.archive(ID, '', never);
		expect(name).toBe('db.tar');
		expect((await buffer(stream)).includes('db/base/')).toBe(true);
	});

	it('take uploads in parts, which wait beside them and not in them', async () => {
		const half = { size: 8, version: '1' };
		expect(await send('base/wal', 'much', half)).toEqual({ offset: 4, done: false });
		expect(readdirSync(volumes('%2Fvar%2Flib%2Fdb')), 'the program sees nothing of it').toEqual(['base']);
		expect(await list('base')).toEqual(['1']);
		expect(await db.uploaded(ID, { path: 'base/wal', ...half })).toEqual({ offset: 4, done: false });
		expect(await send('base/wal', ' wow', { ...half, offset: 4 })).toEqual({ offset: 8, done: true });
		expect(readFileSync(volumes('%2Fvar%2Flib%2Fdb/base/wal'), 'utf8')).toBe('much wow');
		const { uid, gid, mode } = statSync(volumes('%2Fvar%2Flib%2Fdb/base/wal'));
		expect([uid, gid, mode & 0o777]).toEqual([...DB, 0o640]);
	});

	it('are those of the pup alone, and links lead out of none', async () => {
		expect(await code(files.volume('/etc').list(ID, { path: '', after: '', limit: 1 }))).toBe('no-such-file');
		symlinkSync('/etc', volumes('%2Fvar%2Flib%2Fdb/out'));
		symlinkSync('../../' + ID, volumes('%2Fvar%2Flib%2Fdb/storage'));
		write('secret', 'of the storage');
		for (const path of ['out/passwd', 'storage/secret']) {
			expect(await code(db.read(ID, path, never)), path).toBe('no-such-file');
		}
	});

	it('count against the limit of the pup', async () => {
		[space.limit, space.used] = [100, 95];
		expect(await code(send('base/large', 'more than is left'))).toBe('storage-limit');
	});
});

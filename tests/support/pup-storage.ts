/** A real storage folder of a pup, accessed through the real script. */
import { execFileSync } from 'node:child_process';
import { chownSync, lchownSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach } from 'vitest';
import { isBoxError } from '../../src/lib/contract/errors.ts';
import { createLocalHost, createSpawner } from '../../src/lib/server/host/index.ts';
import { type DiskSpace } from '../../src/lib/contract/box.ts';
import { createPupStorage } from '../../src/lib/server/pups/storage/storage.ts';
import { type PupFiles, type StoredFiles } from '../../src/lib/server/stored-files/types.ts';

export const ID = 'ab'.repeat(16);
export const OTHER = 'cd'.repeat(16);
export const BASE = 700_000;
export const OWNER = [BASE + 420, BASE + 69] as const;
export const ROOT = process.getuid?.() === 0;
if (!ROOT) console.log('skipped: not root');

export let data: string;
export let files: PupFiles;
/** The pup's limit and use of space, and the disk below its storage. */
export const space = {
	limit: null as number | null,
	used: 0,
	disk: null as Pick<DiskSpace, 'size' | 'free'> | null
};

export const at = (...path: string[]) => join(data, 'storage', ID, ...path);
export const never = new AbortController().signal;

/** Writes a file that belongs to the pup. */
export function write(path: string | Buffer, content: string | Buffer = 'x'): void {
	const file = Buffer.isBuffer(path) ? Buffer.concat([Buffer.from(`${at()}/`), path]) : at(path);
	writeFileSync(file, content);
	chownSync(file, ...OWNER);
}
export function folder(path: string): void {
	const parts = path.split('/');
	mkdirSync(at(path), { recursive: true });
	parts.forEach((_, end) => chownSync(at(...parts.slice(0, end + 1)), ...OWNER));
}
export function link(path: string, target: string): void {
	symlinkSync(target, at(path));
	lchownSync(at(path), ...OWNER);
}
export const code = async (work: Promise<unknown>): Promise<string> =>
	work.then(
		() => 'done',
		(error: unknown) => (isBoxError(error) ? error.code : String(error))
	);
export async function read(path: string, start = 0, length?: number): Promise<string> {
	const opened = await files.read(ID, path, never);
	return text(opened.read(start, length ?? opened.size - start));
}
export const names = async (path = '') =>
	(await files.list(ID, { path, after: '', limit: 1000 })).entries.map((one) => one.name);
export const upload = (
	path: string,
	content: string | Buffer,
	more: Partial<Parameters<StoredFiles['upload']>[1]> = {}
) =>
	files.upload(
		ID,
		{ path, size: Buffer.byteLength(content), version: '', offset: 0, replace: false, ...more },
		Readable.from([Buffer.from(content)])
	);

/** Creates the storage before each test of the calling file and removes it afterwards. */
export function usePupStorage(): void {
	beforeEach(() => {
		data = mkdtempSync(join(tmpdir(), 'dbx-files-'));
		const host = createLocalHost({
			paths: {
				data,
				storage: join(data, 'storage'),
				images: join(data, 'images'),
				logs: join(data, 'logs'),
				run: join(data, 'run')
			},
			names: { instance: 'x', bridge: 'x0', subnet: '10.1.0.0/16', nftTable: 'x', cgroup: '/x', idBase: BASE },
			spawn: createSpawner()
		});
		mkdirSync(at(), { recursive: true, mode: 0o750 });
		chownSync(at(), ...OWNER);
		Object.assign(space, { limit: null, used: 0, disk: null });
		files = createPupStorage({
			host,
			engine: {} as never,
			facts: (() => ({})) as never,
			rows: { get: (id) => ({ id, name: 'Db', storageLimit: space.limit }) as never },
			volumesOf: () => ['/data', '/var/lib/db'],
			space: { diskOf: () => space.disk as DiskSpace | null },
			usage: { bytesOf: () => space.used, refresh: () => undefined }
		});
	});
	afterEach(() => execFileSync('rm', ['-rf', data]));
}

/** What a stranger's folder may contain in place of a file, and the result of reading it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isBoxError } from '../../contract/errors.ts';
import { NotPlainError, openInside, readInside, readPlain } from './index.ts';

let root = '';
let folder = '';
const server = createServer();
beforeAll(async () => {
	root = mkdtempSync(join(tmpdir(), 'dogebox-plain-'));
	folder = join(root, 'pup');
	mkdirSync(join(folder, 'deep'), { recursive: true });
	writeFileSync(join(root, 'secret'), 'secret');
	writeFileSync(join(folder, 'file'), 'content');
	writeFileSync(join(folder, 'deep', 'file'), 'deep');
	execFileSync('mkfifo', [join(folder, 'fifo')]);
	symlinkSync('file', join(folder, 'link'));
	symlinkSync('fifo', join(folder, 'link-to-fifo'));
	symlinkSync('/dev/zero', join(folder, 'device'));
	symlinkSync('../secret', join(folder, 'out'));
	symlinkSync('..', join(folder, 'up'));
	symlinkSync('loop', join(folder, 'loop'));
	symlinkSync('deep', join(folder, 'shallow'));
	await new Promise<void>((done) => server.listen(join(folder, 'socket'), done));
});
afterAll(() => {
	server.close();
	rmSync(root, { recursive: true, force: true });
});

async function outcome(reading: Promise<Buffer>): Promise<string> {
	try {
		return (await reading).toString();
	} catch (error) {
		if (error instanceof NotPlainError) return error.reason;
		if (isBoxError(error)) return error.code;
		throw error;
	}
}

describe('a file of strangers', () => {
	it.each([
		['file', 'content', 'content'],
		['deep/file', 'deep', 'deep'],
		['none', 'missing', 'missing'],
		['file/below', 'missing', 'path-outside'],
		['deep', 'not-a-file', 'not-a-file'],
		['fifo', 'not-a-file', 'not-a-file'],
		['socket', 'not-a-file', 'not-a-file'],
		['link', 'link', 'content'],
		['link-to-fifo', 'link', 'not-a-file'],
		['device', 'link', 'path-outside'],
		['out', 'link', 'path-outside'],
		['loop', 'link', 'path-outside'],
		['shallow/file', 'deep', 'deep'],
		['up/secret', 'secret', 'path-outside'],
		['../secret', 'secret', 'path-outside']
	])('%s', async (path, atItsPlace, inside) => {
		expect(await outcome(readPlain(join(folder, path), 100))).toBe(atItsPlace);
		expect(await outcome(readInside(folder, path, 100))).toBe(inside);
	});

	it('is read up to the limit', async () => {
		expect(await outcome(readPlain(join(folder, 'file'), 6))).toBe('too-large');
		expect(await outcome(readPlain(join(folder, 'file'), 7))).toBe('content');
	});

	it('blocks no thread, however many there are', async () => {
		// libuv has four threads for files. Each open(2) that blocks would occupy one for good.
		const all = Array.from({ length: 32 }, () => outcome(readInside(folder, 'fifo', 100)));
		expect(new Set(await Promise.all(all))).toEqual(new Set(['not-a-file']));
	});

	it('leaves no descriptor behind where it is refused', async () => {
		const fifo = join(folder, 'fifo');
		const leads = (fd: string) => {
			try {
				return readlinkSync(`/proc/self/fd/${fd}`);
			} catch {
				return null;
			}
		};
		for (let i = 0; i < 20; i++) await openInside(folder, 'fifo').catch(() => {});
		expect(readdirSync('/proc/self/fd').filter((fd) => leads(fd) === fifo)).toEqual([]);
	});
});

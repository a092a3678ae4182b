/** Folders that must not become an archive, and the messages. A row each: add yours below. */
import { execFileSync } from 'node:child_process';
import {
	appendFileSync,
	chmodSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	truncateSync,
	utimesSync,
	writeFileSync
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashTree, unpackArchive } from '../../../lib/server/files/index.ts';
import { UNPACKING } from '../../../lib/server/sources/index.ts';
import { newSecretKey, secretKeyFile } from '../minisign-secret.ts';
import { writeArchive, type Archive, type ArchiveOptions } from './archive.ts';
import { readIgnored } from './ignored.ts';

let root = '';
beforeAll(() => void (root = mkdtempSync(join(tmpdir(), 'dbx-archive-'))));
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Build = (folder: string) => unknown;
const file =
	(name: string, text: string | Buffer = 'x'): Build =>
	(folder) =>
		writeFileSync(join(folder, name), text);
const all =
	(...builds: Build[]): Build =>
	async (folder) => {
		for (const build of builds) await build(folder);
	};
const link =
	(name: string, to: string): Build =>
	(folder) =>
		symlinkSync(to, join(folder, name));
const device: Build = (folder) => execFileSync('mknod', [join(folder, 'null'), 'c', '1', '3']);
const socket: Build = (folder) =>
	new Promise<void>((resolve) => {
		const server = createServer().listen(join(folder, 'sock'), () => {
			// Closing the server removes its socket file. The copy stays.
			const kept = execFileSync('cp', ['-a', join(folder, 'sock'), join(folder, 'socket')]);
			server.close(() => resolve(void kept));
		});
	});

let count = 0;
async function pack(
	build: Build,
	options: ArchiveOptions = {}
): Promise<{ made: Archive; file: string; folder: string }> {
	const at = join(root, String((count += 1)));
	const folder = join(at, 'pup');
	mkdirSync(folder, { recursive: true });
	await build(folder);
	const target = join(at, 'out.tar.gz');
	return { made: await writeArchive(folder, target, options), file: target, folder };
}

const MANY = { files: 20, bytes: 1000 };
const asRoot = process.geteuid?.() === 0;

describe('is refused:', () => {
	it.each<[what: string, build: Build, code: string, said: RegExp, options?: ArchiveOptions]>([
		['a link out', link('out', '../other'), 'unsafe-tree', /“out” is a link that leads out.*“\.\.\/other”/],
		['a link to the root', link('out', '/etc/passwd'), 'unsafe-tree', /leads out/],
		['a link over a link', all(link('a', '.'), link('b', 'a/../../x')), 'unsafe-tree', /“b” is a link that leads out/],
		['a FIFO', (folder) => execFileSync('mkfifo', [join(folder, 'pipe')]), 'unsafe-tree', /“pipe” is neither a file/],
		...(asRoot
			? ([['a device', device, 'unsafe-tree', /“null” is neither a file/]] as [string, Build, string, RegExp][])
			: []),
		['a socket', socket, 'unsafe-tree', /“socket” is neither a file/],
		[
			'a huge file, which takes no room',
			all(file('big'), (folder) => truncateSync(join(folder, 'big'), 2 ** 40)),
			'too-large',
			/more than 537 MB; with “big”/
		],
		[
			'much together',
			all(file('a', 'x'.repeat(600)), file('b', 'x'.repeat(600))),
			'too-large',
			/with “b”/,
			{ limits: MANY }
		],
		[
			'many files',
			all(...Array.from({ length: 21 }, (_, at) => file(`f${at}`))),
			'too-large',
			/more than 20 files/,
			{ limits: MANY }
		],
		['a line feed in a name', file('a\nb'), 'unsafe-tree', /“a\\u\{a\}b” contains invisible characters/],
		['a turned name', file('cod\u202etxt.exe'), 'unsafe-tree', /“cod\\u\{202e\}txt\.exe”/],
		['a name with nothing to see', file('a\u200bb'), 'unsafe-tree', /“a\\u\{200b\}b”/],
		['an escape in a name', file('\u001b[31m'), 'unsafe-tree', /“\\u\{1b\}\[31m”/],
		[
			'a name that is no UTF-8',
			(folder) => writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff])]), ''),
			'unsafe-tree',
			/not UTF-8/
		],
		[
			'folders too deep',
			(folder) => mkdirSync(join(folder, 'd/'.repeat(120)), { recursive: true }),
			'unsafe-tree',
			/lies too deep/
		],
		[
			'the secret key',
			async (folder) => writeFileSync(join(folder, 'my.key'), await secretKeyFile(newSecretKey(), null)),
			'secret-inside',
			/“my\.key” is a secret key/
		]
	])('%s', async (_, build, code, said, options) => {
		await expect(pack(build, options)).rejects.toMatchObject({ code, message: said, status: 422 });
	});

	it.each<[what: string, change: (folder: string) => void]>([
		['grows', (folder) => appendFileSync(join(folder, 'a'), 'more')],
		['shrinks', (folder) => truncateSync(join(folder, 'a'), 1)],
		['is rewritten', (folder) => writeFileSync(join(folder, 'a'), 'z'.repeat(1000))],
		['becomes a link', (folder) => (rmSync(join(folder, 'b')), symlinkSync('a', join(folder, 'b')))],
		['becomes a FIFO', (folder) => (rmSync(join(folder, 'b')), execFileSync('mkfifo', [join(folder, 'b')]))],
		['goes', (folder) => rmSync(join(folder, 'b'))]
	])('a file that %s meanwhile', async (_, change) => {
		let folder = '';
		const build = all(file('a', 'x'.repeat(1000)), file('b'), (made) => (folder = made));
		const onFile = (path: string) => path === 'a' && change(folder);
		await expect(pack(build, { onFile })).rejects.toMatchObject({
			code: 'changed-meanwhile',
			message: /“[ab]” was changed while it was packed/
		});
	});

	it.each<[what: string, build: Build, said: RegExp]>([
		['a file', all(file('closed'), (folder) => chmodSync(join(folder, 'closed'), 0)), /“closed” cannot be packed/],
		[
			'a folder',
			(folder) => (mkdirSync(join(folder, 'sub')), chmodSync(join(folder, 'sub'), 0)),
			/“sub” cannot be packed: it may not be read/
		]
	])('%s that may not be read', async (_, build, said) => {
		chmodSync(root, 0o777);
		// Root may read everything, so the folder is packed as nobody.
		const owned = all(build, (folder) => chmodSync(join(folder, '..'), 0o777));
		const options: ArchiveOptions = {
			ignored: () => (asRoot && process.geteuid?.() === 0 && process.seteuid!(65_534), false)
		};
		try {
			await expect(pack(owned, options)).rejects.toMatchObject({ code: 'unreadable', message: said });
		} finally {
			if (asRoot) process.seteuid!(0);
		}
	});
});

describe('an archive', () => {
	const pup = all(
		file('run.sh', '#!/bin/sh\n'),
		(folder) => chmodSync(join(folder, 'run.sh'), 0o700),
		file('ä', 'ü'),
		file('..x'),
		file('...'),
		file('empty', ''),
		(folder) => mkdirSync(join(folder, 'deep/er'), { recursive: true }),
		file(`deep/er/${'n'.repeat(200)}`, Buffer.alloc(600_000, 7)),
		link('deep/link', '../run.sh'),
		(folder) => mkdirSync(join(folder, '.git')),
		file('.git/config', 'secret')
	);

	it('has the same bytes for the same files, whenever and by whomever', async () => {
		const one = await pack(pup);
		const two = await pack(
			all(pup, (folder) => {
				utimesSync(join(folder, 'ä'), 5, 5);
				chmodSync(join(folder, 'ä'), 0o600);
				mkdirSync(join(folder, 'nothing-in-it'));
			})
		);
		expect(readFileSync(two.file).equals(readFileSync(one.file))).toBe(true);
		expect(two.made.treeHash).toBe(one.made.treeHash);
	});

	it('becomes the same tree in a box', async () => {
		const { made, file: archive, folder } = await pack(pup);
		const target = `${folder}-again`;
		await unpackArchive(archive, target, UNPACKING);
		expect(await hashTree(target)).toBe(made.treeHash);
		expect(await hashTree(folder)).toBe(made.treeHash);
		const listed = execFileSync('tar', ['--numeric-owner', '-tvzf', archive], { encoding: 'utf8', env: { TZ: 'UTC' } });
		expect(listed).not.toContain('.git');
		for (const line of listed.trim().split('\n')) expect(line).toMatch(/^[-l]rw[xrw-]+ 0\/0 +\d+ 1980-01-01 00:00 /);
	});

	it('leaves out what .pupignore names, whatever it is', async () => {
		const build = all(
			file('.pupignore', '*.log\nnode_modules/\n!kept.log\npipe\nout\n/top\nSUB\n'),
			...['a.log', 'kept.log', 'b', 'top', 'sub'].map((name) => file(name)),
			(folder) => mkdirSync(join(folder, 'node_modules')),
			file('node_modules/x'),
			file('dogebox.sums'),
			link('out', '/etc'),
			(folder) => execFileSync('mkfifo', [join(folder, 'pipe')])
		);
		const at = join(root, 'ignored');
		mkdirSync(at);
		await build(at);
		const { made } = await pack(build, { ignored: await readIgnored(at) });
		const same = await pack(all(...['b', 'kept.log', 'sub'].map((name) => file(name))));
		expect(made.treeHash).toBe(same.made.treeHash);
	});

	it('tells of names that are one elsewhere', async () => {
		const { made } = await pack(all(file('Read'), file('read'), file('e\u0301'), file('\u00e9')));
		expect(made.warnings).toEqual([
			'“Read” and “read” are the same file on systems that ignore letter case.',
			'“e\u0301” and “\u00e9” are the same file on systems that ignore letter case.'
		]);
	});

	it('is never written over', async () => {
		const { file: archive, folder } = await pack(file('a'));
		await expect(writeArchive(folder, archive)).rejects.toMatchObject({ code: 'EEXIST' });
	});
});

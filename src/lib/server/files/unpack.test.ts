import { execFileSync } from 'node:child_process';
import {
	chmodSync,
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	readlinkSync,
	rmSync,
	statSync,
	symlinkSync,
	truncateSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { pack, type Header } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unpackArchive, type UnpackOptions } from './index.ts';

let folder: string;
let target: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'unpack-'));
	target = join(folder, 'target');
	// Files beside the target must never change.
	mkdirSync(join(folder, 'beside'));
	writeFileSync(join(folder, 'beside/kept'), 'kept');
});
afterEach(() => {
	try {
		expect(readdirSync(join(folder, 'beside'))).toEqual(['kept']);
		expect(readFileSync(join(folder, 'beside/kept'), 'utf8')).toBe('kept');
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});

type Entry = Partial<Header> & { name: string } & { content?: string; pax?: Record<string, string> };

async function tarOf(entries: readonly Entry[]): Promise<Buffer> {
	const stream = pack();
	for (const { content, ...header } of entries) stream.entry(header, content ?? '');
	stream.finalize();
	const chunks: Buffer[] = [];
	for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
	return Buffer.concat(chunks);
}

const ROOT: UnpackOptions = { links: 'any', modes: 'root', owner: null };
const PLAIN: UnpackOptions = { links: 'inside', modes: 'plain', owner: null };

async function unpack(archive: Buffer | readonly Entry[], options: UnpackOptions = PLAIN) {
	const file = join(folder, 'archive');
	writeFileSync(file, Buffer.isBuffer(archive) ? archive : await tarOf(archive as Entry[]));
	return unpackArchive(file, target, options);
}
const refused = (code: string, message: RegExp) => ({ code, message: expect.stringMatching(message) as string });
const text = (path: string) => readFileSync(join(target, path), 'utf8');
const mode = (path: string) => lstatSync(join(target, path)).mode & 0o7777;

describe('what an archive holds', () => {
	it('is there with content, mode and time, from tar and from tar.gz', async () => {
		const mtime = new Date(1_700_000_000_000);
		const entries: Entry[] = [
			{ name: './', type: 'directory', mode: 0o755, mtime },
			{ name: './bin/', type: 'directory', mode: 0o700, mtime },
			{ name: './bin/tool', mode: 0o4755, mtime, content: 'tool' },
			{ name: '/etc/conf', mode: 0o640, mtime, content: 'conf' },
			{ name: 'etc/link', type: 'symlink', linkname: 'conf', mtime },
			{ name: 'etc/second', type: 'link', linkname: './etc/conf', mtime },
			{ name: 'dev/null', type: 'character-device', mtime }
		];
		for (const archive of [await tarOf(entries), gzipSync(await tarOf(entries))]) {
			rmSync(target, { recursive: true, force: true });
			expect(await unpack(archive, ROOT)).toMatchObject({ entries: 7, skipped: 1 });
			expect([text('bin/tool'), text('etc/conf'), readlinkSync(join(target, 'etc/link'))]).toEqual([
				'tool',
				'conf',
				'conf'
			]);
			expect([mode('bin'), mode('bin/tool'), mode('etc/conf'), mode('etc')]).toEqual([0o700, 0o4755, 0o640, 0o755]);
			expect(statSync(join(target, 'etc/second')).ino).toBe(statSync(join(target, 'etc/conf')).ino);
			for (const path of ['.', 'bin', 'bin/tool', 'etc/link']) {
				expect(lstatSync(join(target, path)).mtime).toEqual(mtime);
			}
			expect(existsSync(join(target, 'dev/null'))).toBe(false);
		}
	});

	it('has two modes only where it is a pup’s tree', async () => {
		await unpack([
			{ name: 'dir', type: 'directory', mode: 0o1777 },
			{ name: 'dir/run', mode: 0o6510 },
			{ name: 'dir/data', mode: 0o600 }
		]);
		expect([mode('dir'), mode('dir/run'), mode('dir/data')]).toEqual([0o755, 0o755, 0o644]);
	});

	it('loses leading folders, of hard links too', async () => {
		await unpack(
			[
				{ name: 'top', type: 'directory' },
				{ name: 'top/a/file', content: 'x' },
				{ name: 'top/hard', type: 'link', linkname: 'top/a/file' }
			],
			{ ...PLAIN, strip: 1 }
		);
		expect(readdirSync(target).sort()).toEqual(['a', 'hard']);
		expect(text('hard')).toBe('x');
	});

	it.runIf(process.getuid?.() === 0)('belongs to the mapped range', async () => {
		await unpack(
			[
				{ name: 'a/file', uid: 42, gid: 43 },
				{ name: 'a/link', type: 'symlink', linkname: 'file', uid: 7, gid: 7 },
				{ name: 'a/high', uid: 65_536, gid: 1_000_000 },
				{ name: 'a/pax', pax: { uid: '99999999', gid: '12' } },
				{ name: 'a/setuid', mode: 0o4755, uid: 1 }
			],
			{ ...ROOT, owner: { base: 300_000, size: 65_536 } }
		);
		const owner = (path: string) => [lstatSync(join(target, path)).uid, lstatSync(join(target, path)).gid];
		expect(owner('.')).toEqual([300_000, 300_000]);
		expect(owner('a')).toEqual([300_000, 300_000]);
		expect(owner('a/file')).toEqual([300_042, 300_043]);
		expect(owner('a/link')).toEqual([300_007, 300_007]);
		expect(owner('a/high')).toEqual([365_534, 365_534]);
		expect(owner('a/pax')).toEqual([365_534, 300_012]);
		expect(mode('a/setuid')).toBe(0o4755);
	});
});

describe('nothing leaves the target', () => {
	it.each([
		['a name that climbs', [{ name: '../beside/evil', content: 'x' }]],
		['a name that climbs later', [{ name: 'a/../../beside/evil', content: 'x' }]],
		['a pax name that climbs', [{ name: 'x', pax: { path: '../beside/evil' }, content: 'x' }]],
		['a hard link out', [{ name: 'x', type: 'link', linkname: '../beside/kept' }]],
		['a hard link to what is not there', [{ name: 'x', type: 'link', linkname: '/etc/passwd' }]],
		[
			'a file in place of the target',
			[
				{ name: './', type: 'file' },
				{ name: '.', type: 'symlink', linkname: '/' }
			]
		],
		[
			'a hard link through a link',
			[
				{ name: 'out', type: 'symlink', linkname: '../beside' },
				{ name: 'x', type: 'link', linkname: 'out/kept' }
			]
		],
		['a zero byte', [{ name: 'x', pax: { path: 'a\0b' } }]],
		['a link to nothing', [{ name: 'x', type: 'symlink', linkname: '' }]]
	] satisfies [string, Entry[]][])('refuses %s', async (_name, entries) => {
		await expect(unpack(entries, ROOT)).rejects.toMatchObject({ code: 'bad-archive', status: 422 });
	});

	it('never writes through a link: the link goes', async () => {
		await unpack(
			[
				{ name: 'out', type: 'symlink', linkname: '../beside' },
				{ name: 'out/evil', content: 'x' },
				{ name: 'over', type: 'symlink', linkname: '../beside/kept' },
				{ name: 'over', content: 'y' },
				{ name: 'dir', type: 'symlink', linkname: '../beside' },
				{ name: 'dir', type: 'directory', mode: 0o700 },
				{ name: 'first', content: '1' },
				{ name: 'second', type: 'link', linkname: 'first' },
				{ name: 'second', content: '2' }
			],
			ROOT
		);
		expect([text('out/evil'), text('over'), text('first'), text('second')]).toEqual(['x', 'y', '1', '2']);
		expect([mode('dir'), lstatSync(join(target, 'dir')).isDirectory()]).toEqual([0o700, true]);
	});

	it('puts a file in place of a folder, and a folder in place of a file; the later wins', async () => {
		await unpack([
			{ name: 'a/b/c', content: 'x' },
			{ name: 'a', content: 'file' },
			{ name: 'f', content: 'x' },
			{ name: 'f/g', content: 'deep' }
		]);
		expect([text('a'), text('f/g')]).toEqual(['file', 'deep']);
	});

	it.each([
		['/etc/passwd', false],
		['../beside', false],
		['sub/../..', false],
		['..', false],
		['sub/file', true],
		['./sub', true],
		['.', true]
	])('lets a pup’s tree hold a link to %s: %s', async (linkname, fine) => {
		const unpacking = unpack([{ name: 'link', type: 'symlink', linkname }]);
		if (fine) await expect(unpacking).resolves.toMatchObject({ entries: 1 });
		else await expect(unpacking).rejects.toMatchObject(refused('bad-archive', /leads out of it/));
	});

	it('counts from where the link lies, and lets no hard link carry it elsewhere', async () => {
		await unpack([{ name: 'a/b/link', type: 'symlink', linkname: '../../c' }]);
		await expect(
			unpack([
				{ name: 'a/b/link', type: 'symlink', linkname: '../..' },
				{ name: 'top', type: 'link', linkname: 'a/b/link' }
			])
		).rejects.toMatchObject(refused('bad-archive', /hard link/));
	});

	it('holds for any sequence of entries', async () => {
		const name = fc.array(fc.constantFrom('a', 'b', 'c', '.', '..', 'beside', 'kept', '.wh.a', '.wh..wh..opq'), {
			minLength: 1,
			maxLength: 4
		});
		const path = fc.tuple(fc.constantFrom('', '/', './'), name).map(([lead, parts]) => lead + parts.join('/'));
		const inner = fc
			.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
			.map((parts) => parts.join('/'));
		const entry = fc.record({
			name: fc.oneof({ weight: 5, arbitrary: inner }, { weight: 1, arbitrary: path }),
			type: fc.constantFrom('file' as const, 'directory' as const, 'symlink' as const, 'link' as const),
			linkname: fc.oneof(path, inner, fc.constantFrom('/', '../beside', '../beside/kept', '..', '../..')),
			mode: fc.constantFrom(0, 0o777, 0o4755),
			content: fc.constantFrom('', 'x')
		});
		const property = fc.asyncProperty(
			fc.array(entry, { maxLength: 12 }),
			fc.boolean(),
			fc.boolean(),
			async (entries, inside, whiteouts) => {
				rmSync(target, { recursive: true, force: true });
				const usable = entries.map((one) => (one.type === 'file' ? one : { ...one, content: '' }));
				await unpack(usable as Entry[], { ...(inside ? PLAIN : ROOT), whiteouts }).catch((error: { code?: string }) =>
					expect(error.code).toBe('bad-archive')
				);
				expect(readdirSync(folder).sort()).toEqual(expect.arrayContaining(['archive', 'beside']));
				expect(readdirSync(folder).filter((one) => !['archive', 'beside', 'target'].includes(one))).toEqual([]);
				const kept = statSync(join(folder, 'beside/kept'));
				expect([readdirSync(join(folder, 'beside')), kept.size, kept.nlink, kept.mode & 0o777]).toEqual([
					['kept'],
					4,
					1,
					0o644
				]);
			}
		);
		chmodSync(join(folder, 'beside/kept'), 0o644);
		await fc.assert(property, { numRuns: 150 });
	});
});

describe('limits', () => {
	it('are kept: entries, bytes, depth, names, ratio', async () => {
		const many: Entry[] = Array.from({ length: 5 }, (_, index) => ({ name: `f${index}` }));
		const limits = (some: object) => ({ ...PLAIN, limits: some });
		await expect(unpack(many, limits({ entries: 4 }))).rejects.toMatchObject(
			refused('archive-too-large', /more than 4 files/)
		);
		await expect(unpack(many, limits({ bytes: 2000 }))).rejects.toMatchObject(
			refused('archive-too-large', /2000 bytes/)
		);
		await expect(unpack([{ name: 'a/b/c/d' }], limits({ depth: 3 }))).rejects.toMatchObject(
			refused('bad-archive', /3 deep/)
		);
		await expect(unpack([{ name: 'x'.repeat(256) }])).rejects.toMatchObject(refused('bad-archive', /too long/));
		const bomb = gzipSync(Buffer.alloc(80 * 1024 ** 2));
		await expect(unpack(bomb)).rejects.toMatchObject(refused('bad-archive', /expands far too much/));
	});

	it.each([
		['an empty file', Buffer.alloc(0)],
		['a text', Buffer.from('not an archive '.repeat(100))],
		['a damaged gzip', Buffer.concat([gzipSync(Buffer.alloc(2000)).subarray(0, 15), Buffer.alloc(50, 7)])]
	])('refuse %s', async (_name, bytes) => {
		await expect(unpack(bytes)).rejects.toMatchObject({ code: 'bad-archive' });
	});

	it('refuse what is cut short, and what needs another program, in plain words', async () => {
		const whole = await tarOf([{ name: 'a', content: 'x'.repeat(5000) }]);
		await expect(unpack(whole.subarray(0, 3000))).rejects.toMatchObject({ code: 'bad-archive' });
		await expect(unpack(gzipSync(whole).subarray(0, 60))).rejects.toMatchObject({ code: 'bad-archive' });
		const hint = { code: 'unsupported-archive', hint: 'The same content as .tar.gz can.' };
		await expect(unpack(Buffer.from('PK\u0003\u0004…'))).rejects.toMatchObject(hint);
		await expect(unpack(Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]))).rejects.toMatchObject(hint);
	});

	it('end at once when nobody waits any more', async () => {
		const controller = new AbortController();
		const entries: Entry[] = Array.from({ length: 50 }, (_, index) => ({ name: `f${index}`, content: 'x' }));
		const onEntry = (name: string) => name === 'f5' && controller.abort(new Error('enough'));
		await expect(unpack(entries, { ...PLAIN, onEntry, signal: controller.signal })).rejects.toThrow('enough');
		expect(existsSync(join(target, 'f20'))).toBe(false);
	});
});

describe('white-outs', () => {
	/** Creates files of the layer below. */
	function lower(...paths: string[]) {
		for (const path of paths) {
			mkdirSync(join(target, path, '..'), { recursive: true });
			writeFileSync(join(target, path), 'lower');
		}
	}
	const layer: UnpackOptions = { ...ROOT, whiteouts: true };

	it('remove what lower layers hold, and not what this one wrote', async () => {
		lower('gone', 'dir/a', 'dir/b', 'opaque/old/deep', 'opaque/x', 'kept');
		await unpack(
			[
				{ name: '.wh.gone' },
				{ name: 'dir/a', content: 'upper' },
				{ name: '.wh.dir' },
				{ name: 'opaque/new', content: 'upper' },
				{ name: 'opaque/.wh..wh..opq' },
				{ name: 'opaque/.wh..wh.plnk' },
				{ name: '.wh.never-was' },
				{ name: 'no/such/.wh.folder' }
			],
			layer
		);
		expect(readdirSync(target).sort()).toEqual(['dir', 'kept', 'opaque']);
		expect([readdirSync(join(target, 'dir')), readdirSync(join(target, 'opaque'))]).toEqual([['a'], ['new']]);
		expect([text('dir/a'), text('kept')]).toEqual(['upper', 'lower']);
	});

	it('reach nothing through a link', async () => {
		mkdirSync(target);
		symlinkSync('../beside', join(target, 'out'));
		await unpack([{ name: 'out/.wh.kept' }, { name: 'out/.wh..wh..opq' }], layer);
		await expect(unpack([{ name: '.wh...' }], layer)).rejects.toMatchObject({ code: 'bad-archive' });
		await unpack([{ name: '.wh.out' }], layer);
		expect(readdirSync(target)).toEqual([]);
	});

	it('come with links that are followed within the folder, as the programs inside would', async () => {
		lower('usr/lib/a', 'usr/share/x');
		symlinkSync('usr/lib', join(target, 'lib'));
		symlinkSync('/usr/share', join(target, 'share'));
		symlinkSync('../../../../usr', join(target, 'up'));
		symlinkSync('/etc', join(target, 'etc'));
		symlinkSync('round', join(target, 'round'));
		await unpack(
			[
				{ name: 'lib/b', content: 'upper' },
				{ name: 'lib/.wh.a' },
				{ name: 'share/deep/c', content: 'upper' },
				{ name: 'up/lib/d', type: 'link', linkname: 'lib/b' },
				{ name: 'etc', type: 'directory' },
				{ name: 'etc/passwd', content: 'inside' }
			],
			layer
		);
		expect(readdirSync(join(target, 'usr/lib')).sort()).toEqual(['b', 'd']);
		expect([text('usr/share/deep/c'), text('etc/passwd')]).toEqual(['upper', 'inside']);
		expect(lstatSync(join(target, 'lib')).isSymbolicLink()).toBe(true);
		await expect(unpack([{ name: 'round/x' }], layer)).rejects.toMatchObject(refused('bad-archive', /circles/));
	});

	it('are names as any where they are not asked for', async () => {
		lower('a');
		await unpack([{ name: '.wh.a' }], ROOT);
		expect(readdirSync(target).sort()).toEqual(['.wh.a', 'a']);
	});
});

describe('archives of GNU tar', () => {
	it.each(['gnu', 'pax', 'ustar', 'oldgnu'])('in the format %s', async (format) => {
		const from = join(folder, 'from');
		// ustar alone limits names, to 155 and 100 bytes.
		const deep = format === 'ustar' ? `${'d'.repeat(80)}/${'x'.repeat(90)}` : `${'d'.repeat(180)}/${'x'.repeat(150)}`;
		mkdirSync(join(from, 'sub', deep, '..'), { recursive: true });
		writeFileSync(join(from, 'sub/file'), 'content');
		writeFileSync(join(from, 'sub', deep), 'deep');
		execFileSync('ln', ['sub/file', 'hard'], { cwd: from });
		execFileSync('ln', ['-s', 'sub/file', 'soft'], { cwd: from });
		execFileSync('mkfifo', ['pipe'], { cwd: from });
		execFileSync('tar', ['--format', format, '-czf', join(folder, 'archive'), '-C', from, '.']);
		expect(await unpackArchive(join(folder, 'archive'), target, PLAIN)).toMatchObject({ skipped: 1 });
		expect([text('hard'), text('soft'), statSync(join(target, 'hard')).nlink]).toEqual(['content', 'content', 2]);
		expect(text(`sub/${deep}`)).toBe('deep');
	});

	it.each(['gnu', 'pax'])('with sparse files are refused (%s)', async (format) => {
		writeFileSync(join(folder, 'holes'), '');
		truncateSync(join(folder, 'holes'), 10 * 1024 ** 2);
		execFileSync('tar', ['--format', format, '--sparse', '-cf', join(folder, 'archive'), '-C', folder, 'holes']);
		await expect(unpackArchive(join(folder, 'archive'), target, PLAIN)).rejects.toMatchObject(
			refused('unsupported-archive', /sparse/)
		);
	});
});

/**
 * The process that unpacks archives, as the agent starts it: who it is, what it can reach, what
 * becomes of what it says, and that nothing of it is left.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
	chmodSync,
	chownSync,
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';
import { pack, type Headers } from 'tar-stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { unpackConfined, type UnpackListener, type Unpacking } from '../../src/lib/server/host/build/unpacker.ts';
import { createLauncher, createSpawner, type HostNames, type HostPaths } from '../../src/lib/server/host/index.ts';
import type { VerbContext } from '../../src/lib/server/host/verb.ts';
import { bundleUnpacker } from '../support/agent.ts';

const reason = process.getuid?.() === 0 ? null : 'not root';
if (reason) console.log(`unpacker.test: skipped, ${reason}`);

const BASE = 524_288;
const ROOT: Unpacking = { links: 'any', modes: 'root', owner: { base: 0, size: 65_536 } };

interface Entry extends Headers {
	content?: string;
}

describe.skipIf(reason !== null)('archives are unpacked by a process that', () => {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-unpacker-'));
	const program = join(folder, 'unpack.js');
	const tree = join(folder, 'tree');
	const outside = join(folder, 'outside');

	beforeAll(async () => {
		// As below a closed home: none but root passes, and the program is nobody else's to read.
		writeFileSync(program, await bundleUnpacker(), { mode: 0o600 });
		chmodSync(folder, 0o700);
		writeFileSync(outside, 'secret');
	});
	afterAll(() => rmSync(folder, { recursive: true, force: true }));
	beforeEach(() => {
		mkdirSync(tree);
		chownSync(tree, BASE, BASE);
	});
	afterEach(() => rmSync(tree, { recursive: true, force: true }));

	const contextWith = (more: Partial<VerbContext> = {}): VerbContext => ({
		paths: {} as HostPaths,
		names: { idBase: BASE } as HostNames,
		spawn: createSpawner(),
		launch: createLauncher(),
		account: null,
		unpacker: program,
		signal: undefined,
		onLine: () => {},
		...more
	});

	async function archive(entries: readonly Entry[], gzip = false): Promise<string> {
		const packer = pack();
		for (const { content, ...header } of entries) packer.entry(header, content ?? '');
		packer.finalize();
		const file = join(folder, 'archive');
		const chunks: Buffer[] = [];
		for await (const chunk of gzip ? packer.pipe(createGzip()) : packer) chunks.push(chunk as Buffer);
		writeFileSync(file, Buffer.concat(chunks), { mode: 0o600 });
		return file;
	}
	const unpack = (path: string, how = ROOT, listener: UnpackListener = {}, context = contextWith()) =>
		unpackConfined(context, tree, [{ path, how }], listener);

	/** Processes of the mapped range whose program is the unpacker's. */
	const running = () =>
		readdirSync('/proc').filter((pid) => {
			if (!/^\d+$/.test(pid)) return false;
			try {
				const line = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
				return line.includes('/unpack.mjs') || (line.includes('perl') && line.includes(folder));
			} catch {
				return false;
			}
		});

	/** A program that a test puts into the unpacker’s place. */
	function standIn(text: string): VerbContext {
		const unpacker = join(folder, 'stand-in.js');
		writeFileSync(unpacker, text);
		return contextWith({ unpacker });
	}

	it('gives files the ids, modes, times and links that the archive says, in the range', async () => {
		const mtime = new Date(1_000_000_000_000);
		const file = await archive([
			{ name: 'own', type: 'directory', mode: 0o1777, uid: 5, gid: 6, mtime },
			{ name: 'own/su', mode: 0o6755, uid: 0, gid: 42, mtime, content: 'su' },
			{ name: 'own/hard', type: 'link', linkname: 'own/su' },
			{ name: 'own/soft', type: 'symlink', linkname: '/etc/passwd', uid: 7, gid: 8, mtime },
			{ name: 'own/high', uid: 70_000, gid: 65_535, mode: 0o600 },
			{ name: 'closed', type: 'directory', mode: 0, uid: 9, gid: 9 },
			{ name: 'closed/in', mode: 0o4000, uid: 65_534, gid: 1 },
			{ name: 'null', type: 'character-device', devmajor: 1, devminor: 3 }
		]);
		const done: unknown[] = [];
		await unpack(file, ROOT, { onDone: (archive) => done.push(archive) });
		expect(done).toEqual([{ entries: 8, skipped: 1 }]);
		const facts = (name: string) => {
			const { mode, uid, gid } = lstatSync(join(tree, name));
			return [mode & 0o7777, uid - BASE, gid - BASE];
		};
		expect(facts('own')).toEqual([0o1777, 5, 6]);
		expect(facts('own/su')).toEqual([0o6755, 0, 42]);
		expect(facts('own/soft').slice(1)).toEqual([7, 8]);
		expect(facts('own/high')).toEqual([0o600, 65_534, 65_535]);
		expect(facts('closed')).toEqual([0, 9, 9]);
		expect(facts('closed/in')).toEqual([0o4000, 65_534, 1]);
		expect(readlinkSync(join(tree, 'own/soft'))).toBe('/etc/passwd');
		expect(statSync(join(tree, 'own/hard')).nlink).toBe(2);
		for (const name of ['own', 'own/su', 'own/soft']) expect(lstatSync(join(tree, name)).mtime).toEqual(mtime);
		expect(readdirSync(tree).sort()).toEqual(['closed', 'own']);
	});
});

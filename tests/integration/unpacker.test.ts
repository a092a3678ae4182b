/**
 * The process that unpacks archives, as the agent starts it: its identity, what it can reach, how
 * its output is handled, and that nothing of it is left behind.
 */
import { execFileSync } from 'node:child_process';
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
	rmdirSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pack, type Header } from 'tar-stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
	unpackConfined,
	UNPACK_BOUNDS,
	type UnpackListener,
	type Unpacking
} from '../../src/lib/server/host/build/unpacker.ts';
import { hostCgroups } from '../../src/lib/server/host/cgroups.ts';
import type { HostNames, HostPaths } from '../../src/lib/server/host/index.ts';
import { createLauncher, createSpawner } from '../../src/lib/server/host/spawn.ts';
import type { VerbContext } from '../../src/lib/server/host/verb.ts';
import { bundleUnpacker } from '../support/agent.ts';

const reason = process.getuid?.() === 0 ? null : 'not root';
if (reason) console.log(`unpacker.test: skipped, ${reason}`);

const BASE = 524_288;
const ROOT: Unpacking = { links: 'any', modes: 'root', owner: { base: 0, size: 65_536 } };

type Entry = Pick<Header, 'name'> & Partial<Header> & { content?: string };

describe.skipIf(reason !== null)('archives are unpacked by a process that', () => {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-unpacker-'));
	const program = join(folder, 'unpack.js');
	const tree = join(folder, 'tree');
	const outside = join(folder, 'outside');
	const cgroup = `/dogebox-unpacker-${process.pid}`;
	/** Cgroups of the unpackers, as folders. */
	const groups = async () =>
		((await hostCgroups())?.roots ?? []).flatMap((root) =>
			readdirSync(root).flatMap((name) => (name.startsWith(cgroup.slice(1)) ? [join(root, name)] : []))
		);

	beforeAll(async () => {
		// Like a clone in a closed home: only root can pass through the folder, and only root can
		// read the program.
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
		names: { idBase: BASE, cgroup } as HostNames,
		spawn: createSpawner(),
		launch: createLauncher(),
		account: null,
		unpacker: program,
		signal: undefined,
		onLine: () => {},
		...more
	});

	async function archive(entries: readonly Entry[]): Promise<string> {
		const packer = pack();
		for (const { content, ...header } of entries) packer.entry(header, content ?? '');
		packer.finalize();
		const file = join(folder, 'archive');
		const chunks: Buffer[] = [];
		for await (const chunk of packer) chunks.push(chunk as Buffer);
		writeFileSync(file, Buffer.concat(chunks), { mode: 0o600 });
		return file;
	}
	const unpack = (path: string, how = ROOT, listener: UnpackListener = {}, context = contextWith()) =>
		unpackConfined(context, tree, [{ path, how }], listener);

	/**
	 * Processes of the unpackers that have this test's folder among their mounts. Other tests may
	 * unpack at the same time.
	 */
	const running = () =>
		readdirSync('/proc').filter((pid) => {
			if (!/^\d+$/.test(pid)) return false;
			try {
				const line = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
				if (line.includes('perl')) return line.includes(folder);
				const mounts = () => readFileSync(`/proc/${pid}/mountinfo`, 'latin1');
				return line.includes('/unpack.mjs') && mounts().includes(`/${basename(folder)}/`);
			} catch {
				return false;
			}
		});

	/** A program that a test runs instead of the unpacker. */
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
			{ name: 'closed', type: 'directory', mode: 0o100, uid: 9, gid: 9 },
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
		expect(facts('closed')).toEqual([0o100, 9, 9]);
		expect(facts('closed/in')).toEqual([0o4000, 65_534, 1]);
		expect(readlinkSync(join(tree, 'own/soft'))).toBe('/etc/passwd');
		expect(statSync(join(tree, 'own/hard')).nlink).toBe(2);
		for (const name of ['own', 'own/su', 'own/soft']) expect(lstatSync(join(tree, name)).mtime).toEqual(mtime);
		expect(readdirSync(tree).sort()).toEqual(['closed', 'own']);
	});

	/** Large enough that the process can be inspected while it reads the archive. */
	const LARGE = 96 * 1024 ** 2;
	const large = () => archive([{ name: 'large', content: 'x'.repeat(LARGE) }]);
	/** Stops the unpacker's node process and returns its id, or null where none is visible yet. */
	function held(): string | null {
		const pid = running().find((one) => readFileSync(`/proc/${one}/cmdline`, 'latin1').startsWith('node\0'));
		if (pid === undefined) return null;
		process.kill(Number(pid), 'SIGSTOP');
		return pid;
	}

	it('is not root on the host, has no network, and one folder to write to', async () => {
		const seen: Record<string, unknown> = {};
		await unpack(await large(), ROOT, {
			onPercent() {
				if (seen.uid) return;
				const pid = held();
				if (pid === null) return;
				const status = readFileSync(`/proc/${pid}/status`, 'latin1');
				const limits = readFileSync(`/proc/${pid}/limits`, 'latin1');
				seen.limits = ['cpu time', 'data size', 'core file size', 'open files', 'msgqueue size'].map((name) =>
					new RegExp(`^Max ${name} +(\\d+) +(\\d+) `, 'm').exec(limits)?.slice(1).join(' ')
				);
				seen.bounded = ['memory', 'pids'].map((kind) =>
					new RegExp(`^\\d+:(?:[^:]*,)?(?:${kind})?:${cgroup}.own-`, 'm').test(
						readFileSync(`/proc/${pid}/cgroup`, 'latin1')
					)
				);
				const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1];
				seen.uid = field('Uid');
				seen.gid = field('Gid');
				seen.groups = field('Groups')?.trim();
				seen.privileges = [field('NoNewPrivs'), field('CapEff'), field('CapBnd')];
				seen.goesFirst = readFileSync(`/proc/${pid}/oom_score_adj`, 'latin1').trim();
				seen.shared = ['user', 'mnt', 'pid', 'ipc', 'uts', 'net'].filter(
					(kind) => readlinkSync(`/proc/${pid}/ns/${kind}`) === readlinkSync(`/proc/self/ns/${kind}`)
				);
				seen.links = readFileSync(`/proc/${pid}/net/dev`, 'latin1').match(/^ *\w+:/gm);
				seen.writable = readFileSync(`/proc/${pid}/mountinfo`, 'latin1')
					.trim()
					.split('\n')
					.map((line) => line.split(' '))
					.filter((fields) => !fields[5]!.split(',').includes('ro'))
					.map((fields) => fields[4]);
				const open = readdirSync(`/proc/${pid}/fd`).map((fd) => [fd, readlinkSync(`/proc/${pid}/fd/${fd}`)] as const);
				seen.archives = open.filter(([, to]) => to.startsWith(folder)).map(([, to]) => to);
				seen.sockets = open.filter(([fd, to]) => Number(fd) > 2 && to.startsWith('socket:'));
				seen.others = open.filter(([, to]) => /^\/(proc|dev|sys|etc|var|root)\/(?!null$)/.test(to));
				seen.top = readdirSync(`/proc/${pid}/root`).filter((name) => !/^(s?bin|lib.*|nix)$/.test(name));
				process.kill(Number(pid), 'SIGCONT');
			}
		});
		const ids = Array(4).fill(BASE).join('\t');
		// CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID, all of the process's own user
		// namespace.
		const capabilities = '00000000000000fb';
		expect(seen).toMatchObject({
			uid: ids,
			gid: ids,
			groups: '',
			limits: ['3600 3600', `${2 * 1024 ** 3} ${2 * 1024 ** 3}`, '0 0', '129 129', '0 0'],
			bounded: [true, true],
			privileges: ['1', capabilities, capabilities],
			goesFirst: '500',
			shared: [],
			links: ['    lo:'],
			archives: [join(folder, 'archive')],
			sockets: [],
			others: [],
			writable: ['/dev/null', '/tree']
		});
		expect((seen.top as string[]).sort()).toEqual(['dev', 'etc', 'node', 'run', 'tree', 'unpack.mjs', 'usr']);
		expect(statSync(join(tree, 'large')).size).toBe(LARGE);
	});

	it.each<[string, Entry[], Partial<Unpacking>, RegExp]>([
		['by “..”', [{ name: '../outside', content: 'x' }], {}, /leads out of its folder/],
		['by a link', [{ name: 'a', type: 'symlink', linkname: '../outside' }], { links: 'inside' }, /leads out of it/],
		['by a hard link', [{ name: 'a', type: 'link', linkname: '../outside' }], {}, /leads out of its folder/],
		['by a hard link from the top', [{ name: 'a', type: 'link', linkname: outside }], {}, /no file unpacked before/],
		[
			'by a hard link through a link',
			[
				{ name: 'up', type: 'symlink', linkname: '..' },
				{ name: 'a', type: 'link', linkname: 'up/outside' }
			],
			{},
			/no file unpacked before/
		]
	])('refuses an archive that would leave its folder %s', async (_how, entries, how, words) => {
		const refused = unpack(await archive(entries), { ...ROOT, ...how });
		await expect(refused).rejects.toMatchObject({
			code: 'bad-archive',
			status: 422,
			message: expect.stringMatching(words) as string
		});
		expect([readFileSync(outside, 'utf8'), statSync(outside).nlink]).toEqual(['secret', 1]);
	});

	it('keeps what leads elsewhere inside', async () => {
		await unpack(
			await archive([
				{ name: outside, content: 'inside' },
				{ name: 'up', type: 'symlink', linkname: '../..' },
				{ name: 'up/outside', content: 'inside' }
			])
		);
		expect(readFileSync(join(tree, outside), 'utf8')).toBe('inside');
		expect(lstatSync(join(tree, 'up')).isDirectory()).toBe(true);
		expect(readFileSync(outside, 'utf8')).toBe('secret');
	});

	it.each<[string, Partial<Unpacking>, string]>([
		['files', { limits: { entries: 1 } }, 'archive-too-large'],
		['bytes', { limits: { bytes: 1024 } }, 'archive-too-large'],
		['another hash', { sha256: 'a'.repeat(64) }, 'wrong-hash']
	])('refuses in the same words as ever: %s', async (_what, how, code) => {
		const entries = [
			{ name: 'a', content: 'x' },
			{ name: 'b', content: 'x' }
		];
		await expect(unpack(await archive(entries), { ...ROOT, ...how })).rejects.toMatchObject({ code, status: 422 });
		writeFileSync(join(folder, 'archive'), 'PK\x03\x04');
		await expect(unpack(join(folder, 'archive'))).rejects.toMatchObject({ code: 'unsupported-archive' });
	});

	it.each([
		['gzip', '-z'],
		['xz', '-J'],
		['bzip2', '-j'],
		['zstd', '--zstd']
	])('unpacks %s, and says what of it is damaged', async (packing, option) => {
		const file = join(folder, `archive.${packing}`);
		execFileSync('tar', [option, '-cf', file, '-C', folder, 'outside']);
		await unpack(file);
		expect(readFileSync(join(tree, 'outside'), 'utf8')).toBe('secret');
		writeFileSync(file, readFileSync(file).subarray(0, -12));
		await expect(unpack(file)).rejects.toMatchObject({ code: 'bad-archive', status: 422 });
		expect(running()).toEqual([]);
	});

	it('says so when the disk is full', async () => {
		execFileSync('mount', ['-t', 'tmpfs', '-o', `size=1m,uid=${BASE},gid=${BASE}`, 'tmpfs', tree]);
		try {
			await expect(unpack(await large())).rejects.toMatchObject({ code: 'ENOSPC' });
		} finally {
			execFileSync('umount', [tree]);
		}
	});

	it('unpacks several in turn, and says of each when it is done', async () => {
		const path = await archive([{ name: 'a', content: 'x' }]);
		const bad = join(folder, 'bad');
		writeFileSync(bad, 'x'.repeat(5000));
		const done: number[] = [];
		const all = [path, path, bad, path].map((one) => ({ path: one, how: ROOT }));
		const result = unpackConfined(contextWith(), tree, all, { onDone: ({ entries }) => done.push(entries) });
		await expect(result).rejects.toMatchObject({ code: 'bad-archive' });
		expect(done).toEqual([1, 1]);
	});

	it('fills a folder wherever it lies', async () => {
		const below = mkdtempSync('/mnt/dogebox-unpacker-');
		try {
			chownSync(below, BASE, BASE);
			const path = await archive([{ name: 'a', content: 'x' }]);
			await unpackConfined(contextWith(), below, [{ path, how: ROOT }]);
			expect(readdirSync(below)).toEqual(['a']);
		} finally {
			rmSync(below, { recursive: true });
		}
	});

	const nothingLeft = () => expect.poll(running).toEqual([]);

	it('is ended by a cancelled call, which returns when nothing of it is left', async () => {
		const controller = new AbortController();
		const result = unpack(
			await large(),
			ROOT,
			{ onPercent: () => controller.abort(new Error('cancelled')) },
			contextWith({ signal: controller.signal })
		);
		await expect(result).rejects.toThrow('cancelled');
		expect(running()).toEqual([]);
	});

	it('fails in words where it is killed, and leaves nothing', async () => {
		let killed = false;
		const result = unpack(await large(), ROOT, {
			onPercent() {
				const pid = killed ? null : held();
				if (pid === null) return;
				process.kill(Number(pid), 'SIGKILL');
				killed = true;
			}
		});
		await expect(result).rejects.toMatchObject({ code: 'unpacker-failed', message: expect.stringMatching(/137/) });
		expect(running()).toEqual([]);
	});

	const starts =
		"import { spawn } from 'node:child_process'; const start = (...words) => spawn(...words, { stdio: 'ignore' }).on('error', () => {});";
	const goesOn = 'setInterval(() => {}, 1000);';
	const eats = 'for (const all = [];;) all.push(Buffer.alloc(1 << 24, 1));';
	it.each<[string, string, Partial<typeof UNPACK_BOUNDS>, RegExp]>([
		['memory', eats, { memoryBytes: 2 ** 28 }, /more memory/],
		[
			'memory, by a program that it starts',
			`${starts} start('perl', ['-e', '$a .= "x" x 16777216 while 1']); ${goesOn}`,
			{ memoryBytes: 2 ** 28 },
			/more memory/
		],
		['data', eats, { dataBytes: 2 ** 29 }, /with status/],
		['processes', `${starts} for (let i = 0; i < 100; i++) start('sleep', ['600']); ${goesOn}`, {}, /more processes/],
		['processes, for ever', `${starts} setInterval(() => start('sleep', ['600']), 1);`, {}, /more processes/],
		['time', 'for (;;);', { seconds: 1 }, /more time of processors/]
	])('is ended in words where it takes too much, and leaves nothing: %s', async (_what, text, bounds, words) => {
		const context = standIn(text);
		const path = await archive([{ name: 'a', content: 'x' }]);
		const result = unpackConfined(context, tree, [{ path, how: ROOT }], {}, { ...UNPACK_BOUNDS, ...bounds });
		await expect(result).rejects.toMatchObject({ code: 'unpacker-failed', message: expect.stringMatching(words) });
		expect([running(), await groups()]).toEqual([[], []]);
	});

	it('leaves no group, also where the agent was killed; that of another agent stays', async () => {
		const roots = (await hostCgroups())?.roots ?? [];
		const made = roots.flatMap((root) =>
			// No process has the first of these ids.
			['4194304', String(process.ppid)].map((pid) => join(root, `${cgroup}.own-${pid}-1`))
		);
		for (const folder of made) mkdirSync(folder);
		await unpack(await archive([{ name: 'a', content: 'x' }]));
		expect((await groups()).sort()).toEqual(made.filter((folder) => !folder.includes('4194304')).sort());
		for (const folder of await groups()) rmdirSync(folder);
	});

	it('ends with who started it', async () => {
		let stopped = false;
		const result = unpack(await large(), ROOT, {
			onPercent() {
				if (stopped || held() === null) return;
				stopped = true;
				const first = running().find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('perl'))!;
				const parent = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${first}/status`, 'latin1'))![1];
				// This is the agent's fork server, which ends with the agent.
				process.kill(Number(parent), 'SIGKILL');
			}
		});
		await expect(result).rejects.toMatchObject({ code: 'unpacker-failed' });
		await nothingLeft();
	});

	it('is not begun where there is no place for it', async () => {
		const path = await archive([{ name: 'a', content: 'x' }]);
		await expect(unpack(path, ROOT, {}, contextWith({ unpacker: join(folder, 'none') }))).rejects.toMatchObject({
			code: 'sandbox-failed',
			message: expect.stringMatching(/No such file/) as string
		});
		const { unpacker: _none, ...without } = contextWith();
		await expect(unpack(path, ROOT, {}, without)).rejects.toMatchObject({ code: 'sandbox-failed' });
	});

	const print = (text: string) => `process.stdout.write(${text});`;
	it.each([
		['rubbish', print("'rubbish\\n'")],
		['a line without an end', `setInterval(() => ${print("'x'.repeat(60000)")} , 1)`],
		['the same for ever', `setInterval(() => ${print(`'{"percent":1}\\n'.repeat(50)`)}, 1)`],
		['an error of no known name', print(`'{"error":"not-found","message":"x"}\\n'`)],
		['an error without end', print(`JSON.stringify({ error: 'bad-archive', message: 'x'.repeat(2000) }) + '\\n'`)],
		['a word that is none of the system', print(`'{"failed":"../x"}\\n'`)],
		['more than it may', print(`'{"entries":1,"skipped":0,"more":1}\\n'`)],
		['numbers that are none', print(`'{"entries":-1,"skipped":1e300}\\n'`)],
		['that it is done twice', print(`'{"entries":1,"skipped":0}\\n'.repeat(2)`)],
		['nothing', ''],
		['words of its own', "process.stderr.write('x'.repeat(1e6)); process.exitCode = 7;"],
		['rubbish, and goes on', `${print("'rubbish\\n'")} setInterval(() => {}, 1000)`]
	])('is believed nothing: a stand-in says %s', async (_what, text) => {
		const path = await archive([{ name: 'a', content: 'x' }]);
		await expect(unpack(path, ROOT, {}, standIn(text))).rejects.toMatchObject({ code: 'unpacker-failed', status: 500 });
		expect(running()).toEqual([]);
	});

	it('shows no hidden characters in what it says: a stand-in’s', async () => {
		const text = print(`JSON.stringify({ error: 'bad-archive', message: 'a\\u202eb\\u001b[2Jc' }) + '\\n'`);
		const result = unpack(await archive([{ name: 'a', content: 'x' }]), ROOT, {}, standIn(text));
		await expect(result).rejects.toMatchObject({ code: 'bad-archive', message: 'ab[2Jc' });
	});

	it('can do nothing else: a stand-in that tries', async () => {
		const text = `
			import { spawnSync } from 'node:child_process';
			import { writeFileSync, readFileSync, chownSync, mkdirSync, linkSync, readdirSync } from 'node:fs';
			import { connect } from 'node:net';
			const done = [];
			const attempt = (name, fn) => { try { fn(); done.push(name); } catch {} };
			for (const at of ['/', '/usr/', '/etc/', '/run/', '/dev/']) attempt(at, () => writeFileSync(at + 'x', ''));
			attempt('shadow', () => readFileSync('/etc/shadow'));
			attempt('work', () => readdirSync('/tmp'));
			attempt('proc', () => readdirSync('/proc/1'));
			attempt('outside', () => linkSync(${JSON.stringify(outside)}, '/tree/x'));
			attempt('program', () => linkSync('/unpack.mjs', '/tree/x'));
			attempt('owner', () => { writeFileSync('/tree/x', ''); chownSync('/tree/x', 70000, 70000); });
			const ends = (name, ...argv) => spawnSync(argv[0], argv.slice(1)).status === 0 && done.push(name);
			ends('device', 'mknod', '/tree/null', 'c', '1', '3');
			ends('mount', 'mount', '-t', 'tmpfs', 'none', '/tree');
			ends('remount', 'mount', '-o', 'remount,rw', '/');
			ends('unshare', 'unshare', '--user', '--map-root-user', '--mount', 'true');
			ends('capability', 'setcap', 'cap_net_raw+ep', '/tree/x');
			ends('limit', 'ip', 'link', 'add', 'x', 'type', 'dummy');
			const socket = connect({ port: ${process.env.PORT ?? 22}, host: '127.0.0.1' });
			socket.on('connect', () => done.push('network')).on('close', () =>
				process.stdout.write(JSON.stringify({ error: 'bad-archive', message: 'done: ' + done.join() }) + '\\n'));
			socket.on('error', () => {});`;
		const result = unpack(await archive([{ name: 'a', content: 'x' }]), ROOT, {}, standIn(text));
		await expect(result).rejects.toMatchObject({ message: 'done: ' });
		expect(existsSync(join(tree, 'null'))).toBe(false);
		expect(statSync(join(tree, 'x')).uid).toBe(BASE);
	});
});

/**
 * A separate range of ids for each container: what it isolates, and what remains when the host
 * cannot provide one.
 */
import { type ChildProcess } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ContainerSpec } from '../../src/lib/server/containers/index.ts';
import { cannotRunContainers, engineFixture, ociProgramsHere, type EngineFixture } from './support/engine-fixture.ts';
import {
	chownSync,
	execFileSync,
	kill,
	mkdirSync,
	readFileSync,
	rmSync,
	spawn,
	spawnSync,
	statSync,
	writeFileSync
} from '../support/as-root.ts';

const reason = cannotRunContainers();
if (reason) console.log(`tests of ids are skipped: ${reason}`);

/** First id of the range that owns layers and storage on the disk. */
const ON_DISK = 524_288;

/** First host id of a process's range, as the kernel reports it. */
const baseOf = (pid: number) => Number(readFileSync(`/proc/${pid}/uid_map`, 'utf8').trim().split(/\s+/)[1]);

/** User who created the user namespace of a process: ioctl NS_GET_OWNER_UID, ioctl_ns(2). */
function creatorOf(pid: number): number {
	const script =
		'open(my $n, "<", $ARGV[0]) or die; my $u = pack("L", 0); ioctl($n, 0xb704, $u) or die "$!"; print unpack("L", $u)';
	return Number(execFileSync('perl', ['-e', script, `/proc/${pid}/ns/user`], { encoding: 'utf8' }));
}

/**
 * Runs a program like a process that broke out of its container: on the host, with nothing left but
 * its user.
 * @returns exit status
 */
function escaped(uid: number, program: string, ...args: string[]): number | null {
	const as = ['--reuid', String(uid), '--regid', String(uid), '--clear-groups', '--no-new-privs'];
	return spawnSync('setpriv', [...as, program, ...args], { stdio: 'ignore' }).status;
}

async function until<T>(check: () => Promise<T | null | false> | T | null | false): Promise<T> {
	for (;;) {
		const found = await check();
		if (found) return found;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

/** A container with its own storage, as a pup has it. */
function withStorage(box: EngineFixture, script: string, change: Partial<ContainerSpec> = {}) {
	const spec = box.spec({ main: script }, change);
	const storage = join(box.paths.storage, spec.id);
	mkdirSync(storage, { mode: 0o750 });
	chownSync(storage, ON_DISK + 420, ON_DISK + 69);
	spec.mounts.push({ source: storage, target: '/storage', readonly: false });
	return { spec, storage };
}

async function said(box: EngineFixture, id: string, service = 'main'): Promise<string[]> {
	return until(async () => {
		const lines = (await box.engine.logs(id, { service, tail: 1000 })).lines.map((line) => line.text);
		return lines.includes('done') && lines.filter((line) => line !== 'done');
	});
}

const SCRIPT =
	'umask 077; echo secret > /storage/file; ls -ln /bin/sh /storage /storage/file; echo done; exec sleep 1000';

describe.skipIf(reason)('a range of ids per container', () => {
	let box: EngineFixture;
	const helpers: ChildProcess[] = [];
	beforeAll(async () => {
		box = await engineFixture();
	});
	afterAll(() => box?.dispose());
	afterEach(async () => {
		for (const helper of helpers.splice(0)) helper.kill('SIGKILL');
		await box.clear();
		rmSync(box.paths.storage, { recursive: true });
		mkdirSync(box.paths.storage);
	});

	it('is given where the kernel can map ids, which this one can', () => {
		expect(box.facts.runtime.ids).toEqual({ perPup: true, reason: null });
	});

	it('differs between containers over the same layers, while their files keep one owner on the disk', async () => {
		const a = withStorage(box, SCRIPT);
		const b = withStorage(box, SCRIPT);
		const pids = [];
		for (const { spec } of [a, b]) pids.push((await box.engine.start(spec)).processes[0]!.pid!);
		const bases = pids.map(baseOf);
		expect(bases[0]).not.toBe(bases[1]);
		for (const [index, { spec, storage }] of [a, b].entries()) {
			expect(bases[index]).toBeGreaterThanOrEqual(ON_DISK + 65_536);
			expect(creatorOf(pids[index]!)).toBe(bases[index]);
			// Inside, the owners look as usual: root for programs, and the pup's user for its file.
			const seen = (await said(box, spec.id)).map((line) => line.split(/\s+/));
			const owner = (path: string) => seen.find((line) => line.at(-1) === path)?.slice(2, 4);
			expect(owner('/bin/sh')).toEqual(['0', '0']);
			expect(owner('/storage/file')).toEqual(['420', '69']);
			const { uid, gid, mode } = statSync(join(storage, 'file'));
			expect([uid, gid, mode & 0o777]).toEqual([ON_DISK + 420, ON_DISK + 69, 0o600]);
		}
		for (const { spec } of [a, b]) await box.engine.remove(spec.id);
		execFileSync('rm', ['-r', a.storage, b.storage]);
		expect(await box.left()).toEqual({});
	});

	it('keeps what broke out of one container from files and processes of another', async () => {
		const [a, b] = [withStorage(box, SCRIPT), withStorage(box, SCRIPT)];
		const pidA = (await box.engine.start(a.spec)).processes[0]!.pid!;
		const pidB = (await box.engine.start(b.spec)).processes[0]!.pid!;
		await said(box, b.spec.id);
		const base = baseOf(pidA);
		const mounted = join(box.paths.run, 'mapped', b.spec.id, 'sources', '%2Fstorage');
		expect(readFileSync(join(mounted, 'file'), 'utf8')).toBe('secret\n');
		// As root of the container, as the pup's user, and as the user of the idle process.
		for (const uid of [base, base + 420, base + 65_534]) {
			for (const place of [b.storage, mounted, `/proc/${pidB}/root/storage`]) {
				expect(escaped(uid, 'cat', join(place, 'file')), `${uid} reads ${place}`).not.toBe(0);
				expect(escaped(uid, 'touch', join(place, 'new')), `${uid} writes ${place}`).not.toBe(0);
			}
			expect(escaped(uid, 'ls', `/proc/${pidB}/root/`), `${uid} enters the root`).not.toBe(0);
			expect(escaped(uid, 'cat', `/proc/${pidB}/environ`)).not.toBe(0);
			expect(escaped(uid, 'touch', join(box.base, 'bin/sh')), `${uid} writes a layer`).not.toBe(0);
			expect(escaped(uid, 'kill', '-0', String(pidB)), `${uid} signals it`).not.toBe(0);
		}
		// The owner's ids are allowed, so the refusals above are due to the ids.
		expect(escaped(base + 420, 'kill', '-0', String(pidA))).toBe(0);
		expect(escaped(baseOf(pidB) + 420, 'cat', join(mounted, 'file'))).toBe(0);
	});

	it('leaves root and other containers their inotify instances when one takes all of its own', async () => {
		const tails = (count: number) =>
			`n=0; while [ $n -lt ${count} ]; do n=$((n+1)); tail -f /storage/file & done; sleep 1; echo done; exec sleep 1000`;
		const limits = { memoryBytes: 512 * 1024 * 1024, pids: 400, cpus: null };
		const [a, b] = [withStorage(box, 'exec sleep 1000', { limits }), withStorage(box, 'exec sleep 1000')];
		const pidA = (await box.engine.start(a.spec)).processes[0]!.pid!;
		await box.engine.start(b.spec);
		// The kernel counts inotify instances for the user who created the user namespace. Only if
		// that is the container's own root do the instances below not count for the host's root.
		expect(creatorOf(pidA)).toBe(baseOf(pidA));
		for (const { storage } of [a, b]) writeFileSync(join(storage, 'file'), '');
		const max = Number(readFileSync('/proc/sys/fs/inotify/max_user_instances', 'utf8'));
		expect(max).toBeLessThan(300);
		const refused = (lines: string[]) => lines.filter((line) => line.includes('inotify'));
		const more = (spec: ContainerSpec, count: number) => ({
			...spec,
			processes: [...spec.processes, { ...spec.processes[0]!, name: 'tails', argv: ['/bin/sh', '-c', tails(count)] }]
		});
		await box.engine.startProcess(more(a.spec, max + 3), 'tails');
		// `tail` is refused only when its turn comes, some time after the start.
		await until(async () => refused(await said(box, a.spec.id, 'tails')).length > 0);
		await box.engine.startProcess(more(b.spec, 3), 'tails');
		expect(refused(await said(box, b.spec.id, 'tails'))).toEqual([]);
		// dogeboxd can still create a watch as well.
		watch(join(box.paths.run, 'exits')).close();
	});

	it('leaves other containers their session keys when one has none left', async () => {
		const a = withStorage(box, SCRIPT);
		const b = withStorage(box, SCRIPT);
		const base = baseOf((await box.engine.start(a.spec)).processes[0]!.pid!);
		// add_key 248 (x86-64), 217 (arm64 and riscv64); -2 is the process' keyring.
		const script = `my $n = 0; for (1 .. 400) { my ($t, $d, $p) = ("user", "dbx$_", "x");
			last if syscall($ARGV[0] + 0, $t, $d, $p, 1, -2) < 0; $n++ } $| = 1; print "$n\\n"; sleep 1000`;
		const as = ['--reuid', String(base), '--regid', String(base), '--clear-groups'];
		const taker = spawn('setpriv', [...as, 'perl', '-e', script, process.arch === 'x64' ? '248' : '217']);
		helpers.push(taker);
		const taken = await new Promise<number>((resolve) => taker.stdout.once('data', (text) => resolve(Number(text))));
		expect(taken).toBeGreaterThan(10);
		// runc needs a key for each container that it creates, as the first id of its range. crun
		// starts without one.
		const more = {
			...a.spec,
			processes: [...a.spec.processes, { ...a.spec.processes[0]!, name: 'second' }]
		};
		const second = box.engine.startProcess(more, 'second');
		if (box.facts.oci!.program === 'runc') {
			await expect(second).rejects.toMatchObject({ message: expect.stringMatching(/quota/i) as string });
		} else {
			expect((await second).pid).toBeGreaterThan(0);
		}
		expect((await box.engine.start(b.spec)).processes[0]!.pid).toBeGreaterThan(0);
	});

	it('is no hindrance to a further program in a service, with and without a terminal', async () => {
		const { spec } = withStorage(box, SCRIPT);
		await box.engine.start(spec);
		await said(box, spec.id);
		const { program } = box.facts.oci!;
		const exec = (...options: string[]) => [
			...[
				program === 'runc' ? program : join(box.paths.run, program),
				'--root',
				join(box.paths.run, 'oci'),
				'exec',
				...options
			],
			...['--user', '420:69', `${spec.id}.main`]
		];
		const [runtime, ...args] = exec();
		const plain = execFileSync(runtime!, [...args, '/bin/cat', '/storage/file'], { encoding: 'utf8' });
		expect(plain).toBe('secret\n');
		const typed = [...exec('-t'), '/bin/id'].join(' ');
		const shown = execFileSync('script', ['-qefc', typed, '/dev/null'], { encoding: 'utf8', stdio: 'pipe' });
		expect(shown).toContain('uid=420 gid=69');
	});

	it('lets a service without capabilities use every port and send pings, and make no user namespace', async () => {
		const files = ['net/ipv4/ip_unprivileged_port_start', 'net/ipv4/ping_group_range', 'user/max_user_namespaces'];
		const { spec } = withStorage(
			box,
			`${files.map((file) => `cat /proc/sys/${file}`).join('; ')}; echo done; exec sleep 1000`
		);
		await box.engine.start(spec);
		const seen = (await said(box, spec.id)).map((line) => line.trim().split(/\s+/).map(Number));
		expect(seen).toEqual([[0], [0, 65_535], [0]]);
		expect(Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'))).toBeGreaterThan(0);
		expect(Number(readFileSync('/proc/sys/user/max_user_namespaces', 'utf8'))).toBeGreaterThan(0);
	});

	it('goes on in the sandbox of a box that had none, and gives one at the next start', async () => {
		const { spec } = withStorage(box, SCRIPT);
		const oci = box.facts.oci!;
		oci.ownIds = false;
		try {
			await box.engine.start(spec);
		} finally {
			oci.ownIds = true;
		}
		const record = join(box.paths.run, 'containers', spec.id, 'state.json');
		const kept = JSON.parse(readFileSync(record, 'utf8')) as Record<string, unknown>;
		delete kept.idBase;
		writeFileSync(record, JSON.stringify(kept));
		const engine = await box.forget();
		const more = { ...spec, processes: [...spec.processes, { ...spec.processes[0]!, name: 'second' }] };
		expect(baseOf((await engine.startProcess(more, 'second')).pid!)).toBe(ON_DISK);
		await engine.stop(spec.id);
		expect(baseOf((await engine.start(spec)).processes[0]!.pid!)).toBeGreaterThan(ON_DISK);
		expect(await said(box, spec.id)).not.toEqual([]);
	});

	it('is done without for one container whose storage lies where ids cannot be mapped', async () => {
		const { spec, storage } = withStorage(box, SCRIPT);
		const [upper, work] = ['upper', 'work'].map((name) => join(box.paths.data, name));
		for (const folder of [upper!, work!]) mkdirSync(folder);
		chownSync(upper!, ON_DISK + 420, ON_DISK + 69);
		const options = `lowerdir=${box.base},upperdir=${upper},workdir=${work}`;
		execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', options, storage]);
		try {
			const { processes } = await box.engine.start(spec);
			expect(baseOf(processes[0]!.pid!)).toBe(ON_DISK);
			await said(box, spec.id);
			expect(statSync(join(upper!, 'file')).uid).toBe(ON_DISK + 420);
			await box.engine.remove(spec.id);
		} finally {
			execFileSync('umount', [storage]);
		}
		execFileSync('rm', ['-r', storage]);
		expect(await box.left()).toEqual({});
	});

	it('and its mounts leave nothing after failures, restarts and removal, and never touch what was mounted', async () => {
		const { spec, storage } = withStorage(box, SCRIPT);
		writeFileSync(join(storage, 'kept'), 'data');
		await box.engine.start(spec);
		await said(box, spec.id);
		await box.engine.stop(spec.id);
		const bad = { ...spec, processes: [{ ...spec.processes[0]!, cwd: '/nowhere' }] };
		await expect(box.engine.start(bad)).rejects.toMatchObject({ code: 'container-start-failed' });
		const { processes } = await box.engine.start(spec);
		// Killed from outside, together with the idle process.
		for (const pid of [processes[0]!.pid!, pauseOf(box, spec.id)]) kill(pid, 'SIGKILL');
		await until(async () => !(await box.engine.status(spec.id))!.sandbox);
		await box.engine.start(spec);
		await box.engine.remove(spec.id);
		expect(readFileSync(join(storage, 'kept'), 'utf8')).toBe('data');
		expect(statSync(join(box.base, 'bin/sh')).uid).toBe(ON_DISK);
		execFileSync('rm', ['-r', storage]);
		expect(await box.left()).toEqual({});
	});
});

function pauseOf(box: EngineFixture, id: string): number {
	const file = join(box.paths.run, 'containers', id, 'state.json');
	return (JSON.parse(readFileSync(file, 'utf8')) as { pause: { pid: number } }).pause.pid;
}

describe.skipIf(reason)('the shared range', () => {
	let box: EngineFixture;
	beforeAll(async () => {
		box = await engineFixture({ oci: { ownIds: false } });
	});
	afterAll(() => box?.dispose());

	it('is what containers have where there are no ranges of their own', async () => {
		const [a, b] = [withStorage(box, SCRIPT), withStorage(box, SCRIPT)];
		const pids = [];
		for (const { spec } of [a, b]) pids.push((await box.engine.start(spec)).processes[0]!.pid!);
		expect(pids.map(baseOf)).toEqual([ON_DISK, ON_DISK]);
		// Here too the kernel's counters for the creator are not those of root.
		expect(pids.map(creatorOf)).toEqual([ON_DISK, ON_DISK]);
		await said(box, b.spec.id);
		expect(statSync(join(b.storage, 'file')).uid).toBe(ON_DISK + 420);
		for (const { spec } of [a, b]) await box.engine.remove(spec.id);
		execFileSync('rm', ['-r', a.storage, b.storage]);
		expect(await box.left()).toEqual({});
	});
});

const crun = (await ociProgramsHere()).find(({ oci, reason: why }) => oci.program !== 'runc' && why === null);
if (!crun) console.log(`tests of crun are skipped: ${reason ?? 'crun does not work here'}`);

describe.skipIf(!crun)('crun', () => {
	let box: EngineFixture;
	beforeAll(async () => {
		box = await engineFixture({ oci: crun!.oci });
	});
	afterAll(() => box?.dispose());

	it('runs services in ranges of their own too, and does not give the host’s /dev/null away', async () => {
		const [a, b] = [withStorage(box, SCRIPT), withStorage(box, SCRIPT)];
		const pids = [];
		for (const { spec } of [a, b]) pids.push((await box.engine.start(spec)).processes[0]!.pid!);
		expect(new Set([ON_DISK, ...pids.map(baseOf)]).size).toBe(3);
		for (const { spec, storage } of [a, b]) {
			await said(box, spec.id);
			expect(statSync(join(storage, 'file')).uid).toBe(ON_DISK + 420);
		}
		const limit = /^Max open files +(\d+) +(\d+)/m.exec(readFileSync(`/proc/${pids[0]}/limits`, 'utf8'))!;
		expect(Number(limit[1])).toBeLessThanOrEqual(65_536);
		expect([statSync('/dev/null').uid, statSync('/dev/null').mode & 0o777]).toEqual([0, 0o666]);
		await box.engine.stop(a.spec.id);
		expect((await box.engine.start(a.spec)).processes[0]!.pid).toBeGreaterThan(0);
		for (const { spec } of [a, b]) await box.engine.remove(spec.id);
		execFileSync('rm', ['-r', a.storage, b.storage]);
		expect(await box.left()).toEqual({});
	});
});

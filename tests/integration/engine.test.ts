/** The container engine against the real runtime, monitor, kernel and network. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hostCgroups, controllerFolder, hostVerbs, rangeBase } from '../../src/lib/server/host/index.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';
import {
	chmodSync,
	dogeboxAccount,
	execFileSync,
	existsSync,
	kill,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	writeFileSync
} from '../support/as-root.ts';

const reason = cannotRunContainers();
if (reason) console.log(`engine tests are skipped: ${reason}`);

/** Polls until the check gives a result. */
async function until<T>(check: () => Promise<T | null | false> | T | null | false): Promise<T> {
	for (;;) {
		const found = await check();
		if (found) return found;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

describe.skipIf(reason)('the container engine', () => {
	let box: EngineFixture;
	beforeAll(async () => {
		box = await engineFixture();
	});
	afterAll(() => box?.dispose());

	afterEach(() => box.clear());

	it('works without any right of root: what it does on the host, the agent does', () => {
		expect(process.geteuid!()).toBe(dogeboxAccount().uid);
		expect(/^CapEff:\s+(\S+)/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))![1]).toMatch(/^0+$/);
		expect(() => fs.openSync('/etc/shadow', 'r')).toThrow(/EACCES/);
	});

	/** Lines that a script prints before its line `done`. */
	async function said(id: string, service = 'main'): Promise<string[]> {
		return until(async () => {
			const lines = (await box.engine.logs(id, { service, tail: 1000 })).lines.map((line) => line.text);
			return lines.includes('done') && lines.filter((line) => line !== 'done');
		});
	}

	it('starts, tells what runs and what it uses, and leaves nothing after a stop', async () => {
		const spec = box.spec({ main: 'echo hello; sleep 0.1; echo wrong >&2; sleep 0.1; echo done; sleep 1000' });
		const status = await box.engine.start(spec);
		expect(status.sandbox).toBe(true);
		const pid = status.processes[0]!.pid!;
		const base = await rangeBase(box.facts.oci!.ownIds ? spec.idRange : null, box.names);
		expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(new RegExp(`^Uid:\\s+${base + 420}\\s`, 'm'));
		expect(await said(spec.id)).toEqual(['hello', 'wrong']);
		expect((await box.engine.logs(spec.id, { tail: 10 })).lines.map((line) => line.stream)).toEqual([
			'stdout',
			'stderr',
			'stdout'
		]);
		const stats = box.engine.stats(spec.id)!;
		expect(stats.pids).toBeGreaterThanOrEqual(2);
		expect(stats.memoryBytes).toBeGreaterThan(0);
		expect(stats.cpuSeconds).toBeGreaterThan(0);
		// A second start of the same container changes nothing.
		expect((await box.engine.start(spec)).processes[0]!.pid).toBe(pid);
		await box.engine.stop(spec.id);
		expect(await box.exitOf(spec.id, 'main')).toMatchObject({ exitCode: 143, oomKilled: false });
		expect(await box.engine.status(spec.id)).toBeNull();
		expect(box.engine.stats(spec.id)).toBeNull();
		expect((await box.engine.logs(spec.id, { tail: 1 })).lines[0]!.text).toBe('done');
		await box.engine.stop(spec.id);
		await box.engine.remove(spec.id);
		expect(await box.left()).toEqual({});
	});

	it('tells the exit status, and starts a process again in the same sandbox', async () => {
		const spec = box.spec({ main: 'sleep 0.2; exit 7', other: 'sleep 1000' });
		const first = await box.engine.start(spec);
		expect(await box.exitOf(spec.id, 'main')).toMatchObject({ exitCode: 7, oomKilled: false });
		const between = (await box.engine.status(spec.id))!;
		expect(between.processes.find((process) => process.name === 'main')).toMatchObject({ pid: null, exitCode: 7 });
		const again = await box.engine.startProcess(spec, 'main');
		expect(again.pid).toBeGreaterThan(0);
		const other = (await box.engine.status(spec.id))!.processes.find((process) => process.name === 'other')!;
		expect(other.pid).toBe(first.processes.find((process) => process.name === 'other')!.pid);
		await box.engine.remove(spec.id);
	});

	it('kills what does not listen to SIGTERM', async () => {
		const spec = box.spec({ main: 'trap "" TERM; echo done; while true; do sleep 0.1; done' });
		await box.engine.start(spec);
		await said(spec.id);
		await box.engine.stop(spec.id, { graceMs: 300 });
		expect((await box.exitOf(spec.id, 'main')).exitCode).toBe(137);
		await box.engine.remove(spec.id);
	});

	it('gives services one network and user namespace, and each its own processes', async () => {
		const probe = 'echo $(ls /proc | tr -c -d "0-9\\n"); readlink /proc/self/ns/net; echo done; sleep 1000';
		const spec = box.spec({ one: probe, two: probe });
		const status = await box.engine.start(spec);
		const one = await said(spec.id, 'one');
		const two = await said(spec.id, 'two');
		expect(one[1]).toBe(two[1]);
		expect(one[1]).not.toBe(readlinkSync('/proc/self/ns/net'));
		// Init, the shell and the command that it just ran. No process of the other service or of
		// the host.
		expect(one[0]!.split(' ').filter(Boolean).length).toBeLessThanOrEqual(5);
		const namespaces = status.processes.map((process) => readlinkSync(`/proc/${process.pid}/ns/pid`));
		expect(namespaces[0]).not.toBe(namespaces[1]);
		await box.engine.remove(spec.id);
	});

	it('lets a service write to its mounts and /tmp, and nowhere else; no rights, no new ones', async () => {
		const storage = join(box.paths.images, 'one');
		const source = join(box.paths.images, 'source');
		for (const folder of [storage, source]) mkdirSync(folder, { recursive: true });
		execFileSync('chown', ['-R', '524708:524357', storage, source]);
		writeFileSync(join(source, 'file'), 'read me');
		// Only dogeboxd may pass through the folder, and the mount works all the same.
		chmodSync(box.paths.data, 0o1770);
		const refuse = (what: string) => `(${what}) >/dev/null 2>&1 && echo "allowed: ${what.replace(/"/g, '')}"`;
		const spec = box.spec(
			{
				main: [
					'touch /storage/ok && touch /tmp/ok && echo written',
					'cat /pup/file && echo',
					...[
						'/x',
						'/etc/x',
						'/bin/sh',
						'/pup/x',
						'/run/x',
						'/dev/x',
						'/sys/x',
						'/proc/sys/kernel/hostname',
						'/proc/sysrq-trigger'
					].map((path) => refuse(`echo x > ${path}`)),
					refuse('mount -t tmpfs none /tmp'),
					refuse('unshare -U true'),
					refuse('unshare -m true'),
					refuse('ls /sys/firmware/*'),
					refuse('cat /proc/kcore'),
					refuse('cat /proc/1/environ'),
					'while read -r line; do case "$line" in CapEff*|CapPrm*|CapBnd*|NoNewPrivs*|Seccomp:*) echo $line;; esac; done < /proc/self/status',
					'cat /etc/hostname',
					'id',
					'echo done',
					'sleep 1000'
				].join('\n')
			},
			{
				mounts: [
					{ source: storage, target: '/storage', readonly: false },
					{ source, target: '/pup', readonly: true }
				]
			}
		);
		await box.engine.start(spec);
		const lines = await said(spec.id);
		chmodSync(box.paths.data, 0o1771);
		expect(lines.filter((line) => line !== 'allowed: cat /proc/1/environ')).toEqual([
			'written',
			'read me',
			'CapPrm: 0000000000000000',
			'CapEff: 0000000000000000',
			'CapBnd: 0000000000000000',
			'NoNewPrivs: 1',
			'Seccomp: 2',
			'pup',
			'uid=420 gid=69 groups=69'
		]);
		expect(readdirSync(storage)).toEqual(['ok']);
		await box.engine.remove(spec.id);
	});

	it('keeps a fork bomb and a memory hog inside', async () => {
		const bomb = box.spec(
			{ main: 'f() { f | f & f; }; f 2>/dev/null' },
			{ limits: { memoryBytes: 64 * 1024 * 1024, pids: 40, cpus: 0.5 } }
		);
		await box.engine.start(bomb);
		await until(() => (box.engine.stats(bomb.id)?.pids ?? 99) >= 30 || box.exits.some((exit) => exit.id === bomb.id));
		expect(box.engine.stats(bomb.id)?.pids ?? 0).toBeLessThanOrEqual(40);
		await box.engine.remove(bomb.id);

		const hog = box.spec(
			{ main: 'exec tail /dev/zero', calm: 'sleep 1000' },
			{ limits: { memoryBytes: 32 * 1024 * 1024, pids: 40, cpus: null } }
		);
		const status = await box.engine.start(hog);
		expect(await box.exitOf(hog.id, 'main')).toMatchObject({ oomKilled: true, exitCode: 137 });
		const calm = (await box.engine.status(hog.id))!.processes.find((process) => process.name === 'calm')!;
		expect(calm.pid).toBe(status.processes.find((process) => process.name === 'calm')!.pid);
		await box.engine.remove(hog.id);
		expect(await box.left()).toEqual({});
	});

	it('finds what runs after a restart, with the same process ids, and hears of ends it missed', async () => {
		const spec = box.spec({ main: 'sleep 1000', short: 'while [ ! -e /storage/go ]; do sleep 0.05; done; exit 5' });
		const storage = join(box.paths.images, 'two');
		mkdirSync(storage);
		spec.mounts.push({ source: storage, target: '/storage', readonly: false });
		const started = await box.engine.start(spec);
		await box.engine.close();
		writeFileSync(join(storage, 'go'), '');
		await until(() => readdirSync(join(box.paths.run, 'exits')).length > 0);
		const engine = await box.forget();
		expect(await box.exitOf(spec.id, 'short')).toMatchObject({ exitCode: 5 });
		const adopted = (await engine.list()).find((container) => container.id === spec.id)!;
		const main = adopted.processes.find((process) => process.name === 'main')!;
		expect(main.pid).toBe(started.processes.find((process) => process.name === 'main')!.pid);
		await engine.stop(spec.id);
		expect((await box.exitOf(spec.id, 'main')).exitCode).toBe(143);
		await engine.remove(spec.id);
	});

	it('removes what a killed dogeboxd left half made', async () => {
		const { id } = box.spec({});
		await box.host.call(hostVerbs.runFolderOpen, {});
		await box.host.call(hostVerbs.cgroupCreate, { id, limits: { memoryBytes: 1e8, pids: 10, cpus: null } });
		// All pups together get less than the box's own work. The kernel's defaults are 1024 and
		// 100.
		const layout = (await hostCgroups())!;
		const folder = controllerFolder(layout, 'cpu', box.names.cgroup)!;
		const weight = ['cpu.shares', 'cpu.weight'].map((name) => join(folder, name)).find((file) => existsSync(file))!;
		expect(readFileSync(weight, 'utf8').trim()).toBe(weight.endsWith('cpu.shares') ? '512' : '50');
		await box.host.call(hostVerbs.sandboxCreate, { id, range: null });
		await box.host.call(hostVerbs.rootMount, {
			id,
			layers: [box.base],
			targets: [],
			links: [],
			files: [],
			sources: [],
			scratch: {
				bytes: 2 ** 20,
				folders: [{ path: '/tmp', mode: 0o1777 }],
				owner: { uid: 0, gid: 0 },
				declared: [2 ** 20]
			},
			disk: null,
			range: null
		});
		expect(Object.keys(await box.left(0)).sort()).toEqual(['cgroups', 'folders', 'mounts', 'processes']);
		const engine = await box.forget();
		expect(await engine.status(id)).toBeNull();
		expect(await box.left()).toEqual({});
	});

	it('goes on when a monitor or the sandbox process was killed', async () => {
		const spec = box.spec({ main: 'sleep 1000' });
		const first = await box.engine.start(spec);
		const pid = first.processes[0]!.pid!;
		const monitor = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
		kill(monitor, 'SIGKILL');
		kill(pid, 'SIGKILL');
		await until(async () => (await box.engine.status(spec.id))!.processes[0]!.pid === null);
		expect((await box.exitOf(spec.id, 'main')).exitCode).toBe(137);
		const second = await box.engine.startProcess(spec, 'main');
		expect(second.pid).toBeGreaterThan(0);

		const record = JSON.parse(readFileSync(join(box.paths.run, 'containers', spec.id, 'state.json'), 'utf8')) as {
			pause: { pid: number };
		};
		kill(record.pause.pid, 'SIGKILL');
		await until(async () => !(await box.engine.status(spec.id))!.sandbox);
		const third = await box.engine.start(spec);
		expect(third.sandbox).toBe(true);
		expect(third.processes[0]!.pid).not.toBe(second.pid);
		await box.engine.remove(spec.id);
		expect(await box.left()).toEqual({});
	});

	it('says in the runtime’s words why a start failed, and undoes what it half made', async () => {
		const spec = box.spec({ main: 'sleep 1' });
		spec.processes[0]!.cwd = '/nowhere/at/all';
		await expect(box.engine.start(spec)).rejects.toMatchObject({ code: 'container-start-failed' });
		expect(await box.engine.status(spec.id)).toBeNull();
		await box.engine.remove(spec.id);
		expect(await box.left()).toEqual({});
	});

	it('refuses mounts and layers from elsewhere', async () => {
		const spec = box.spec({ main: 'sleep 1' }, { mounts: [{ source: '/etc', target: '/storage', readonly: true }] });
		await expect(box.engine.start(spec)).rejects.toMatchObject({ code: 'invalid-host-call' });
		const other = box.spec({ main: 'sleep 1' }, { layers: ['/usr'] });
		await expect(box.engine.start(other)).rejects.toMatchObject({ code: 'invalid-host-call' });
		// Their logs may exist already, and logs outlive a container that failed.
		for (const { id } of [spec, other]) await box.engine.remove(id);
		expect(await box.left()).toEqual({});
	});

	it('can be told to stop starting', async () => {
		const spec = box.spec({ main: 'sleep 1000' });
		const control = new AbortController();
		const start = box.engine.start(spec, control.signal);
		setTimeout(() => control.abort(new Error('enough')), 30);
		await expect(start).rejects.toThrow('enough');
		// Its log may exist already. Logs outlive a container, and nothing else does.
		rmSync(join(box.paths.logs, spec.id), { recursive: true, force: true });
		expect(await box.left()).toEqual({});
	});

	it('twenty times start and stop leave nothing', async () => {
		const spec = box.spec({ main: 'sleep 1000' });
		for (let round = 0; round < 20; round++) {
			await box.engine.start(spec);
			await box.engine.stop(spec.id);
		}
		await box.engine.remove(spec.id);
		expect(await box.left()).toEqual({});
	});
});

describe.skipIf(reason)('build runs', () => {
	let box: EngineFixture;
	beforeAll(async () => {
		box = await engineFixture();
	});
	afterAll(() => box?.dispose());
	const limits = { memoryBytes: 128 * 1024 * 1024, pids: 64, cpus: null };

	it('keep what they change in a layer of the mapped range, give their lines and status', async () => {
		const upper = join(box.paths.images, 'layer');
		const lines: string[] = [];
		const script = 'id; mkdir /new; chown 5:6 /new; echo text > /etc/file; ls /sys/class/net; echo last >&2; exit 3';
		const spec = {
			id: 'build-01',
			layers: [box.base],
			upper,
			mounts: [],
			argv: ['/bin/sh', '-c', script],
			env: { PATH: '/bin' },
			limits
		};
		expect(await box.engine.runOnce(spec, (line) => lines.push(line))).toEqual({ exitCode: 3 });
		expect(lines.sort()).toEqual(['last', 'lo', 'uid=0 gid=0 groups=0']);
		expect(
			execFileSync('stat', ['-c', '%u:%g', join(upper, 'new'), join(upper, 'etc/file')], { encoding: 'utf8' })
		).toBe('524293:524294\n524288:524288\n');
		// Services can use the layer as the top of their root.
		const service = box.spec({ main: 'cat /etc/file; sleep 1000' }, { layers: [box.base, upper] });
		await box.engine.start(service);
		await until(async () => (await box.engine.logs(service.id, { tail: 1 })).lines[0]?.text === 'text');
		await box.engine.remove(service.id);
		expect(await box.left()).toEqual({});
	});

	it('end at once when they are given up', async () => {
		const control = new AbortController();
		const spec = {
			id: 'build-02',
			layers: [box.base],
			upper: null,
			mounts: [],
			argv: ['/bin/sh', '-c', 'trap "" TERM INT; echo up; sleep 1000'],
			env: { PATH: '/bin' },
			limits
		};
		const run = box.engine.runOnce(spec, () => control.abort(new Error('given up')), control.signal);
		await expect(run).rejects.toThrow('given up');
		expect(await box.left()).toEqual({});
	});
});

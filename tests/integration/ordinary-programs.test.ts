/**
 * What a container provides for ordinary programs. Each check is something that one of them
 * expects.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ContainerSpec } from '../../src/lib/server/containers/index.ts';
import { hostCgroups } from '../../src/lib/server/host/index.ts';
import { limitsOf } from '../../src/lib/server/pups/desired/index.ts';
import { kernelProbe } from '../support/kernel-probe.ts';
import { engineFixture, ociProgramsHere, type EngineFixture } from './support/engine-fixture.ts';

const HOST = { totalMemory: 4 * 1024 ** 3 };

const found = await ociProgramsHere();
const working = found.filter((one) => one.reason === null);
for (const { name, reason } of found) if (reason) console.log(`${name} is not tested: ${reason}`);

describe.each(working)('ordinary programs with $name', ({ oci }) => {
	let box: EngineFixture;
	beforeAll(async () => {
		box = await engineFixture({ oci });
		kernelProbe(join(box.base, 'bin/probe'), box.names.idBase);
	});
	afterEach(() => box.clear());
	afterAll(() => box?.dispose());

	const OWNER = { uid: 420, gid: 69 };
	const service = (change: Partial<ContainerSpec> = {}) =>
		box.spec({ main: 'echo up; exec sleep 1000', other: 'exec sleep 1000' }, { scratchOwner: OWNER, ...change });
	async function run(spec: ContainerSpec, script: string, user = OWNER, process = 'main') {
		const session = await box.engine.exec(spec.id, process, { argv: ['/bin/sh', '-c', script], user });
		session.stdin.end();
		const [stdout, stderr] = await Promise.all([text(session.stdout), text(session.stderr), session.ended]);
		return { stdout, stderr };
	}
	const lines = async (spec: ContainerSpec, count: number) => {
		for (;;) {
			const page = await box.engine.logs(spec.id, { service: 'main', tail: 50 });
			if (page.lines.length >= count) return page.lines.map((line) => `${line.stream}: ${line.text}`).sort();
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	};

	it('open the standard output and error by name, as any user, and again from a descriptor', async () => {
		for (const user of [OWNER, { uid: 7, gid: 8 }, { uid: 0, gid: 0 }]) {
			const spec = box.spec({
				main: 'echo one > /dev/stdout; echo two > /dev/stderr; echo three >> /proc/self/fd/1; (echo four > /dev/stdout); exec sleep 1000'
			});
			spec.processes[0]!.user = user;
			await box.engine.start(spec);
			expect(await lines(spec, 4)).toEqual(['stderr: two', 'stdout: four', 'stdout: one', 'stdout: three']);
		}
	});

	it('write to the folders that are meant for it, and share them', async () => {
		const spec = service();
		await box.engine.start(spec);
		const folders = [
			'/run',
			'/var/run',
			'/var/log',
			'/var/tmp',
			'/var/cache',
			'/tmp',
			'/dev/shm',
			'/run/lock',
			'/var/lock'
		];
		for (const folder of folders) {
			expect(await run(spec, `echo from main > ${folder}/file`)).toEqual({ stdout: '', stderr: '' });
			expect((await run(spec, `cat ${folder}/file`, OWNER, 'other')).stdout).toBe('from main\n');
		}
		// Another user of the same pup can write to the folders that are open to all.
		for (const place of ['/tmp', '/var/tmp', '/dev/shm']) {
			expect((await run(spec, `echo x > ${place}/others`, { uid: 7, gid: 8 })).stderr).toBe('');
		}
		expect((await run(spec, 'echo x > /file', { uid: 0, gid: 0 })).stderr).toMatch(/Read-only/);
		// These folders are in memory, have a limited size, and are empty after a stop.
		const { stdout } = await run(spec, 'head -c 100000000 /dev/zero > /tmp/large; ls -l /tmp/large');
		expect(Number(stdout.split(/\s+/)[4])).toBeLessThanOrEqual(spec.limits.memoryBytes / 2);
		await box.engine.stop(spec.id);
		await box.engine.start(spec);
		expect((await run(spec, 'ls /tmp /var/log')).stdout).toBe('/tmp:\n\n/var/log:\n');
		await box.engine.stop(spec.id);
		expect((await box.left(0)).mounts).toBeUndefined();
	});

	it('have folders in memory of their own size where they are declared', async () => {
		const spec = service({
			memoryFolders: [
				{ target: '/var/lib/thing', sizeBytes: 4 * 1024 * 1024 },
				{ target: '/dev/shm', sizeBytes: 8 * 1024 * 1024 }
			]
		});
		await box.engine.start(spec);
		const fill = async (folder: string) => {
			const { stdout } = await run(spec, `head -c 50000000 /dev/zero > ${folder}/full; ls -l ${folder}/full`);
			return Number(stdout.split(/\s+/)[4]);
		};
		expect(await fill('/var/lib/thing')).toBe(4 * 1024 * 1024);
		expect(await fill('/dev/shm')).toBe(8 * 1024 * 1024);
		expect((await run(spec, 'ls /var/lib/thing', OWNER, 'other')).stdout).toBe('full\n');
	});

	it('see the limit of their memory in their own group, also a changed one', async () => {
		const spec = service();
		await box.engine.start(spec);
		const v2 = (await hostCgroups())!.kind === 'v2';
		const file = v2 ? '/sys/fs/cgroup/memory.max' : '/sys/fs/cgroup/memory/memory.limit_in_bytes';
		expect((await run(spec, `cat ${file}`)).stdout.trim()).toBe(String(spec.limits.memoryBytes));
		expect((await run(spec, `echo 1 > ${file}`, { uid: 0, gid: 0 })).stderr).toMatch(/Read-only/);
		for (const memoryBytes of [64, 256]) {
			await box.engine.setLimits(spec.id, { ...spec.limits, memoryBytes: memoryBytes * 1024 * 1024 });
			expect((await run(spec, `cat ${file}`)).stdout.trim()).toBe(String(memoryBytes * 1024 * 1024));
		}
	});

	it('see how many processors and processes they have, also when that is changed', async () => {
		const spec = service({ limits: { memoryBytes: 128 * 1024 * 1024, pids: 200, cpus: 0.5 } });
		await box.engine.start(spec);
		const v2 = (await hostCgroups())!.kind === 'v2';
		const measure = async () => {
			const files = v2 ? 'pids.max cpu.max' : 'pids/pids.max cpu/cpu.cfs_quota_us cpu/cpu.cfs_period_us';
			const { stdout } = await run(spec, `cd /sys/fs/cgroup; cat ${files}`);
			return stdout.trim().split(/\s+/);
		};
		expect(await measure()).toEqual(['200', '50000', '100000']);
		// Raised and lowered: a cgroup must never get more than its parent.
		for (const [pids, cpus] of [
			[300, 1.5],
			[100, 0.25]
		] as const) {
			await box.engine.setLimits(spec.id, { ...spec.limits, pids, cpus });
			expect(await measure()).toEqual([String(pids), String(cpus * 100_000), '100000']);
		}
		await box.engine.setLimits(spec.id, { ...spec.limits, cpus: null });
		expect((await measure())[1]).toBe(v2 ? 'max' : '-1');
		// A process that starts later sees the same limits.
		await box.engine.setLimits(spec.id, { ...spec.limits, cpus: 0.75 });
		await box.engine.startProcess(
			{
				...spec,
				limits: { ...spec.limits, cpus: 0.75 },
				processes: [...spec.processes, { ...spec.processes[0]!, name: 'late' }]
			},
			'late'
		);
		expect(
			(await run(spec, `cat /sys/fs/cgroup/${v2 ? 'cpu.max' : 'cpu/cpu.cfs_quota_us'}`, OWNER, 'late')).stdout
		).toMatch(/^75000/);
	});

	it('read in the log which limit they reached, also where they end of it', async () => {
		const many = 'echo up; i=0; while [ $i -lt 30 ]; do sleep 1000 & i=$((i+1)); done 2> /dev/null';
		for (const script of [`(${many}); exec sleep 1000`, many]) {
			const spec = service({ limits: { memoryBytes: 128 * 1024 * 1024, pids: 20, cpus: null } });
			// Only one service, because the start of another would need some of the twenty
			// processes.
			spec.processes = [{ ...spec.processes[0]!, argv: ['/bin/sh', '-c', script] }];
			await box.engine.start(spec);
			const sampling = setInterval(() => void box.engine.stats(spec.id), 50);
			const printed = await lines(spec, 2).finally(() => clearInterval(sampling));
			const words = 'The limit of 20 processes and threads was reached';
			expect(printed.filter((line) => line.includes(words))).toHaveLength(1);
			await box.engine.stop(spec.id, { graceMs: 0 });
		}
	});

	it('of a root that may be written to prepare it and step down to a user', async () => {
		const spec = service({ writableRoot: true });
		const script =
			'mkdir -p /srv/data /etc/conf.d && echo x > /etc/conf.d/x && chown -R 7:8 /srv/data && exec setpriv --reuid 7 --regid 8 --clear-groups sh -c "id -u; id -g; touch /srv/data/mine && echo wrote; touch /etc/conf.d/not; exec sleep 1000"';
		spec.processes[0] = {
			...spec.processes[0]!,
			argv: ['/bin/sh', '-c', script],
			user: { uid: 0, gid: 0 },
			stepsDown: true
		};
		await box.engine.start(spec);
		expect(await lines(spec, 4)).toEqual([
			expect.stringMatching(/^stderr: .*\/etc\/conf.d\/not.*Permission denied/) as string,
			'stdout: 7',
			'stdout: 8',
			'stdout: wrote'
		]);
		// All services see the same root, and nothing written to it is left at the next start.
		expect((await run(spec, 'ls -n /srv', OWNER, 'other')).stdout).toMatch(/ 7 8 .* data\n/);
		const caps = await run(
			spec,
			'while read -r line; do case "$line" in CapEff*|NoNewPrivs*) echo $line;; esac; done < /proc/1/status',
			{ uid: 0, gid: 0 }
		);
		expect(caps.stdout).toMatch(/NoNewPrivs: 1/);
		await box.engine.stop(spec.id);
		await box.engine.start({ ...spec, processes: [spec.processes[1]!] });
		expect((await run(spec, 'ls /srv', OWNER, 'other')).stderr).toMatch(/No such file/);
	});

	describe('when they are stopped', () => {
		const listens = (name: string, signal = 'TERM') =>
			`trap "sleep 0.3; echo ${name} saved; exit 0" ${signal}; echo ${name} up; while :; do sleep 0.05; done`;
		const stopped = async (script: string, options: Parameters<typeof box.engine.stop>[1], ups = 1) => {
			const spec = box.spec({ main: script });
			await box.engine.start(spec);
			await lines(spec, ups);
			const killed = await box.engine.stop(spec.id, options);
			const said = (await box.engine.logs(spec.id, { service: 'main', tail: 50 })).lines.map((line) => line.text);
			return { killed, said: said.filter((line) => /saved|again/.test(line)).sort() };
		};

		it('a shell’s child is asked too, and what the script would do next does not begin', async () => {
			const script = `sh -c '${listens('child')}'; echo again`;
			expect(await stopped(script, { graceMs: 20_000 })).toEqual({ killed: [], said: ['child saved'] });
		});

		it('all of them are asked, each once, also those that belong to nobody', async () => {
			const script = `(sh -c '${listens('orphan')}' &) ; sh -c '${listens('beside')}' & ${listens('main')}`;
			expect(await stopped(script, { graceMs: 20_000 }, 3)).toMatchObject({ killed: [] });
			const { said } = await stopped(
				`sh -c '${listens('one')}' & sh -c '${listens('two')}' & echo main up; wait`,
				{ graceMs: 20_000 },
				3
			);
			expect(said).toEqual(['one saved', 'two saved']);
		});

		it('by the signal that is meant for it, and reported when it did not help', async () => {
			const how = () => ({ signal: 'SIGQUIT' as const, graceMs: 20_000 });
			expect(await stopped(listens('main', 'QUIT'), { how })).toEqual({ killed: [], said: ['main saved'] });
			const deaf = 'trap "" TERM; echo main up; while :; do sleep 0.05; done';
			expect(await stopped(deaf, { graceMs: 300 })).toEqual({
				killed: [{ process: 'main', signal: 'SIGTERM', graceMs: 300 }],
				said: []
			});
		});
	});

	it('have the time zone of the box', async () => {
		const spec = service();
		await box.engine.start(spec);
		const rules = readFileSync('/etc/localtime').toString('hex');
		const zone = /zoneinfo\/(.+)$/.exec(readlinkSync('/etc/localtime'))![1]!;
		expect((await run(spec, 'readlink /etc/localtime; cat /etc/timezone')).stdout).toBe(
			`/usr/share/zoneinfo/${zone}\n${zone}\n`
		);
		const session = await box.engine.exec(spec.id, 'main', { argv: ['cat', '/etc/localtime'] });
		session.stdin.end();
		const chunks: Buffer[] = [];
		for await (const chunk of session.stdout) chunks.push(chunk as Buffer);
		expect(Buffer.concat(chunks).toString('hex')).toBe(rules);
	});

	it('use ports below 1024 and ping without a capability', async () => {
		const spec = service();
		await box.engine.start(spec);
		const sysctl = (name: string) => run(spec, `cat /proc/sys/net/ipv4/${name}`);
		expect((await sysctl('ip_unprivileged_port_start')).stdout).toBe('0\n');
		expect((await sysctl('ping_group_range')).stdout).toBe('0\t65535\n');
		for (const user of [OWNER, { uid: 0, gid: 0 }, { uid: 65_533, gid: 65_533 }])
			expect(await run(spec, 'probe ping 2', user)).toEqual({ stdout: '2 OK\n', stderr: '' });
	});

	it('have 600 threads at once, within the memory of a small pup', async () => {
		const spec = service({
			limits: limitsOf({ memoryLimit: 128 * 1024 * 1024, pidsLimit: null, cpuLimit: null }, HOST)
		});
		await box.engine.start(spec);
		expect(await run(spec, 'probe threads 600')).toEqual({ stdout: '600 OK\n', stderr: '' });
	});
});

/**
 * What every runtime of this machine must do: one suite against the interface, run for each of
 * them.
 */
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SERVICE_NAME, TAKEN_SERVICE_NAME } from '../../src/lib/contract/manifest-names.ts';
import { hostCgroups, ociName } from '../../src/lib/server/host/index.ts';
import { ociStateFolder } from '../../src/lib/server/host/programs.ts';
import type { Attached, ContainerSpec, ExecSession, ExecSpec } from '../../src/lib/server/runtime/index.ts';
import { engineFixture, nixosHere, ociProgramsHere, type EngineFixture } from './support/engine-fixture.ts';
import { execFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from '../support/as-root.ts';

const found = [...(await ociProgramsHere()), nixosHere()];
for (const { name, reason } of found) if (reason) console.log(`${name} is not tested: ${reason}`);
const working = found.filter((one) => one.reason === null);

/** Polls until the check gives a result. The test's timeout is the limit. */
async function until<T>(check: () => Promise<T | null | false> | T | null | false): Promise<T> {
	for (;;) {
		const seen = await check();
		if (seen) return seen;
		await delay(20);
	}
}

it('there is a runtime to test', () => {
	expect(working.map((one) => one.name)).toContain(process.env['DOGEBOX_TEST_RUNTIME'] ?? 'runc');
});

describe.each(working)('the runtime $name', ({ oci }) => {
	let box: EngineFixture;
	beforeAll(async () => {
		box = await engineFixture({ oci });
	});
	afterEach(() => box.clear());
	afterAll(() => box?.dispose());

	/**
	 * For features that only OCI containers have: a root of layers, and streams through the box's
	 * own monitor.
	 */
	const ofOci = oci ? describe : describe.skip;
	/**
	 * Whether commands enter the container directly, without the runtime's program (only with
	 * crun).
	 */
	const enters = oci?.program === 'crun';
	/**
	 * The sandbox's process, init and the program. OCI runtimes count the sandbox's process in the
	 * cgroup. A container of NixOS runs a whole systemd, so its number is not fixed.
	 */
	const IDLE_PROCESSES = oci ? 3 : null;
	const idle = { main: 'echo up; exec sleep 1000' };
	const sh = (script: string, more: Partial<ExecSpec> = {}): ExecSpec => ({ argv: ['/bin/sh', '-c', script], ...more });

	/**
	 * Starts a container and waits until it has reached its steady state.
	 * @returns how many processes it then has
	 */
	async function up(spec: ContainerSpec): Promise<number> {
		await box.runtime.ensure(spec);
		await until(async () => (await box.runtime.logs(spec.id, { tail: 1 })).lines[0]?.text === 'up');
		const pids = () => box.runtime.stats(spec.id)!.pids;
		if (IDLE_PROCESSES !== null) {
			await until(() => pids() === IDLE_PROCESSES);
			return IDLE_PROCESSES;
		}
		return until(async () => {
			const before = pids();
			await delay(500);
			return pids() === before && before;
		});
	}

	/** Waits for the end of a command. */
	async function outcome(session: ExecSession, input = '') {
		session.stdin.end(input);
		const [stdout, stderr, end] = await Promise.all([text(session.stdout), text(session.stderr), session.ended]);
		return { stdout, stderr, ...end };
	}
	const exec = async (spec: ContainerSpec, what: ExecSpec, input = '') =>
		outcome(await box.runtime.exec(spec.id, 'main', what), input);

	describe('containers', () => {
		it('stand and run what they should, once; stop leaves nothing but logs', async () => {
			const spec = box.spec(idle);
			const first = await box.runtime.ensure(spec);
			expect(first).toMatchObject({ id: spec.id, sandbox: true, processes: [{ name: 'main', exitCode: null }] });
			expect((await box.runtime.ensure(spec)).processes[0]!.pid).toBe(first.processes[0]!.pid);
			expect(box.runtime.status(spec.id)).toEqual(first);
			expect(box.runtime.list().map((one) => one.id)).toEqual([spec.id]);
			expect(box.runtime.stats(spec.id)).toMatchObject({ pids: expect.any(Number) as number });
			// A start is reported as soon as there is a process, before it has printed anything.
			await up(spec);
			await box.runtime.stop(spec.id, { graceMs: 2000 });
			expect(box.runtime.status(spec.id)).toBeNull();
			expect(box.runtime.stats(spec.id)).toBeNull();
			expect((await box.runtime.logs(spec.id, { tail: 1 })).lines[0]!.text).toBe('up');
			await box.runtime.remove(spec.id, { graceMs: 0 });
			expect((await box.runtime.logs(spec.id, { tail: 1 })).lines).toEqual([]);
			expect(await box.left()).toEqual({});
		});

		it('tell each end once, with its status, and start again', async () => {
			const spec = box.spec({ main: 'exit 7', other: 'exec sleep 1000' });
			const ends: unknown[] = [];
			const stop = box.runtime.onExit(({ id, process, exitCode }) => ends.push({ id, process, exitCode }));
			await box.runtime.ensure(spec);
			await until(() => ends.length > 0);
			await box.runtime.ensure(spec, { only: 'main' });
			await until(() => ends.length > 1);
			stop();
			expect(ends).toEqual(Array(2).fill({ id: spec.id, process: 'main', exitCode: 7 }));
		});

		it('find by name themselves, and what they are told of', async () => {
			const spec = box.spec(idle);
			const { address } = spec.network!;
			spec.network!.hosts.push({ address: box.network.gateway, names: ['dogebox', 'core-rpc.localhost'] });
			await up(spec);
			const { stdout } = await exec(spec, { argv: ['/bin/cat', '/etc/hosts'] });
			const lines = stdout.split('\n');
			expect(oci ? lines : lines.filter((line) => line.includes('dogebox'))).toEqual(
				[
					'127.0.0.1\tlocalhost',
					`${address}\t${spec.hostname}`,
					`${box.network.gateway}\tdogebox core-rpc.localhost`,
					''
				].filter((line) => oci !== null || line.includes('dogebox'))
			);
			const resolv = await exec(spec, { argv: ['/bin/cat', '/etc/resolv.conf'] });
			expect(resolv.stdout).toContain(`nameserver ${box.network.gateway}\n`);
			await box.runtime.remove(spec.id, { graceMs: 0 });
		});

		(oci ? it : it.skip)('have nothing beside their services whose name a service could have', async () => {
			const spec = box.spec(idle);
			await up(spec);
			const groups = (await hostCgroups())!.roots.map((root) => join(root, box.names.cgroup, spec.id));
			// crun creates no cgroup in the hierarchy that it rejects.
			const folders = [join(box.paths.run, 'containers', spec.id), ...groups.filter(existsSync)];
			const names = folders.flatMap((folder) => readdirSync(folder)).filter((name) => name !== 'main');
			expect(names).toEqual(expect.arrayContaining(['root', 'top', 'state.json', 'pause']));
			expect(names.filter((name) => SERVICE_NAME.test(name) && !TAKEN_SERVICE_NAME.test(name))).toEqual([]);
		});

		it('keep to their limits', async () => {
			const spec = box.spec(
				{ main: 'exec tail /dev/zero', calm: 'exec sleep 1000' },
				{ limits: { memoryBytes: 32 * 1024 * 1024, pids: 40, cpus: 0.5 } }
			);
			const ended = new Promise((resolve) => box.runtime.onExit((exit) => exit.id === spec.id && resolve(exit)));
			await box.runtime.ensure(spec);
			expect(await ended).toMatchObject({ process: 'main', exitCode: 137, oomKilled: true });
			// Other limits take effect while the container runs.
			await box.runtime.ensure({ ...spec, processes: [spec.processes[1]!], limits: { ...spec.limits, pids: 20 } });
			const { stderr } = await outcome(
				await box.runtime.exec(
					spec.id,
					'calm',
					sh('i=0; while [ $i -lt 30 ]; do sleep 5 & i=$((i+1)); done; wait', { timeoutMs: 20_000 })
				)
			);
			expect(stderr).toMatch(/fork|resource/i);
		});
	});

	describe('a command in a service', () => {
		it('has its streams apart, its input and its exit status', async () => {
			const spec = box.spec(idle);
			await box.runtime.ensure(spec);
			expect(await exec(spec, sh('cat; echo wrong >&2; exit 42'), 'so much')).toEqual({
				stdout: 'so much',
				stderr: 'wrong\n',
				exitCode: 42,
				reason: 'exited'
			});
			// Bytes are passed on unchanged.
			const bytes = Buffer.from(Array.from({ length: 1024 }, (_, i) => i % 256));
			const session = await box.runtime.exec(spec.id, 'main', { argv: ['cat'] });
			session.stdin.end(bytes);
			expect(Buffer.compare(await buffer(session.stdout), bytes)).toBe(0);
			expect(await session.ended).toEqual({ exitCode: 0, reason: 'exited' });
		});

		it('opens its streams by name, as any user', async () => {
			const spec = box.spec(idle);
			await box.runtime.ensure(spec);
			const byName = 'cat /dev/stdin; echo out > /dev/stdout; echo wrong > /dev/stderr; exit 3';
			for (const user of [undefined, { uid: 7, gid: 8 }, { uid: 0, gid: 0 }]) {
				expect(await exec(spec, sh(byName, { user }), 'in\n')).toEqual({
					stdout: 'in\nout\n',
					stderr: 'wrong\n',
					exitCode: 3,
					reason: 'exited'
				});
			}
		});

		it('is as the service is in user, folder and environment, or as it is told', async () => {
			const spec = box.spec(idle);
			spec.processes[0]!.env['OWN'] = 'of the service';
			await box.runtime.ensure(spec);
			const probe = sh('id -u; id -g; readlink /proc/self/cwd; echo $OWN $MORE');
			expect((await exec(spec, probe)).stdout).toBe('420\n69\n/\nof the service\n');
			const chosen = { ...probe, user: { uid: 7, gid: 8 }, cwd: '/tmp', env: { MORE: 'of the command', OWN: 'new' } };
			expect((await exec(spec, chosen)).stdout).toBe('7\n8\n/tmp\nnew of the command\n');
		});

		it('is given its words as they are', async () => {
			const spec = box.spec(idle);
			await box.runtime.ensure(spec);
			const words = ['$HOME', '${HOME}', '$$', '%n', 'a  b', '', String.raw`\n "`, "'", '-x', '*'];
			const { stdout } = await exec(spec, { argv: ['/bin/sh', '-c', 'printf "%s|" "$@"', 'sh', ...words] });
			expect(stdout).toBe(words.map((word) => `${word}|`).join(''));
		});

		it('has no more rights than the service, and its process namespace', async () => {
			const spec = box.spec(idle);
			await box.runtime.ensure(spec);
			const probe =
				'while read -r line; do case "$line" in Cap*|NoNewPrivs*|Seccomp:*) echo $line;; esac; done < /proc/self/status';
			for (const user of [undefined, { uid: 0, gid: 0 }]) {
				const { stdout } = await exec(spec, sh(probe, { user }));
				expect(stdout).toBe(
					`${['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((name) => `${name}: 0000000000000000\n`).join('')}NoNewPrivs: 1\nSeccomp: 2\n`
				);
			}
			const { stdout, stderr } = await exec(
				spec,
				sh('touch /x; unshare -U true; ls -d /proc/[0-9]* | wc -l 2>/dev/null; kill -0 1', { user: { uid: 0, gid: 0 } })
			);
			expect(stderr).toMatch(/Read-only file system/);
			expect(stderr).toMatch(/unshare.*(not permitted|No space)/);
			expect(stdout).not.toContain(String(process.pid));
		});

		it('keeps secrets out of every argument list of the host', async () => {
			const spec = box.spec(idle);
			await box.runtime.ensure(spec);
			const secret = `much-secret-${spec.id}`;
			const session = await box.runtime.exec(spec.id, 'main', sh('echo up; read line', { env: { SECRET: secret } }));
			await new Promise((resolve) => session.stdout.once('data', resolve));
			const lists = readdirSync('/proc')
				.filter((name) => /^\d+$/.test(name))
				.map((pid) => {
					try {
						return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
					} catch {
						return '';
					}
				});
			expect(lists.some((list) => list.includes('echo up; read line'))).toBe(true);
			expect(lists.filter((list) => list.includes(secret))).toEqual([]);
			session.stdin.end('\n');
			session.stdout.resume();
			expect((await session.ended).exitCode).toBe(0);
		});

		it('says by a code why it did not run', async () => {
			const spec = box.spec({ ...idle, short: 'exit 0' });
			const fails = (service: string, what: ExecSpec) => expect(box.runtime.exec(spec.id, service, what)).rejects;
			await fails('main', sh('true')).toMatchObject({ code: 'service-not-running', status: 409 });
			await box.runtime.ensure(spec);
			await fails('nobody', sh('true')).toMatchObject({ code: 'unknown-service', status: 404 });
			await fails('main', { argv: ['no-such-program'] }).toMatchObject({ code: 'command-not-found', status: 422 });
			await fails('main', { argv: ['/bin/none'] }).toMatchObject({ code: 'command-not-found' });
			if ((oci?.program ?? 'runc') !== 'runc')
				await fails('main', { argv: [''] }).toMatchObject({ code: 'command-not-found' });
			await fails('main', { argv: ['/etc/hosts'] }).toMatchObject({ code: 'command-not-executable', status: 422 });
			await fails('main', sh('true', { cwd: '/nowhere' })).toMatchObject({ code: 'no-such-folder', status: 422 });
			await fails('main', { argv: ['no-such-program'], terminal: { cols: 80, rows: 24 } }).toMatchObject({
				code: 'command-not-found'
			});
			await until(() => box.runtime.status(spec.id)!.processes.find((one) => one.name === 'short')!.pid === null);
			await fails('short', sh('true')).toMatchObject({ code: 'service-not-running' });
		});

		it.each(oci ? [3, 5, 8, 12, 16] : [])('is led to nothing of the host by descriptor %i', async (number) => {
			const spec = box.spec(idle);
			await box.runtime.ensure(spec);
			await expect(exec(spec, sh('pwd', { cwd: `/proc/self/fd/${number}` }))).rejects.toMatchObject({
				code: 'no-such-folder'
			});
		});

		it('holds nothing open but its streams, and can be let in at the limit of processes', async () => {
			const spec = box.spec(idle);
			await up(spec);
			const { stdout } = await exec(spec, sh('for one in /proc/$$/fd/*; do echo ${one##*/}; done; ulimit -c; umask'));
			// The shell itself has the folder open that it lists.
			expect(stdout).toMatch(/^0\n1\n2\n(?:\d+\n)?0\n0022\n$/);
			// runc needs threads before it becomes the command, and may wait for one forever.
			if ((oci?.program ?? 'runc') === 'runc') return;
			await box.runtime.setLimits(spec.id, { ...spec.limits, pids: IDLE_PROCESSES! });
			expect(await exec(spec, { argv: ['/bin/sh', '-c', 'echo in'] })).toMatchObject({ stdout: 'in\n' });
		});

		it('gets signals, and a time after which it is killed', async () => {
			const spec = box.spec(idle);
			await box.runtime.ensure(spec);
			const session = await box.runtime.exec(
				spec.id,
				'main',
				sh('trap "echo heard; exit 5" USR1; echo up; while :; do sleep 0.05; done')
			);
			let said = '';
			session.stdout.on('data', (chunk) => (said += String(chunk)));
			await until(() => said.includes('up'));
			session.signal('SIGUSR1');
			expect(await session.ended).toEqual({ exitCode: 5, reason: 'exited' });
			expect(said).toContain('heard');
			expect(await exec(spec, sh('trap "" TERM INT HUP; sleep 1000', { timeoutMs: 300 }))).toMatchObject({
				exitCode: 137,
				reason: 'timeout'
			});
		});

		it('takes all it started with it, when it ends and when it is closed', async () => {
			const spec = box.spec(idle);
			const before = await up(spec);
			// One process in the background that holds the output, and one that ignores TERM and
			// HUP.
			const started = 'sleep 1001 & (trap "" TERM HUP; exec sleep 1002) & echo up';
			expect(await exec(spec, sh(started))).toMatchObject({ stdout: 'up\n', exitCode: 0 });
			await until(() => box.runtime.stats(spec.id)!.pids === before);
			const session = await box.runtime.exec(spec.id, 'main', sh(`${started}; sleep 1003`));
			await new Promise((resolve) => session.stdout.once('data', resolve));
			expect(box.runtime.stats(spec.id)!.pids).toBeGreaterThan(before);
			session.close();
			expect(await session.ended).toEqual({ exitCode: 137, reason: 'closed' });
			await until(() => box.runtime.stats(spec.id)!.pids === before);
			if (!oci) return;
			const bundle = join(box.paths.run, 'containers', spec.id, 'main');
			// The cleanup happens after the answer.
			await until(() => !readdirSync(bundle).some((name) => name.startsWith('exec-')));
		});

		it('can be given up before it runs', async () => {
			const spec = box.spec(idle);
			const before = await up(spec);
			// Cancelled immediately, and at several moments of the start.
			for (const afterMs of [0, 2, 5, 10, 20, 40]) {
				const control = new AbortController();
				const begun = box.runtime.exec(spec.id, 'main', sh('sleep 1000'), control.signal);
				const seen = begun.then(
					async ({ ended }) => (await ended).reason,
					() => 'never ran'
				);
				if (afterMs > 0) await delay(afterMs);
				control.abort(new Error('enough'));
				expect(await seen).toBeOneOf(afterMs === 0 ? ['never ran'] : ['never ran', 'closed']);
				await until(() => box.runtime.stats(spec.id)!.pids === before);
			}
		});

		if (enters) {
			it('is given up where one inside stops it before it runs', async () => {
				const spec = box.spec({ main: 'echo up; while :; do kill -STOP -1; done 2>/dev/null' });
				Object.assign(spec.processes[0]!, { user: { uid: 0, gid: 0 }, capabilities: ['CAP_KILL'] });
				const before = await up(spec);
				const control = new AbortController();
				const seen = box.runtime.exec(spec.id, 'main', sh('sleep 1000'), control.signal).then(
					async ({ ended }) => (await ended).reason,
					() => 'never ran'
				);
				await delay(300);
				control.abort(new Error('enough'));
				expect(await seen).toBeOneOf(['never ran', 'closed']);
				await until(() => box.runtime.stats(spec.id)!.pids === before);
			});

			it('enters no process but its service’s, whatever number that had', async () => {
				const spec = box.spec(idle);
				await box.runtime.ensure(spec);
				const file = join(ociStateFolder(box.paths), ociName(spec.id, 'main'), 'status');
				const own = readFileSync(file, 'utf8');
				const begun = (pid: number) =>
					Number(readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/.*\) /s, '').split(' ')[19]);
				const pids = join((await hostCgroups())!.v1['pids'] ?? '', box.names.cgroup, spec.id, 'pause/cgroup.procs');
				if (!existsSync(pids)) return;
				// The container's idle process has the mounts of the host.
				const pause = Number(readFileSync(pids, 'utf8').split('\n')[0]);
				const { pid } = JSON.parse(own) as { pid: number };
				try {
					for (const other of [
						{ pid: pause, 'process-start-time': begun(pause) },
						{ pid, 'process-start-time': begun(pid) + 1 }
					]) {
						writeFileSync(file, JSON.stringify({ ...(JSON.parse(own) as object), ...other }));
						await expect(exec(spec, sh('true'))).rejects.toMatchObject({ code: 'service-not-running' });
					}
				} finally {
					writeFileSync(file, own);
				}
				expect((await exec(spec, sh('echo in'))).stdout).toBe('in\n');
			});
		}

		it('waits while nobody reads: 200 MB go through a slow reader without growing us', async () => {
			const spec = box.spec(idle);
			await box.runtime.ensure(spec);
			const size = 200 * 1024 * 1024;
			const session = await box.runtime.exec(spec.id, 'main', sh(`head -c ${size} /dev/zero`));
			const memory = () => process.memoryUsage().rss;
			await delay(500);
			const before = memory();
			let most = before;
			let got = 0;
			for await (const chunk of session.stdout) {
				got += (chunk as Buffer).length;
				if (got % (4 * 1024 * 1024) < (chunk as Buffer).length) {
					await delay(10);
					most = Math.max(most, memory());
				}
			}
			expect(got).toBe(size);
			expect(most - before).toBeLessThan(100 * 1024 * 1024);
			expect(await session.ended).toEqual({ exitCode: 0, reason: 'exited' });
		});

		it('ends with its service, and says that', async () => {
			const spec = box.spec(idle);
			await box.runtime.ensure(spec);
			const session = await box.runtime.exec(spec.id, 'main', sh('echo up; sleep 1000'));
			await new Promise((resolve) => session.stdout.once('data', resolve));
			session.stdout.resume();
			session.stderr.resume();
			await box.runtime.stop(spec.id, { graceMs: 2000 });
			expect(await session.ended).toEqual({ exitCode: 137, reason: 'container-ended' });
			await box.runtime.remove(spec.id, { graceMs: 0 });
			expect(await box.left()).toEqual({});
		});

		it('of an earlier life of ours is ended when its container is found again', async () => {
			const spec = box.spec(idle);
			const before = await up(spec);
			const session = await box.runtime.exec(
				spec.id,
				'main',
				sh('trap "" HUP TERM PIPE; echo up; while :; do sleep 0.1; done')
			);
			await new Promise((resolve) => session.stdout.once('data', resolve));
			expect(box.runtime.stats(spec.id)!.pids).toBeGreaterThan(before);
			await box.forget();
			await until(() => box.runtime.stats(spec.id)!.pids === before);
		});
	});

	describe('a terminal', () => {
		it('has the size that it is given, takes what is typed, and knows signals', async () => {
			const spec = box.spec(idle);
			await box.runtime.ensure(spec);
			const session = await box.runtime.exec(spec.id, 'main', {
				argv: ['/bin/sh'],
				terminal: { cols: 91, rows: 33 },
				env: { PS1: 'ready> ' }
			});
			let shown = '';
			session.stdout.on('data', (chunk) => (shown += String(chunk)));
			const type = async (line: string, answer: RegExp) => {
				session.stdin.write(line);
				await until(() => answer.test(shown));
			};
			await until(() => shown.includes('ready>'));
			await type('test -t 0 && test -t 1 && echo is-a-ter""minal\n', /is-a-terminal/);
			await type('stty size\n', /33 91/);
			session.resize({ cols: 120, rows: 40 });
			await type('sleep 0.2; stty size\n', /40 120/);
			// Control-C ends the foreground program, not the shell.
			session.stdin.write('sleep 1000\n');
			await delay(200);
			await type('\u0003', /\^C/);
			await type('echo $((6*7)) $TERM\n', /42 xterm\r/);
			session.stdin.write('exit 9\n');
			expect(await session.ended).toEqual({ exitCode: 9, reason: 'exited' });
			await until(() => box.runtime.stats(spec.id)!.pids <= (IDLE_PROCESSES ?? Infinity));
		});
	});

	describe('a terminal that is given one size after another', () => {
		// For runc and crun alike: text that is typed after a new size must not overtake it.
		it('has the new size for what is typed at once', async () => {
			const spec = box.spec(idle);
			await box.runtime.ensure(spec);
			const session = await box.runtime.exec(spec.id, 'main', {
				argv: ['/bin/sh'],
				terminal: { cols: 80, rows: 24 }
			});
			let shown = '';
			session.stdout.on('data', (chunk) => (shown += String(chunk)));
			// The first size may come before the program has started.
			for (let cols = 81; cols <= 100; cols++) {
				session.resize({ cols: cols + 100, rows: 25 });
				session.resize({ cols, rows: 24 });
				session.stdin.write('stty size; echo do""ne\n');
				await until(() => shown.includes('done'));
				expect(shown).toContain(`24 ${cols}\r\n`);
				shown = '';
			}
			session.stdin.end('exit\n');
			expect((await session.ended).exitCode).toBe(0);
		});
	});

	describe('a terminal whose reader stalls', () => {
		// Buffers on the way decide where the bytes are. With some of these sizes the last of them
		// are only in the terminal.
		it.each([48, 56, 64, 72, 96])('loses nothing of %i kB when its program ends', async (kilobytes) => {
			const spec = box.spec(idle);
			const before = await up(spec);
			const session = await box.runtime.exec(spec.id, 'main', {
				argv: ['/bin/sh', '-c', `i=0; while [ $i -lt ${kilobytes * 16} ]; do printf %064d $i; i=$((i+1)); done`],
				terminal: { cols: 80, rows: 24 }
			});
			// The program has ended or waits for its reader. Nothing reports which.
			await delay(500);
			const ended = box.runtime.stats(spec.id)!.pids === before;
			const shown = await buffer(session.stdout);
			expect(shown.length, ended ? 'it had ended' : 'it had not ended').toBe(kilobytes * 1024);
			expect(shown.subarray(-64).toString()).toBe(String(kilobytes * 16 - 1).padStart(64, '0'));
			expect(await session.ended).toEqual({ exitCode: 0, reason: 'exited' });
		});
	});

	ofOci('a command in a container of its own', () => {
		const limits = { memoryBytes: 128 * 1024 * 1024, pids: 64, cpus: null };
		const own = (script: string) => ({
			id: `build-${Math.random().toString(16).slice(2)}`,
			layers: [box.base],
			upper: null,
			mounts: [],
			argv: ['/bin/sh', '-c', script],
			env: { PATH: '/bin' },
			limits
		});

		it('has input, output and status, and leaves nothing', async () => {
			const run = own(
				'cat /dev/stdin; id > /dev/stdout; echo changed > /etc/new; ls /sys/class/net; echo wrong > /dev/stderr; exit 3'
			);
			expect(await outcome(await box.runtime.run(run), 'input\n')).toEqual({
				stdout: 'input\nuid=0 gid=0 groups=0\nlo\n',
				stderr: 'wrong\n',
				exitCode: 3,
				reason: 'exited'
			});
			expect(existsSync(join(box.base, 'etc/new'))).toBe(false);
			expect(await box.left()).toEqual({});
		});

		it('can have a terminal and another user, be timed and be closed', async () => {
			const terminal = await box.runtime.run({
				...own('stty size; id -u; pwd'),
				terminal: { cols: 70, rows: 20 },
				user: { uid: 5, gid: 6 },
				cwd: '/tmp'
			});
			expect((await outcome(terminal)).stdout).toBe('20 70\r\n5\r\n/tmp\r\n');
			expect(await outcome(await box.runtime.run({ ...own('sleep 1000'), timeoutMs: 300 }))).toMatchObject({
				reason: 'timeout',
				exitCode: 137
			});
			const session = await box.runtime.run(own('echo up; sleep 1000'));
			await new Promise((resolve) => session.stdout.once('data', resolve));
			session.close();
			expect(await session.ended).toEqual({ exitCode: 137, reason: 'closed' });
			await expect(box.runtime.run({ ...own('true'), argv: ['/bin/none'] })).rejects.toMatchObject({
				code: 'container-start-failed'
			});
			expect(await box.left()).toEqual({});
		});

		it('keeps its changes where that is asked for', async () => {
			const upper = join(box.paths.images, 'layer');
			mkdirSync(box.paths.images, { recursive: true });
			expect(await outcome(await box.runtime.run({ ...own('echo text > /etc/new'), upper }))).toMatchObject({
				exitCode: 0
			});
			expect(readFileSync(join(upper, 'etc/new'), 'utf8')).toBe('text\n');
			expect(execFileSync('stat', ['-c', '%u', join(upper, 'etc/new')], { encoding: 'utf8' })).toBe(
				`${box.names.idBase}\n`
			);
		});
	});

	ofOci('a container of the runtime that was used before', () => {
		it('is entered, and stopped, after another is preferred', async () => {
			const spec = box.spec(idle);
			await up(spec);
			const { program } = box.facts.oci!;
			const other = working.find((one) => one.oci !== null && one.oci.program !== program)?.oci?.program;
			try {
				if (program === 'runc' && other) box.facts.oci!.program = other;
				expect(await exec(spec, sh('echo inside'))).toMatchObject({ stdout: 'inside\n', exitCode: 0 });
				await box.runtime.stop(spec.id, { graceMs: 5000 });
			} finally {
				box.facts.oci!.program = program;
			}
			await box.runtime.remove(spec.id, { graceMs: 5000 });
			expect(await box.left()).toEqual({});
		});
	});

	ofOci('its streams', () => {
		interface Following {
			stdout: string;
			stderr: string;
			attached: Attached;
		}
		async function follow(spec: ContainerSpec, options: { next?: boolean } = {}): Promise<Following> {
			const seen = { stdout: '', stderr: '' } as Following;
			seen.attached = await box.runtime.attach(
				spec.id,
				'main',
				({ stream, bytes }) => void (seen[stream] += bytes.toString('latin1')),
				options
			);
			return seen;
		}
		/** The spec of a container whose service has an input or a terminal. */
		function open(script: string, streams: { stdin?: boolean; terminal?: boolean }): ContainerSpec {
			const spec = box.spec({ main: script });
			Object.assign(spec.processes[0]!, streams);
			return spec;
		}

		it('are given from the first byte to the last, to who waits for its start', async () => {
			const spec = box.spec({ main: 'printf "\\000\\377first"; printf wrong >&2; printf last; exit 4' });
			await expect(follow(spec)).rejects.toMatchObject({ code: 'service-not-running' });
			const [one, other] = [await follow(spec, { next: true }), await follow(spec, { next: true })];
			expect(one.attached.stdin()).toBeNull();
			await box.runtime.ensure(spec);
			expect(await Promise.all([one.attached.ended, other.attached.ended])).toEqual([4, 4]);
			expect([one.stdout, one.stderr]).toEqual(['\0\xfffirstlast', 'wrong']);
			expect([other.stdout, other.stderr]).toEqual([one.stdout, one.stderr]);
			await box.runtime.remove(spec.id, { graceMs: 0 });
			await until(async () => Object.keys(await box.left()).length === 0);
		});

		it('come from now on where it runs, and go on when one goes', async () => {
			const spec = box.spec({ main: 'trap "" TERM; echo up; while :; do echo tick; sleep 0.02; done' });
			await box.runtime.ensure(spec);
			const [one, other] = [await follow(spec), await follow(spec)];
			await until(() => one.stdout.includes('tick') && other.stdout.includes('tick'));
			one.attached.close();
			expect(await one.attached.ended).toBeNull();
			const seen = other.stdout.length;
			await until(() => other.stdout.length > seen + 20);
			await box.runtime.stop(spec.id, { graceMs: 0 });
			expect(await other.attached.ended).toBe(137);
		});

		it('take input, which waits for whoever sends it, and its end', async () => {
			const spec = open('cat; echo end; exit 3', { stdin: true });
			const one = await follow(spec, { next: true });
			await box.runtime.ensure(spec);
			one.attached.stdin()!.write('hello\n');
			await until(() => one.stdout === 'hello\n');
			one.attached.close();
			const other = await follow(spec);
			const large = 'x'.repeat(300_000);
			other.attached.stdin()!.end(`${large}\n`);
			expect(await other.attached.ended).toBe(3);
			expect(other.stdout).toBe(`${large}\nend\n`);
			const lines = (await box.runtime.logs(spec.id, { tail: 5 })).lines;
			expect(lines.map((line) => line.text)).toContain('end');
		});

		it('are a terminal with a size', async () => {
			// The new size does not travel with the typed text, so the order is unknown.
			const resized = 'while [ "$(stty size)" = "24 80" ]; do sleep 0.02; done; echo resized';
			const spec = open(`stty size; ${resized}; read line; stty size; echo "got $line"; exit 5`, {
				stdin: true,
				terminal: true
			});
			const one = await follow(spec, { next: true });
			await box.runtime.ensure(spec);
			await until(() => one.stdout.includes('24 80'));
			one.attached.resize({ cols: 100, rows: 33 });
			await until(() => one.stdout.includes('resized\r\n'));
			one.attached.stdin()!.write('abc\r');
			expect(await one.attached.ended).toBe(5);
			expect(one.stdout).toMatch(/^24 80\r\nresized\r\nabc\r\n33 100\r\ngot abc\r\n$/);
			expect(one.stderr).toBe('');
		});

		it('hold neither the service nor others up for one that takes nothing', { timeout: 60_000 }, async () => {
			const spec = box.spec({ main: 'head -c 6000000 /dev/zero; exit 6' });
			const other = await follow(spec, { next: true });
			let seen = 0;
			const slow = await box.runtime.attach(spec.id, 'main', () => new Promise(() => void seen++), { next: true });
			await box.runtime.ensure(spec);
			expect(await other.attached.ended).toBe(6);
			expect(other.stdout.length).toBe(6_000_000);
			expect(seen).toBe(1);
			slow.close();
			expect(await slow.ended).toBeNull();
		});
	});
});

/** What every runtime of this machine must do with recorded commands. */
import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hostVerbs } from '../../src/lib/server/host/index.ts';
import type {
	ContainerSpec,
	ExecEnded,
	ExecPiece,
	ExecSpec,
	RecordedEnd,
	RecordOptions
} from '../../src/lib/server/runtime/index.ts';
import { engineFixture, ociProgramsHere, type EngineFixture } from './support/engine-fixture.ts';
import { existsSync, kill, readdirSync, readFileSync, spawnSync, statSync } from '../support/as-root.ts';

/**
 * A number of seconds for `sleep` that nothing else on this host uses, because other suites run at
 * the same time.
 */
const SLEEP = randomInt(1_000_000, 900_000_000);

const working = (await ociProgramsHere()).filter((one) => one.reason === null);

async function until<T>(check: () => Promise<T | null | false> | T | null | false): Promise<T> {
	for (;;) {
		const seen = await check();
		if (seen) return seen;
		await delay(20);
	}
}

describe.each(working)('the runtime $name', ({ oci }) => {
	let box: EngineFixture;
	beforeAll(async () => {
		box = await engineFixture({ oci });
	});
	afterEach(() => box.clear());
	afterAll(() => box?.dispose());

	const sh = (script: string, more: Partial<ExecSpec> = {}): ExecSpec => ({ argv: ['/bin/sh', '-c', script], ...more });

	async function up(): Promise<ContainerSpec> {
		const spec = box.spec({ main: 'echo up; exec sleep 1000' });
		await box.runtime.ensure(spec);
		return spec;
	}

	async function begin(spec: ContainerSpec, what: ExecSpec, more: Partial<RecordOptions> = {}): Promise<string> {
		const execId = randomBytes(16).toString('hex');
		await box.runtime.startExec(spec.id, 'main', what, { execId, keepBytes: 1_000_000, ...more });
		return execId;
	}

	interface Seen {
		stdout: Buffer;
		stderr: Buffer;
		order: string[];
		gaps: number[];
		next: number;
	}
	/** Reads output to the end, or until `enough` is true. */
	async function follow(
		spec: ContainerSpec,
		execId: string,
		from = 0,
		enough: (seen: Seen) => boolean = () => false
	): Promise<Seen & { end: RecordedEnd | null }> {
		const pieces: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
		const seen: Seen = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), order: [], gaps: [], next: from };
		const leaving = new AbortController();
		const take = (piece: ExecPiece) => {
			if ('gap' in piece) {
				seen.gaps.push(piece.at);
				seen.next = piece.at;
				return;
			}
			expect(piece.at).toBe(seen.next);
			seen.next += piece.bytes.length;
			pieces[piece.stream].push(piece.bytes);
			seen[piece.stream] = Buffer.concat(pieces[piece.stream]);
			seen.order.push(piece.stream);
			if (enough(seen)) leaving.abort(new Error('enough'));
		};
		const end = await box.runtime
			.execOutput(spec.id, execId, { from }, take, leaving.signal)
			.catch((error: unknown) => {
				if (!leaving.signal.aborted) throw error;
				return null;
			});
		return { ...seen, end };
	}

	it('keeps every byte, apart and in order, and gives it again from any place', async () => {
		const spec = await up();
		// The order of writes to two pipes is unknown, so each write waits until the one before is
		// recorded.
		const after = (file: string) => `while [ ! -e /tmp/${file} ]; do sleep 0.02; done`;
		const script =
			`head -c 300000 /dev/urandom > /tmp/x; cat /tmp/x; ${after('one')}; ` +
			`printf "\\000\\377wrong\\n" >&2; ${after('two')}; printf last; exit 7`;
		const execId = await begin(spec, sh(script), { about: '{"mine":1}' });
		for (const [file, bytes] of [
			['one', 300_000],
			['two', 300_008]
		] as const) {
			await follow(spec, execId, 0, (seen) => seen.next >= bytes);
			const session = await box.runtime.exec(spec.id, 'main', sh(`: > /tmp/${file}`));
			session.stdin.end();
			await Promise.all([text(session.stdout), text(session.stderr), session.ended]);
		}
		const all = await follow(spec, execId);
		expect(all.end).toMatchObject({ exitCode: 7, reason: 'exited', bytes: 300_000 + 8 + 4 });
		const pid = box.runtime.status(spec.id)!.processes[0]!.pid!;
		expect(all.stdout.equals(Buffer.concat([readFileSync(`/proc/${pid}/root/tmp/x`), Buffer.from('last')]))).toBe(true);
		expect(all.stderr.toString('latin1')).toBe('\0\xffwrong\n');
		expect(all.order.slice(-2)).toEqual(['stderr', 'stdout']);
		expect(all.gaps).toEqual([]);
		for (const from of [1, 65_536, 299_999, 300_004, 300_012]) {
			const part = await follow(spec, execId, from);
			expect(Buffer.concat([part.stdout, part.stderr]).length).toBe(300_012 - from);
			expect(part.end).toEqual(all.end);
		}
		expect(await box.runtime.execs(spec.id)).toMatchObject([
			{ execId, service: 'main', running: false, end: all.end, stdin: false, terminal: false, about: '{"mine":1}' }
		]);
		// The folder of the record belongs to root and not to the container.
		const record = join(hostVerbs.recordsFolder(box.paths, spec.id), execId);
		expect([statSync(record).uid, statSync(record).mode & 0o777]).toEqual([0, 0o750]);
		await box.runtime.removeExec(spec.id, execId);
		await box.runtime.removeExec(spec.id, execId);
		expect(existsSync(record)).toBe(false);
		await expect(follow(spec, execId)).rejects.toMatchObject({ code: 'not-found', status: 404 });
		await box.runtime.remove(spec.id, { graceMs: 0 });
		expect(await box.left()).toEqual({});
	});

	it('says by a code why it did not run, and keeps nothing of it', async () => {
		const spec = await up();
		const cases: [ExecSpec, string][] = [
			[{ argv: ['nothing'] }, 'command-not-found'],
			[{ argv: ['/etc/hosts'] }, 'command-not-executable'],
			[{ argv: ['/bin/id'], cwd: '/nowhere' }, 'no-such-folder'],
			[{ argv: ['nothing'], terminal: { cols: 80, rows: 24 } }, 'command-not-found']
		];
		for (const [what, code] of cases) await expect(begin(spec, what)).rejects.toMatchObject({ code, status: 422 });
		expect(await box.runtime.execs(spec.id)).toEqual([]);
		const other = box.runtime.startExec('f'.repeat(32), 'main', sh('id'), { execId: 'a'.repeat(32), keepBytes: 1e6 });
		await expect(other).rejects.toMatchObject({ code: 'service-not-running' });
		const execId = await begin(spec, sh('exit 0'));
		const again = box.runtime.startExec(spec.id, 'main', sh('id'), { execId, keepBytes: 1e6 });
		await expect(again).rejects.toMatchObject({ code: 'exec-exists' });
		await follow(spec, execId);
		await box.runtime.pause(spec.id);
		await expect(begin(spec, sh('id'))).rejects.toMatchObject({ code: 'paused' });
		expect(readdirSync(join(box.paths.run, 'execs'))).toEqual([]);
	});

	it('takes input as bytes, while somebody else looks on, and hears its end', async () => {
		const spec = await up();
		const ends: ExecEnded[] = [];
		const stop = box.runtime.onExecEnd((ended) => ends.push(ended));
		const execId = await begin(spec, { argv: ['/bin/cat'] }, { stdin: true });
		const bytes = randomBytes(700_000);
		const [one, two] = [follow(spec, execId), follow(spec, execId)];
		const { stdin } = box.runtime.execControl(spec.id, execId);
		for (let at = 0; at < bytes.length; at += 100_000) stdin!.write(bytes.subarray(at, at + 100_000));
		await until(async () => (await follow(spec, execId, 0, (seen) => seen.next >= 100_000)).next >= 100_000);
		stdin!.end();
		for (const { stdout, end } of await Promise.all([one, two])) {
			expect(stdout.equals(bytes)).toBe(true);
			expect(end).toMatchObject({ exitCode: 0, reason: 'exited' });
		}
		await until(() => ends.length > 0);
		expect(ends).toMatchObject([{ id: spec.id, execId, end: { exitCode: 0 } }]);
		stop();
		const none = await begin(spec, { argv: ['/bin/cat'] });
		expect(await follow(spec, none)).toMatchObject({ end: { exitCode: 0, bytes: 0 } });
		expect(() => box.runtime.execControl(spec.id, none)).toThrow(expect.objectContaining({ code: 'exec-ended' }));
	});

	it('goes on when we end and begin again, and is found, heard and told as before', async () => {
		const spec = await up();
		const script = 'i=0; while read line; do i=$((i+1)); echo "$i $line"; done; sleep 0.3; echo over; exit 5';
		const execId = await begin(spec, sh(script), { stdin: true });
		const quick = await begin(spec, sh('sleep 0.3; echo done; exit 4'));
		box.runtime.execControl(spec.id, execId).stdin!.write('first\n');
		await follow(spec, execId, 0, (seen) => seen.stdout.length >= 8);
		await box.forget({ adopt: false });
		const end = join(hostVerbs.recordsFolder(box.paths, spec.id), quick, 'end');
		await until(() => existsSync(end));
		await box.runtime.adopt();
		expect(await box.runtime.execs(spec.id)).toMatchObject([
			{ execId, running: true, end: null, stdin: true },
			{ execId: quick, running: false, end: { exitCode: 4 } }
		]);
		const ends: ExecEnded[] = [];
		const stop = box.runtime.onExecEnd((ended) => ends.push(ended));
		const { stdin } = box.runtime.execControl(spec.id, execId);
		stdin!.write('second\n');
		await follow(spec, execId, 8, (seen) => seen.stdout.toString() === '2 second\n');
		stdin!.end();
		const all = await follow(spec, execId);
		expect(all.stdout.toString()).toBe('1 first\n2 second\nover\n');
		expect(all.end).toMatchObject({ exitCode: 5, reason: 'exited' });
		await until(() => ends.length > 0);
		expect(ends.map((one) => one.execId)).toEqual([execId]);
		stop();
	});

	it('has a terminal: size, what is typed, signals, and others who look on from where they like', async () => {
		const spec = await up();
		const terminal = { cols: 91, rows: 33 };
		const execId = await begin(spec, { argv: ['/bin/sh'], terminal, env: { PS1: '> ' } }, { stdin: true });
		const control = box.runtime.execControl(spec.id, execId);
		const shows = (text: string, from = 0) => follow(spec, execId, from, (seen) => seen.stdout.includes(text));
		control.stdin!.write('stty size; echo be""gin\n');
		expect((await shows('begin')).stdout.toString()).toContain('33 91\r\n');
		control.resize({ cols: 70, rows: 20 });
		// The new size does not travel with the typed text, so the order is unknown.
		const typing = setInterval(() => control.stdin!.write('stty size\n'), 50);
		await shows('20 70\r\n').finally(() => clearInterval(typing));
		control.stdin!.write(`sleep ${SLEEP + 5}\n`);
		const at = (await shows(`sleep ${SLEEP + 5}`)).next;
		await until(() => spawnSync('pgrep', ['-x', '-f', `sleep ${SLEEP + 5}`]).status === 0);
		control.stdin!.write('\x03');
		await shows('> ', at);
		// A new instance of the runtime controls the same shell.
		await box.forget();
		const later = box.runtime.execControl(spec.id, execId);
		later.stdin!.write('echo "$((6*7))"; exit 9\n');
		const { stdout, end } = await follow(spec, execId);
		expect(stdout.toString()).toMatch(/33 91\r\n[^]*20 70\r\n[^]*42\r\n/);
		expect(end).toMatchObject({ exitCode: 9, reason: 'exited' });
	});

	it('gets signals; its time is its own over a restart; a kill takes all it started', async () => {
		const spec = await up();
		const signalled = await begin(spec, sh('trap "echo got; exit 3" USR1; echo up; while true; do sleep 0.02; done'));
		await follow(spec, signalled, 0, (seen) => seen.stdout.length > 0);
		box.runtime.execControl(spec.id, signalled).signal('SIGUSR1');
		expect((await follow(spec, signalled)).end).toMatchObject({ exitCode: 3, reason: 'exited' });
		const timed = await begin(
			spec,
			sh(`sleep ${SLEEP + 1} & setsid sleep ${SLEEP + 1}; sleep ${SLEEP + 1}`, { timeoutMs: 700 })
		);
		const many = `i=0; while [ $i -lt 20 ]; do (trap "" TERM HUP; sleep ${SLEEP + 2}) & i=$((i+1)); done; echo up; wait`;
		const killed = await begin(spec, sh(many));
		await follow(spec, killed, 0, (seen) => seen.stdout.length > 0);
		await box.forget();
		expect((await follow(spec, timed)).end).toMatchObject({ exitCode: 137, reason: 'timeout' });
		box.runtime.execControl(spec.id, killed).kill();
		expect((await follow(spec, killed)).end).toMatchObject({ exitCode: 137, reason: 'closed' });
		const behind = await begin(spec, sh(`(trap "" TERM HUP; sleep ${SLEEP + 3}) & exit 0`));
		expect((await follow(spec, behind)).end).toMatchObject({ exitCode: 0, reason: 'exited' });
		for (const more of [1, 2, 3]) expect(spawnSync('pgrep', ['-x', '-f', `sleep ${SLEEP + more}`]).status).toBe(1);
	});

	it('ends with its container, and says so', async () => {
		const spec = await up();
		const execId = await begin(spec, sh('echo up; exec sleep 1000'));
		const following = follow(spec, execId);
		await follow(spec, execId, 0, (seen) => seen.stdout.length > 0);
		await box.runtime.stop(spec.id, { graceMs: 2000 });
		expect((await following).end).toMatchObject({ exitCode: 137, reason: 'container-ended' });
		expect((await box.runtime.execs(spec.id))[0]).toMatchObject({ execId, running: false });
		// The output stays available until the container is removed.
		expect((await follow(spec, execId)).stdout.toString()).toBe('up\n');
		await box.runtime.remove(spec.id, { graceMs: 0 });
		expect(await box.runtime.execs(spec.id)).toEqual([]);
	});

	it('has an end also where what records it was killed, while we look or are away', async () => {
		const spec = await up();
		const recorderOf = (execId: string) => {
			const begun = readFileSync(join(hostVerbs.recordsFolder(box.paths, spec.id), execId, 'begun'), 'utf8');
			return Number(begun.split(' ')[0]);
		};
		const [one, two] = [await begin(spec, sh(`sleep ${SLEEP + 4}`)), await begin(spec, sh(`sleep ${SLEEP + 4}`))];
		const following = follow(spec, one);
		kill(recorderOf(one), 'SIGKILL');
		expect((await following).end).toMatchObject({ exitCode: 137, reason: 'lost' });
		await box.forget({ adopt: false });
		kill(recorderOf(two), 'SIGKILL');
		await box.runtime.adopt();
		expect((await follow(spec, two)).end).toMatchObject({ exitCode: 137, reason: 'lost' });
		expect(spawnSync('pgrep', ['-x', '-f', `sleep ${SLEEP + 4}`]).status).toBe(1);
	});

	it('is bounded on the disk in a flood, and a reader who stalls stops nobody', async () => {
		const spec = await up();
		const keepBytes = 2_000_000;
		const execId = await begin(spec, sh('head -c 60000000 /dev/zero; echo last >&2'), { keepBytes });
		let go: () => void = () => {};
		const stalled = new Promise<void>((resolve) => (go = resolve));
		const slow: ExecPiece[] = [];
		const slowEnd = box.runtime.execOutput(spec.id, execId, { from: 0 }, async (piece) => {
			slow.push(piece);
			if (slow.length === 1) await stalled;
		});
		const { end } = await follow(spec, execId);
		expect(end).toMatchObject({ exitCode: 0, bytes: 60_000_005 });
		const folder = join(hostVerbs.recordsFolder(box.paths, spec.id), execId);
		const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
		expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(keepBytes + 100_000);
		const late = await follow(spec, execId);
		expect(late.gaps.length).toBe(1);
		expect(late.stderr.toString()).toBe('last\n');
		expect(late.next).toBe(60_000_005);
		go();
		expect(await slowEnd).toEqual(end);
		expect(slow.some((piece) => 'gap' in piece)).toBe(true);
	});

	it('that bombs with processes is killed, and leaves its container standing', async () => {
		const spec = await up();
		const execId = await begin(spec, sh(`bomb() { bomb | bomb & }; (bomb) & exec sleep ${SLEEP + 6}`));
		await follow(spec, execId, 0, (seen) => seen.stderr.includes('Cannot fork'));
		box.runtime.execControl(spec.id, execId).kill();
		expect((await follow(spec, execId)).end).toMatchObject({ exitCode: 137, reason: 'closed' });
		// A killed process counts until the container's first process has reaped it.
		const well = async () => (await follow(spec, await begin(spec, sh('echo well')))).stdout.toString();
		await expect.poll(well).toBe('well\n');
	});

	it('cannot be led astray by what a container makes, nor by names', async () => {
		const spec = await up();
		const execId = await begin(spec, sh('echo > /dev/stdout; ls -l /proc/self/fd; cat /proc/self/cgroup'));
		const { stdout } = await follow(spec, execId);
		// The command has its own streams and none of its recorder's descriptors.
		expect(stdout.toString().match(/ -> pipe:/g)!.length).toBe(3);
		expect(stdout.toString()).not.toMatch(/socket:|execs|out-/);
		for (const bad of ['..', '../main', 'x'.repeat(32), '']) {
			const start = box.runtime.startExec(spec.id, 'main', sh('id'), { execId: bad, keepBytes: 1e6 });
			await expect(start).rejects.toMatchObject({ code: 'invalid-host-call' });
		}
	});
});

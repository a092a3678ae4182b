/** Boxes from a real image with real containers: their whole life, including failures. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { existsSync, kill, readdirSync } from '../support/as-root.ts';
import type { BoxSummary } from '../../src/lib/contract/boxes.ts';
import type { BoxError } from '../../src/lib/contract/errors.ts';
import { boxesFixture, OWNER, type BoxesFixture } from './support/boxes-fixture.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';
import {
	busyboxEntries,
	cannotServeImages,
	image,
	layer,
	startFront,
	startRegistry,
	type Entry,
	type Front,
	type Registry
} from './support/registry-fixture.ts';
import { processRuns } from '../support/processes.ts';

const why = cannotRunContainers() ?? cannotServeImages();
if (why) console.log(`skipped: ${why}`);

const STOP = { signal: 'SIGTERM', graceSeconds: 2 } as const;
const NEVER = new AbortController().signal;

const files: Entry[] = [
	...busyboxEntries(),
	...['kill', 'true', 'false', 'nc', 'rm', 'mkdir', 'ps', 'env', 'printf', 'wc', 'dd'].map((name): Entry => ({
		name: `bin/${name}`,
		type: 'link',
		linkname: 'bin/busybox'
	})),
	{ name: 'etc', type: 'directory', mode: 0o755 },
	{ name: 'etc/passwd', mode: 0o644, content: 'root:x:0:0::/root:/bin/sh\n' },
	{ name: 'root', type: 'directory', mode: 0o700 },
	{ name: 'tmp', type: 'directory', mode: 0o1777 }
];

const code = (work: () => unknown): string | undefined => {
	try {
		work();
		return undefined;
	} catch (error) {
		return (error as BoxError).code;
	}
};

describe.skipIf(why)('boxes', () => {
	let fixture: EngineFixture;
	let registry: Registry;
	let front: Front;
	let box: BoxesFixture;
	/** What the registry does instead of answering. */
	let outage: 'none' | 'hang' | 'fail' | 'busy' = 'none';
	const waiting: (() => void)[] = [];

	const shell = () => `${front.host}/shell:1`;

	beforeAll(async () => {
		fixture = await engineFixture();
		registry = await startRegistry();
		front = await startFront(registry.host, (request, response) => {
			if (outage === 'none' || !request.url?.includes('/manifests/')) return false;
			if (outage === 'hang') waiting.push(() => response.destroy());
			else response.writeHead(outage === 'busy' ? 429 : 500).end();
			return true;
		});
		const bottom = await layer(files);
		await registry.push('shell', image([bottom], { config: { Cmd: ['/bin/sh'], Env: ['FROM_IMAGE=1'] } }), '1');
		await registry.push('service', image([bottom], { config: { Cmd: ['sleep', '1000'] } }), '1');
		await registry.push('ends', image([bottom], { config: { Cmd: ['sh', '-c', 'echo out; exit 3'] } }), '1');
		box = await boxesFixture(fixture, { allow: [front.host] });
	});
	afterEach(async () => {
		outage = 'none';
		for (const end of waiting.splice(0)) end();
		// The list that is kept up to date must equal the list that is read anew. The ids of jobs
		// are left out, because jobs are published a moment after their end.
		const shown = (all: readonly BoxSummary[]) => all.map((one) => ({ ...one, jobId: null }));
		expect(shown(box.boxes.all())).toEqual(shown(box.boxes.list({ limit: 500 }).boxes));
		for (const { id } of box.boxes.list({ limit: 500 }).boxes) {
			if (box.boxes.list({ limit: 500 }).boxes.some((one) => one.id === id)) box.boxes.remove(id, { force: true });
			await box.gone(id);
		}
		expect(await fixture.left(), 'left behind').toEqual({});
		expect(readdirSync(fixture.paths.storage).filter((name) => name.endsWith('.box'))).toEqual([]);
	});
	afterAll(async () => {
		await box?.end();
		await front?.stop();
		await registry?.stop();
		await fixture?.dispose();
	});

	it('are made from a tag, whose digest is kept; a shell waits, so that commands can be run', async () => {
		const { box: made, job } = await box.create({ image: shell(), name: 'first', env: { SECRET: 'wow' } });
		expect(job).toMatchObject({ status: 'succeeded', kind: 'box.create' });
		expect(job.steps.map(({ name }) => name)).toEqual(['resolve', 'pull', 'copy', 'create', 'start']);
		expect(made).toMatchObject({ state: 'running', name: 'first', image: shell(), address: null, failure: null });
		expect(made.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
		const detail = box.boxes.get('first', false);
		expect(detail).toMatchObject({ waits: true, env: { SECRET: null }, user: '0:0' });
		expect(box.boxes.get('first', true).env).toEqual({ SECRET: 'wow' });
		expect(await box.exec('first', 'echo $SECRET $FROM_IMAGE $HOME; id -u')).toMatchObject({
			text: 'wow 1 /root\n0\n'
		});
		expect(JSON.stringify(box.changes)).not.toContain('wow"');
	});

	it('keep what they wrote over stop and start; only removal takes it', async () => {
		const { box: made } = await box.create({ image: shell() });
		await box.exec(made.id, 'echo kept > /root/file; rm /tmp -r; mkdir /new');
		expect(await box.done(box.boxes.stop(made.id, STOP).job)).toMatchObject({ status: 'succeeded' });
		expect(box.boxes.get(made.id, false)).toMatchObject({ state: 'stopped', exitCode: expect.any(Number) });
		expect(await box.done(box.boxes.start(made.id).job)).toMatchObject({ status: 'succeeded' });
		expect((await box.exec(made.id, 'cat /root/file; ls -d /tmp /new')).text).toBe('kept\n/new\n');
	});

	it('verbs of what is so already are no error and no job', async () => {
		const { box: made } = await box.create({ image: shell() });
		expect(box.boxes.start(made.id)).toMatchObject({ job: null, box: { state: 'running' } });
		await box.done(box.boxes.stop(made.id, STOP).job);
		expect(box.boxes.stop(made.id, STOP)).toMatchObject({ job: null, box: { state: 'stopped' } });
		await expect(box.boxes.pause(made.id)).rejects.toMatchObject({ code: 'wrong-state', status: 409 });
		await expect(box.boxes.resume(made.id)).rejects.toMatchObject({ code: 'wrong-state' });
		await expect(box.boxes.kill(made.id, 'SIGKILL')).rejects.toMatchObject({ code: 'wrong-state' });
	});

	it('can be held still, and go on; a stop ends one that is held', async () => {
		const { box: made } = await box.create({ image: `${front.host}/service:1` });
		expect(made.state).toBe('running');
		expect(await box.boxes.pause(made.id)).toMatchObject({ state: 'paused' });
		expect(await box.boxes.pause(made.id)).toMatchObject({ state: 'paused' });
		expect(await box.boxes.resume(made.id)).toMatchObject({ state: 'running' });
		await box.boxes.pause(made.id);
		expect(await box.done(box.boxes.stop(made.id, STOP).job)).toMatchObject({ status: 'succeeded' });
		expect(box.boxes.get(made.id, false).state).toBe('stopped');
	});

	it('are sent signals; SIGKILL ends them without asking them first', async () => {
		const traps = 'trap "echo asked > /root/asked" TERM; trap "echo got > /root/got" USR1';
		const argv = ['sh', '-c', `${traps}; echo ready; while :; do sleep 0.1; done`];
		const { box: made } = await box.create({ image: shell(), argv });
		// The process runs before it handles signals.
		await expect.poll(async () => (await box.boxes.logs(made.id, { tail: 1 })).lines[0]?.text).toBe('ready');
		await box.boxes.kill(made.id, 'SIGUSR1');
		await expect.poll(async () => (await box.exec(made.id, 'cat /root/got')).text).toBe('got\n');
		expect(await box.boxes.kill(made.id, 'SIGKILL')).toMatchObject({ state: 'stopped' });
		await box.done(box.boxes.start(made.id).job);
		expect((await box.exec(made.id, 'ls /root')).text).toBe('got\n');
	});

	it('end with their main process; its status and log are kept', async () => {
		const { box: made } = await box.create({ image: `${front.host}/ends:1` });
		expect(await box.state(made.id, 'stopped')).toMatchObject({ exitCode: 3, failure: null });
		const { lines } = await box.boxes.logs(made.id, { tail: 10 });
		expect(lines.map(({ text }) => text)).toContain('out');
	});

	it('are started again by their policy, as often as it says, and say so then', async () => {
		const { box: made } = await box.create({ image: `${front.host}/ends:1`, restart: 'on-failure:1' });
		await expect
			.poll(() => box.boxes.get(made.id, false))
			.toMatchObject({
				state: 'stopped',
				restarts: 1,
				failure: { code: 'restarts-used', hint: expect.any(String) }
			});
	});

	describe('a create that goes wrong', () => {
		it('leaves an error with a reason and what to do, and can be tried again', async () => {
			outage = 'fail';
			const { box: made, job } = await box.create({ image: shell(), name: 'again' });
			expect(job.status).toBe('failed');
			expect(made).toMatchObject({ state: 'error', failure: { code: 'http-status', hint: expect.any(String) } });
			outage = 'none';
			expect(await box.done(box.boxes.start('again').job)).toMatchObject({ status: 'succeeded', kind: 'box.create' });
			expect(box.boxes.get('again', false)).toMatchObject({ state: 'running', failure: null });
		});

		it('gives the name free with its removal', async () => {
			const { box: made } = await box.create({ image: `${front.host}/none:9`, name: 'taken' });
			expect(made).toMatchObject({ state: 'error', failure: { code: 'not-in-registry' } });
			expect(code(() => box.boxes.create(box.input({ image: shell(), name: 'taken' }), OWNER))).toBe('name-taken');
			await box.done(box.boxes.remove('taken', { force: false }));
			expect((await box.create({ image: shell(), name: 'taken' })).box.state).toBe('running');
		});

		it('is given up by removing it while it hangs', async () => {
			outage = 'hang';
			const { job, box: made } = box.boxes.create(box.input({ image: shell(), name: 'hangs' }), OWNER);
			await expect.poll(() => waiting.length).toBeGreaterThan(0);
			await box.done(box.boxes.remove('hangs', { force: false }));
			expect(await box.done(job)).toMatchObject({ status: 'cancelled' });
			await box.gone(made.id);
		});

		it('because of its program says so', async () => {
			const { box: made } = await box.create({ image: shell(), argv: ['/no/such'], workdir: '/root' });
			const now = await box.state(made.id, 'stopped', 'error');
			expect([now.exitCode, now.failure?.code]).toEqual([127, undefined]);
		});
	});

	it('are made of what a tag meant before, where the registry cannot be asked', async () => {
		const { box: first } = await box.create({ image: shell() });
		outage = 'busy';
		const { box: second } = await box.create({ image: shell() });
		expect(second).toMatchObject({ state: 'running', digest: first.digest });
		expect((await box.create({ image: `${front.host}/service:1` })).box).toMatchObject({ state: 'error' });
	});

	it('are found again after a restart of dogeboxd: one that runs, one that ended, one half made', async () => {
		const { box: runs } = await box.create({ image: `${front.host}/service:1`, name: 'runs' });
		const { box: ends } = await box.create({ image: `${front.host}/service:1`, name: 'ends' });
		outage = 'hang';
		const { box: half } = box.boxes.create(box.input({ image: shell(), name: 'half' }), OWNER);
		await expect.poll(() => waiting.length).toBeGreaterThan(0);
		await box.kill();
		const pid = (await fixture.engine.status(runs.id))?.processes[0]?.pid;
		const killed = (await fixture.engine.status(ends.id))!.processes[0]!.pid!;
		outage = 'none';
		for (const end of waiting.splice(0)) end();
		const engine = await fixture.forget({ adopt: false });
		kill(killed, 'SIGKILL');
		await expect.poll(() => processRuns(killed)).toBe(false);
		box = await boxesFixture(fixture, { allow: [front.host], engine });
		expect(await box.state('runs', 'running')).toMatchObject({ id: runs.id });
		expect((await engine.status(runs.id))?.processes[0]?.pid).toBe(pid);
		expect(await box.state('ends', 'stopped')).toMatchObject({ exitCode: 137 });
		expect(await box.state('half', 'running', 'error')).toMatchObject({ id: half.id, state: 'running' });
	});

	it('clones have the files and the settings, and go their own way', async () => {
		const { box: made } = await box.create({ image: shell(), name: 'from', env: { A: 'b' }, labels: { x: 'y' } });
		await box.exec('from', 'echo one > /root/file');
		const { job } = box.boxes.clone('from', { name: 'copy', start: true });
		expect(await box.done(job)).toMatchObject({ status: 'succeeded' });
		expect(box.boxes.get('from', false).state).toBe('running');
		await box.exec('from', 'echo two > /root/file');
		expect((await box.exec('copy', 'cat /root/file; echo $A')).text).toBe('one\nb\n');
		expect(box.boxes.get('copy', false)).toMatchObject({ labels: { x: 'y' }, digest: made.digest });
	});

	it('snapshots bring files back', async () => {
		const { box: made } = await box.create({ image: shell() });
		await box.exec(made.id, 'echo one > /root/file');
		const { job, snapshotId } = box.boxes.snapshot(made.id, 'before');
		await box.done(job);
		expect(box.boxes.snapshots(made.id)).toMatchObject([{ id: snapshotId, name: 'before' }]);
		await box.exec(made.id, 'echo two > /root/file; touch /root/other');
		expect(await box.done(box.boxes.restore(made.id, snapshotId))).toMatchObject({ status: 'succeeded' });
		expect(box.boxes.get(made.id, false).state).toBe('running');
		expect((await box.exec(made.id, 'cat /root/file; ls /root')).text).toBe('one\nfile\n');
		await box.boxes.removeSnapshot(made.id, snapshotId);
		expect(box.boxes.snapshots(made.id)).toEqual([]);
	});

	it('run a command in one call, of which nothing is left', async () => {
		const ran = await box.boxes.run(
			{
				...box.input({ image: shell() }),
				argv: ['sh', '-c', 'cat; printf "\\377" ; echo err >&2; exit 4'],
				stdin: 'in',
				timeoutMs: 60_000
			},
			OWNER,
			NEVER
		);
		expect(ran).toMatchObject({ exitCode: 4, reason: 'exited', truncated: false });
		expect(ran.stdout).toEqual(Buffer.from([0x69, 0x6e, 0xff]));
		expect(ran.stderr.toString()).toBe('err\n');
		expect(box.boxes.list({ limit: 10 }).boxes).toEqual([]);
	});

	it.each([
		['a program that is not there', { argv: ['nope'] }, 'command-not-found'],
		['an image that is not there', { image: 'none:2' }, 'box-failed']
	])('run says %s, and leaves nothing', async (_, change, expected) => {
		const request = {
			...box.input({ image: shell() }),
			stdin: undefined,
			argv: ['true'],
			timeoutMs: 60_000,
			...change
		};
		if ('image' in change) request.image = `${front.host}/${change.image}`;
		await expect(box.boxes.run(request, OWNER, NEVER)).rejects.toMatchObject({ code: expected });
		expect(box.boxes.list({ limit: 10 }).boxes).toEqual([]);
	});

	it('run ends when its caller goes away', async () => {
		const caller = new AbortController();
		const request = { ...box.input({ image: shell() }), stdin: undefined, argv: ['sleep', '1000'], timeoutMs: 600_000 };
		const ran = box.boxes.run(request, OWNER, caller.signal);
		await expect.poll(() => box.boxes.list({ limit: 9 }).boxes[0]?.state).toBe('running');
		caller.abort();
		await expect(ran).rejects.toBe(caller.signal.reason);
		expect(box.boxes.list({ limit: 10 }).boxes).toEqual([]);
	});

	it('that are ephemeral go with their main process; those whose time is over go, too', async () => {
		const begin = (given: Parameters<typeof box.input>[0]) => box.boxes.create(box.input(given), OWNER);
		// The boxes may be gone before their jobs end.
		for (const { job, box: made } of [
			begin({ image: `${front.host}/ends:1`, ephemeral: true }),
			begin({ image: shell(), expiresAt: Date.now() + 2000 })
		]) {
			expect(await box.done(job)).toMatchObject({ status: 'succeeded' });
			await box.gone(made.id);
		}
		expect(box.boxes.list({ limit: 10 }).boxes).toEqual([]);
	});

	it('that are ephemeral do not wait for the disk, and keep their files when started again', async () => {
		const { box: made } = await box.create({ image: shell(), ephemeral: true });
		await box.exec(made.id, 'echo kept > /file');
		expect(await box.done(box.boxes.restart(made.id, STOP).job)).toMatchObject({ status: 'succeeded' });
		expect(await box.exec(made.id, 'cat /file')).toMatchObject({ text: 'kept\n' });
		expect((await box.exec(made.id, 'cat /proc/mounts')).text).toMatch(/^overlay \/ overlay \S*[,=]volatile\b/m);
		await box.done(box.boxes.stop(made.id, STOP).job);
		await box.gone(made.id);
	});

	it('that nobody uses are stopped', async () => {
		const { box: made } = await box.create({ image: shell() });
		await box.boxes.update(made.id, { idleStopSeconds: 10 });
		expect(box.boxes.get(made.id, false)).toMatchObject({ idleStopSeconds: 10 });
		const unused = box.boxes.use(made.id);
		unused();
		expect(await box.state(made.id, 'stopped')).toMatchObject({ failure: null });
	}, 40_000);

	it('share volumes, which stay', async () => {
		const volumes = [{ kind: 'volume' as const, name: 'shared', target: '/data' }];
		const { box: one } = await box.create({ image: shell(), volumes });
		await box.exec(one.id, 'echo shared > /data/file');
		expect(code(() => box.boxes.create(box.input({ image: shell(), volumes }), { ...OWNER, data: false }))).toBe(
			'missing-scope'
		);
		const networks = [{ name: 'shop', aliases: ['db'] }];
		expect(code(() => box.boxes.create(box.input({ image: shell(), networks }), { ...OWNER, networks: false }))).toBe(
			'missing-scope'
		);
		const { box: two } = await box.create({ image: shell(), volumes });
		expect((await box.exec(two.id, 'cat /data/file')).text).toBe('shared\n');
		await expect(box.boxes.removeVolume('shared')).rejects.toMatchObject({ code: 'volume-used' });
		for (const { id } of [one, two]) await box.done(box.boxes.remove(id, { force: true }));
		expect(box.boxes.volumes()).toMatchObject([{ name: 'shared', usedBy: [] }]);
		await box.boxes.removeVolume('shared');
		expect(readdirSync(fixture.paths.storage)).toEqual([]);
	});

	it('have the limits that were asked for, also changed as they run', async () => {
		const { box: made } = await box.create({ image: shell(), memoryBytes: 64 * 1024 ** 2, pids: 64, cpus: 0.5 });
		await box.boxes.update(made.id, { memoryBytes: 96 * 1024 ** 2 });
		expect(box.boxes.get(made.id, false)).toMatchObject({ memoryBytes: 96 * 1024 ** 2, pids: 64, cpus: 0.5 });
		expect(box.boxes.list({ limit: 1 }).capacity).toMatchObject({ usedCpus: 0.5, usedMemoryBytes: 96 * 1024 ** 2 });
	});

	it('are never given what another has: names, ports, more than the host has', async () => {
		const { box: made } = await box.create({
			image: shell(),
			name: 'one',
			network: 'internet',
			ports: [{ hostPort: 18_600, port: 80 }]
		});
		expect(made).toMatchObject({ address: expect.stringMatching(/^\d/), ports: [{ hostPort: 18_600, port: 80 }] });
		const refused = (change: object) => code(() => box.boxes.create(box.input({ image: shell(), ...change }), OWNER));
		expect(refused({ name: 'one' })).toBe('name-taken');
		expect(refused({ ports: [{ hostPort: 18_600, port: 1 }] })).toBe('port-taken');
		expect(refused({ ports: [{ hostPort: 18_500, port: 1 }] })).toBe('port-taken');
		expect(refused({ ports: [{ hostPort: 18_501, port: 1 }] })).toBe('port-taken');
		expect(refused({ ports: [{ hostPort: 22, port: 1 }] })).toBe('port-reserved');
		expect(refused({ cpus: 1000 })).toBe('exceeds-host');
		expect(refused({ memoryBytes: 2 ** 50 })).toBe('exceeds-host');
		expect(refused({ image: '../x' })).toBe('invalid-image');
		expect(refused({ volumes: [{ kind: 'folder', source: '/etc', target: '/x' }] })).toBe('folder-not-allowed');
		expect(box.boxes.list({ limit: 10 }).boxes).toHaveLength(1);
		await box.boxes.update('one', {
			ports: [
				{ hostPort: 18_600, port: 81, protocol: 'tcp' },
				{ port: 82, protocol: 'tcp' }
			]
		});
		expect(box.boxes.get('one', false).ports).toHaveLength(2);
		expect(code(() => box.boxes.remove('one', { force: false }))).toBe('wrong-state');
	});

	it('are planned without being made', () => {
		const plan = box.boxes.plan(box.input({ image: shell(), memoryBytes: 64 * 1024 ** 2 }), OWNER);
		expect(plan).toMatchObject({ image: shell(), digest: null, memoryBytes: 64 * 1024 ** 2, warnings: [] });
		expect(plan.steps.length).toBeGreaterThan(2);
		expect(box.boxes.list({ limit: 10 }).boxes).toEqual([]);
	});

	it('leave nothing behind, whatever became of them', async () => {
		for (const argv of [['sleep', '1000'], ['/no/such'], ['true']]) {
			const { box: made } = await box.create({ image: shell(), argv, network: 'internet' });
			await box.done(box.boxes.remove(made.id, { force: true }));
			expect(existsSync(join(fixture.paths.storage, `${made.id}.box`))).toBe(false);
			expect(existsSync(join(fixture.paths.logs, made.id))).toBe(false);
		}
	});
});

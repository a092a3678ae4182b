/** Options of boxes, checked from inside of a real container. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { boxesFixture, OWNER, type BoxesFixture } from './support/boxes-fixture.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';
import {
	busyboxEntries,
	cannotServeImages,
	image,
	layer,
	startRegistry,
	type Entry,
	type Registry
} from './support/registry-fixture.ts';

const why = cannotRunContainers() ?? cannotServeImages();
if (why) console.log(`skipped: ${why}`);

const files: Entry[] = [
	...busyboxEntries(),
	...['kill', 'touch', 'hostname', 'df', 'grep', 'chroot', 'ls'].map((name): Entry => ({
		name: `bin/${name}`,
		type: 'link',
		linkname: 'bin/busybox'
	})),
	{ name: 'etc', type: 'directory', mode: 0o755 },
	{ name: 'etc/passwd', mode: 0o644, content: 'root:x:0:0::/root:/bin/sh\nweb:x:1234:1235::/:/bin/sh\n' },
	{ name: 'etc/group', mode: 0o644, content: 'root:x:0:\nweb:x:1235:\nlogs:x:1300:web\n' },
	{ name: 'root', type: 'directory', mode: 0o700 },
	{ name: 'tmp', type: 'directory', mode: 0o1777 }
];

describe.skipIf(why)('options of boxes', () => {
	let fixture: EngineFixture;
	let registry: Registry;
	let box: BoxesFixture;
	const shell = () => `${registry.host}/shell:1`;

	beforeAll(async () => {
		fixture = await engineFixture();
		registry = await startRegistry();
		await registry.push('shell', image([await layer(files)], { config: { Cmd: ['/bin/sh'] } }), '1');
		box = await boxesFixture(fixture, { allow: [registry.host] });
	});
	afterEach(async () => {
		for (const { id } of box.boxes.list({ limit: 500 }).boxes) {
			await box.done(box.boxes.remove(id, { force: true }));
			await box.gone(id);
		}
		for (const { name } of box.boxes.volumes()) await box.boxes.removeVolume(name);
		expect(await fixture.left(), 'left behind').toEqual({});
	});
	afterAll(async () => {
		await box?.end();
		await registry?.stop();
		await fixture?.dispose();
	});

	type Input = Parameters<BoxesFixture['create']>[0];
	/**
	 * Creates a running box.
	 * @returns a function that runs a script inside and returns its output
	 */
	async function inside(input: Omit<Input, 'image'>): Promise<(script: string) => Promise<string>> {
		const { box: made, job } = await box.create({ image: shell(), ...input });
		expect([made.state, made.failure, job.status]).toEqual(['running', null, 'succeeded']);
		return async (script) => (await box.exec(made.id, `{ ${script}; } 2>&1`)).text.trim();
	}

	it('name, memory, limits and a root that cannot be written to', async () => {
		const says = await inside({
			hostname: 'db.home',
			readonlyRoot: true,
			memoryFolders: [{ target: '/run/x', sizeBytes: 2 * 1024 ** 2 }, { target: '/cache' }],
			shmBytes: 4 * 1024 ** 2,
			memoryBytes: 64 * 1024 ** 2,
			volumes: [{ kind: 'volume', name: 'kept', target: '/data' }],
			ulimits: [
				{ name: 'nofile', soft: 200, hard: 300 },
				{ name: 'core', soft: 0, hard: 1000 * 1024 }
			]
		});
		expect(await says('hostname; cat /etc/hostname')).toBe('db.home\ndb.home');
		expect(await says('touch /x /etc/x')).toMatch(/\/x: Read-only file system\n.*\/etc\/x: Read-only/);
		expect(await says('touch /run/x/a /cache/a /data/a /dev/shm/a && ls /run/x /cache /data')).toContain('a');
		expect(await says('df -k /run/x')).toMatch(/ 2048 /);
		expect(await says('df -k /cache')).toMatch(/ 32768 /);
		expect(await says('df -k /dev/shm')).toMatch(/ 4096 /);
		// For the main process and for a command.
		const files = /Max open files +200 +300/;
		expect(await says('cat /proc/1/limits')).toMatch(files);
		expect(await says('cat /proc/self/limits')).toMatch(files);
		expect(await says('cat /proc/self/limits')).toMatch(/Max core file size +0 +1024000/);
	});

	it.each([
		['web', '1234 1235 1300'],
		['1234', '1234 1235 1300'],
		['web:logs', '1234 1300'],
		['web:0', '1234 0'],
		['7:8', '7 8']
	])('run as %s', async (user, ids) => {
		const says = await inside({
			...{ user, labels: { 'traefik.http.routers.x.rule': 'Host(`a`)', 'ü b@c': '' } },
			extraHosts: [{ name: 'db', address: '10.9.9.9' }],
			volumes: [{ kind: 'volume', name: 'own', target: '/own' }]
		});
		const status = await says('cat /proc/1/status');
		const [uid, gid, groups] = ['Uid', 'Gid', 'Groups'].map((name) =>
			new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)![1]!.trim()
		);
		expect([uid!.split('\t')[0], gid!.split('\t')[0], groups].join(' ').trim()).toBe(ids);
		expect(await says('touch /own/x && grep CapEff /proc/self/status')).toMatch(/\t0{16}$/);
		expect(await says('cat /etc/hosts')).toContain('10.9.9.9\tdb');
	});

	it('a user that the image does not have is an error', async () => {
		const { box: made } = await box.create({ image: shell(), user: 'nobody-here' });
		expect(made).toMatchObject({ state: 'error', failure: { code: 'invalid-input' } });
		expect(made.failure?.reason).toContain('no user or group “nobody-here”');
	});

	it('capabilities: the usual, none, those that are named', async () => {
		const effective = async (input: Partial<Input>) => {
			const says = await inside(input as Omit<Input, 'image'>);
			const main = await says('grep CapEff /proc/1/status');
			expect(await says('grep CapEff /proc/self/status')).toBe(main);
			return parseInt(main.split(/\s+/)[1]!, 16);
		};
		expect((await effective({})).toString(16)).toBe('fb');
		expect(await effective({ capDrop: ['ALL'] })).toBe(0);
		expect((await effective({ capDrop: ['ALL'], capAdd: ['CHOWN', 'sys_chroot'] })).toString(16)).toBe('40001');
		expect((await effective({ capDrop: ['KILL', 'NET_RAW'] })).toString(16)).toBe('db');
		const says = await inside({ capAdd: ['SYS_CHROOT'] });
		expect(await says('chroot / /bin/ls -d /bin')).toBe('/bin');
	});

	it('the first process is the host’s init, or its own program', async () => {
		const first = async (init?: boolean) => {
			const says = await inside({ argv: ['sleep', '1000'], ...(init !== undefined && { init }) });
			return says('cat /proc/1/comm');
		};
		expect(await first()).not.toBe('sleep');
		expect(await first(true)).not.toBe('sleep');
		expect(await first(false)).toBe('sleep');
	});

	it('ends by the signal and in the time that it was made with', async () => {
		const script = 'trap "exit 7" USR1; trap "" TERM; echo ready; while :; do sleep 0.1; done';
		// The process runs before it handles signals.
		const listens = (times: number) =>
			expect
				.poll(
					async () => (await box.boxes.logs(made.id, { tail: 9 })).lines.filter(({ text }) => text === 'ready').length
				)
				.toBe(times);
		const { box: made } = await box.create({
			image: shell(),
			argv: ['sh', '-c', script],
			init: false,
			stopSignal: 'SIGUSR1',
			stopSeconds: 60
		});
		expect(box.boxes.get(made.id, false).options).toEqual({ init: false, stopSignal: 'SIGUSR1', stopSeconds: 60 });
		await listens(1);
		await box.done(box.boxes.stop(made.id, {}).job);
		expect(box.boxes.get(made.id, false)).toMatchObject({ state: 'stopped', exitCode: 7 });
		await box.boxes.update(made.id, { stopSignal: 'SIGTERM', stopSeconds: 0 });
		await box.done(box.boxes.start(made.id).job);
		await listens(2);
		await box.done(box.boxes.stop(made.id, {}).job);
		expect(box.boxes.get(made.id, false)).toMatchObject({ exitCode: 137 });
	});

	it('its health is asked by a command, told when it turns, and kept with what was found', async () => {
		const { box: made } = await box.create({
			image: shell(),
			health: { shell: 'echo asked; cat /root/ok', intervalSeconds: 1, retries: 2 }
		});
		const turns = async (wanted: string) => {
			for (let tries = 0; tries < 1200; tries++) {
				if (box.boxes.get(made.id, false).health?.state === wanted) return;
				await new Promise((resolve) => setTimeout(resolve, 50));
			}
			expect(box.boxes.get(made.id, false)).toMatchObject({ health: { state: wanted } });
		};
		await turns('unhealthy');
		const { checks } = box.boxes.get(made.id, false);
		expect(checks!.failures).toBeGreaterThanOrEqual(2);
		expect(checks!.text).toMatch(/^“sh” ends with exit code 1: /);
		expect(checks!.last[0]).toMatchObject({ exitCode: 1, output: expect.stringContaining('asked') as string });
		await box.exec(made.id, 'touch /root/ok');
		await turns('healthy');
		expect(box.boxes.get(made.id, false).checks).toMatchObject({ failures: 0 });
		const turned = box.changes.flatMap((one) =>
			one.kind === 'ad-hoc-box' && one.box.id === made.id ? [one.box.health?.state] : []
		);
		expect([...new Set(turned)]).toEqual(['waiting', 'starting', 'unhealthy', 'healthy']);
		await box.done(box.boxes.stop(made.id, { graceSeconds: 0 }).job);
		expect(box.boxes.get(made.id, false)).toMatchObject({ health: { state: 'waiting' }, checks: null });
	});

	it('what the host cannot give is said in words', async () => {
		const { box: made } = await box.create({
			image: shell(),
			ulimits: [{ name: 'nofile', soft: 100, hard: -1 }]
		});
		expect(made).toMatchObject({ state: 'error', failure: { code: 'exceeds-host' } });
		expect(made.failure?.reason).toMatch(/limit of nofile of at most \d+/);
		expect(() =>
			box.boxes.create(
				box.input({
					image: shell(),
					memoryFolders: [{ target: '/data/x' }],
					volumes: [{ kind: 'volume', name: 'v', target: '/data' }]
				}),
				OWNER
			)
		).toThrow('cannot lie in the volume');
	});
});

/** The real clients of Docker against a box with real containers. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CLIENTS, dockerFixture, cannotUseDocker, type DockerFixture } from './support/docker-fixture.ts';

const why = cannotUseDocker();
if (why) console.log(`skipped: ${why}`);

describe.skipIf(why)('clients of Docker', () => {
	let docker: DockerFixture;
	beforeAll(async () => {
		docker = await dockerFixture({ name: 'tdcl' });
	});
	afterEach(async () => {
		const { out } = await docker.docker(['ps', '-aq']);
		const ids = out.split('\n').filter(Boolean);
		if (ids.length > 0) await docker.docker(['rm', '-f', ...ids]);
	});
	afterAll(async () => {
		await docker?.end();
	});

	/** Demands success and returns the output without its last line break. */
	async function ok(...args: string[]): Promise<string> {
		const { code, out, err } = await docker.docker(args);
		expect([code, err], args.join(' ')).toEqual([0, expect.anything()]);
		return out.trimEnd();
	}
	const fails = async (...args: string[]) => {
		const { code, err } = await docker.docker(args);
		expect(code, args.join(' ')).not.toBe(0);
		return { code, err };
	};
	const until = async (what: () => Promise<boolean>) => {
		for (let tries = 0; tries < 200; tries++) {
			if (await what()) return;
			await new Promise((resolve) => setTimeout(resolve, 25));
		}
		throw new Error('it did not come to be');
	};

	it.each(CLIENTS)('%s learns what it talks to', async (cli) => {
		const version = await docker.docker(['version', '--format', '{{.Server.APIVersion}} {{.Server.Os}}'], { cli });
		expect(version).toMatchObject({ code: 0, out: '1.47 linux\n' });
		const info = await docker.docker(['info', '--format', '{{.OperatingSystem}} {{.Swarm.LocalNodeState}}'], { cli });
		expect(info).toMatchObject({ code: 0, out: 'Dogebox inactive\n' });
	});

	it.each(CLIENTS)('%s brings a container up and down', async (cli) => {
		const run = async (...args: string[]) => {
			const { code, out, err } = await docker.docker(args, { cli });
			expect([code, err], args.join(' ')).toEqual([0, expect.anything()]);
			return out.trimEnd();
		};
		const id = await run('run', '-d', '--name', 'web', '--label', 'a=b', '-e', 'X=1', docker.shell, 'sleep', '1000');
		expect(id).toMatch(/^[0-9a-f]{64}$/);
		expect(await run('ps', '--format', '{{.Names}} {{.Command}} {{.State}}')).toBe('web "sleep 1000" running');
		expect(await run('inspect', '-f', '{{.State.Running}} {{.Config.Labels.a}} {{.Config.Env}}', id.slice(0, 12))).toBe(
			'true b [X=1 FROM_IMAGE=1]'
		);
		expect(await run('pause', 'web')).toBe('web');
		expect(await run('ps', '--format', '{{.Status}}')).toContain('(Paused)');
		await run('unpause', 'web');
		await run('rename', 'web', 'site');
		await run('restart', '-t', '0', 'site');
		expect(await run('inspect', '-f', '{{.State.Status}}', 'site')).toBe('running');
		await run('stop', '-t', '1', 'site');
		expect(await run('ps', '-a', '--filter', 'status=exited', '--format', '{{.Names}}')).toBe('site');
		await run('start', 'site');
		await run('kill', 'site');
		expect(await run('wait', 'site')).toBe('137');
		await run('rm', 'site');
		expect(await run('ps', '-aq')).toBe('');
	});

	it('gives the status of what has ended, also where it is removed at once', async () => {
		await ok('run', '-d', '--name', 'ends', docker.shell, 'sh', '-c', 'sleep 0.3; exit 3');
		expect(await ok('wait', 'ends')).toBe('3');
		expect(await ok('wait', 'ends')).toBe('3');
		await ok('create', '--rm', '--name', 'short', docker.shell, 'sh', '-c', 'exit 4');
		const waits = ok('wait', '--help').then(() => docker.docker(['start', 'short']));
		expect((await waits).code).toBe(0);
		await until(async () => (await ok('ps', '-aq', '--filter', 'name=^short$')) === '');
	});

	it('refuses what is not as things are, in dockerd’s words', async () => {
		const id = await ok('run', '-d', '--name', 'web', docker.shell, 'sleep', '1000');
		expect((await fails('rm', 'web')).err).toContain('cannot remove container "/web": container is running');
		expect((await fails('run', '-d', '--name', 'web', docker.shell)).err).toContain(
			`The container name "/web" is already in use by container "${id}"`
		);
		expect((await fails('kill', 'nobody')).err).toContain('No such container: nobody');
		await ok('stop', '-t', '0', 'web');
		expect((await fails('kill', 'web')).err).toContain('is not running');
		expect((await fails('pause', 'web')).err).toContain('is not running');
	});

	it('keeps what a container was made with, also its image’s entry point or another', async () => {
		const flags = [
			'-t',
			'--entrypoint',
			'/bin/echo',
			'--expose',
			'80',
			'--stop-timeout',
			'3',
			'-v',
			'/data',
			'-v',
			'kept:/k'
		];
		await ok('create', '--name', 'made', ...flags, docker.shell, 'hello');
		const shown = JSON.parse(await ok('inspect', 'made')) as [
			{
				Path: string;
				Args: string[];
				Config: Record<string, unknown>;
				Mounts: { Name: string; Destination: string }[];
			}
		];
		expect(shown[0]).toMatchObject({ Path: '/bin/echo', Args: ['hello'] });
		expect(shown[0].Config).toMatchObject({
			...{ Tty: true, Entrypoint: ['/bin/echo'], Cmd: ['hello'], StopTimeout: 3 },
			...{ ExposedPorts: { '80/tcp': {} }, Env: ['FROM_IMAGE=1'] }
		});
		const unnamed = shown[0].Mounts.find(({ Destination }) => Destination === '/data')!.Name;
		expect(unnamed).toMatch(/^[0-9a-f]{32}$/);
		const volumes = () => docker.box.box.boxes.volumes().map(({ name }) => name);
		expect(volumes()).toEqual(expect.arrayContaining([unnamed, 'kept']));
		await ok('rm', '-v', 'made');
		expect(volumes()).toEqual(['kept']);
		await ok('run', '-d', '--rm', '-v', '/data', docker.shell, 'true');
		await until(async () => volumes().length === 1);
	});

	it('lets a shell without a terminal end, as Docker does', async () => {
		await ok('run', '-d', '--name', 'shell', docker.shell);
		expect(await ok('wait', 'shell')).toBe('0');
	});

	it('is refused what would break the rules of the owner, which is noted', async () => {
		for (const [flags, words] of [
			[['--privileged'], 'Privileged containers are not allowed'],
			[['--net', 'host'], 'the host’s network'],
			[['--pid', 'host'], 'the host’s process list'],
			[['--device', '/dev/null'], 'devices of the host'],
			[['--security-opt', 'seccomp=unconfined'], 'seccomp=unconfined'],
			[['-v', '/etc:/x'], '/etc']
		] as const) {
			const { code, err } = await fails('run', '-d', ...flags, docker.shell, 'true');
			expect([code, err]).toEqual([125, expect.stringContaining(words)]);
		}
		const noted = docker.box.box.audit.list({ limit: 50 }).filter(({ via }) => via === 'docker');
		expect(noted.filter(({ action, outcome }) => action === 'docker.create' && outcome === 'refused')).toHaveLength(5);
		expect(noted.filter(({ action }) => action === 'boxes.create').length).toBeGreaterThan(0);
	});

	it('lists by filters, newest first, and prunes what does not run', async () => {
		await ok('create', '--name', 'one', '--label', 'x=1', docker.shell, 'true');
		await new Promise((resolve) => setTimeout(resolve, 1100));
		await ok('run', '-d', '--name', 'two', '--label', 'x=2', docker.shell, 'sleep', '1000');
		const names = async (...filters: string[]) =>
			(await ok('ps', '-a', '--format', '{{.Names}}', ...filters.flatMap((one) => ['--filter', one]))).split('\n');
		expect(await names()).toEqual(['two', 'one']);
		expect(await names('label=x=1')).toEqual(['one']);
		expect(await names('before=two')).toEqual(['one']);
		expect(await names('since=one')).toEqual(['two']);
		expect(await names(`ancestor=${docker.shell}`, 'status=created')).toEqual(['one']);
		expect(await ok('container', 'prune', '-f', '--filter', 'label=x=2')).toContain('Total reclaimed space');
		expect(await names()).toEqual(['two', 'one']);
		await ok('container', 'prune', '-f');
		expect(await names()).toEqual(['two']);
	});

	it('hears of what happens', async () => {
		const before = Math.floor(Date.now() / 1000) - 1;
		await ok('run', '-d', '--rm', '--name', 'brief', '--label', 'a=b', docker.shell, 'sh', '-c', 'exit 7');
		await until(async () => (await ok('ps', '-aq')) === '');
		// The client sends times in whole seconds.
		await new Promise((resolve) => setTimeout(resolve, 1100));
		const listed = await ok(
			...['events', '--since', String(before), '--until', '0s', '--filter', 'container=brief'],
			...['--filter', 'label=a=b', '--format', '{{.Action}} {{.Actor.Attributes.exitCode}}']
		);
		expect(listed.split('\n').map((line) => line.replace(' <no value>', ''))).toEqual([
			'create',
			'start',
			'die 7',
			'destroy'
		]);
	});
});

/** Options of `docker run` in the real client, checked from inside of a real container. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerFixture, FILES, cannotUseDocker, type DockerFixture } from './support/docker-fixture.ts';
import { image, layer } from './support/registry-fixture.ts';

const why = cannotUseDocker();
if (why) console.log(`skipped: ${why}`);

describe.skipIf(why)('options of docker run', () => {
	let docker: DockerFixture;
	beforeAll(async () => {
		docker = await dockerFixture({ name: 'tdop' });
		await ok('pull', docker.shell);
	});
	afterAll(async () => {
		await docker?.docker(['rm', '-f', 'one']);
		await docker?.end();
	});
	/** Demands success and returns the output without its last line break. */
	async function ok(...args: string[]): Promise<string> {
		const { code, out, err } = await docker.docker(args);
		expect([code, err], args.join(' ')).toEqual([0, expect.anything()]);
		return out.trimEnd();
	}
	/** Runs a script in the container and returns its output. */
	async function inside(name: string, script: string): Promise<string> {
		const { engine, boxes } = docker.box.box;
		const session = await engine!.exec(boxes.find(name).id, 'main', { argv: ['sh', '-c', `{ ${script}; } 2>&1`] });
		session.stdin.end();
		session.stderr.resume();
		const pieces: Buffer[] = [];
		for await (const piece of session.stdout as AsyncIterable<Buffer>) pieces.push(piece);
		return Buffer.concat(pieces).toString().trim();
	}

	it('are real inside, and given back by inspect', async () => {
		const { code, err } = await docker.docker([
			...['run', '-d', '--name', 'one', '--hostname', 'web.home', '--cap-drop', 'ALL', '--cap-add', 'chown'],
			...['--read-only', '--tmpfs', '/scratch:size=2m', '--shm-size', '4m', '--ulimit', 'nofile=200:300', '--init'],
			...['--user', 'root:7', '--add-host', 'db:10.9.9.9', '--label', 'a@b=Host(`c`)'],
			...['--stop-signal', 'USR1', '--stop-timeout', '30', docker.shell],
			...['sh', '-c', 'trap "exit 9" USR1; while :; do sleep 0.1; done']
		]);
		expect([code, err]).toEqual([0, '']);
		expect(await inside('one', 'hostname')).toBe('web.home');
		expect(await inside('one', 'cat /proc/1/status')).toMatch(/CapEff:\t0{15}1\n/);
		expect(await inside('one', 'id -g; cat /etc/hosts')).toMatch(/^7\n[^]*10\.9\.9\.9\tdb$/);
		expect(await inside('one', 'touch /x')).toContain('Read-only file system');
		expect(await inside('one', 'touch /scratch/x && cat /proc/mounts')).toMatch(/ \/scratch tmpfs rw.*size=2048k/);
		expect(await inside('one', 'cat /proc/mounts')).toMatch(/ \/dev\/shm tmpfs rw.*size=4096k/);
		expect(await inside('one', 'cat /proc/self/limits')).toMatch(/open files +200 +300/);
		const [shown] = JSON.parse(await ok('inspect', 'one')) as [
			{ Config: Record<string, unknown>; HostConfig: Record<string, unknown> }
		];
		expect(shown.Config).toMatchObject({
			Hostname: 'web.home',
			StopSignal: 'SIGUSR1',
			StopTimeout: 30,
			User: 'root:7'
		});
		expect(shown.HostConfig).toMatchObject({
			...{ CapAdd: ['CAP_CHOWN'], CapDrop: ['ALL'], ReadonlyRootfs: true, ShmSize: 4 * 1024 ** 2, Init: true },
			ExtraHosts: ['db:10.9.9.9'],
			Tmpfs: { '/scratch': 'size=2097152' },
			Ulimits: [{ Name: 'nofile', Hard: 300, Soft: 200 }]
		});
		await ok('stop', 'one');
		expect(await ok('inspect', '-f', '{{.State.ExitCode}}', 'one')).toBe('9');
	});

	it('health: asked, shown by ps and inspect, sent as an event; the image’s too', async () => {
		const until = async (what: () => Promise<string>, wanted: string) => {
			for (let tries = 0; tries < 600 && (await what()) !== wanted; tries++)
				await new Promise((resolve) => setTimeout(resolve, 50));
			expect(await what()).toBe(wanted);
		};
		const name = 'sick';
		const check = ['--health-cmd', 'echo no; exit 3', '--health-interval', '1s', '--health-retries', '1'];
		await ok('run', '-d', '--name', name, ...check, docker.shell, 'sleep', '1000');
		await until(() => ok('inspect', '-f', '{{.State.Health.Status}}', name), 'unhealthy');
		expect(await ok('ps', '--filter', 'health=unhealthy', '--format', '{{.Names}} {{.Status}}')).toMatch(
			/^sick Up .* \(unhealthy\)$/
		);
		const shown = await ok('inspect', '-f', '{{json .State.Health}} {{json .Config.Healthcheck}}', name);
		expect(shown).toMatch(/"FailingStreak":[1-9].*"ExitCode":3,"Output":"no\\n"/);
		expect(shown).toContain('"Test":["CMD-SHELL","echo no; exit 3"]');
		const now = String(Math.floor(Date.now() / 1000) + 1);
		const events = await ok('events', '--since', '10m', '--until', now, '--filter', 'event=health_status');
		expect(events).toContain('health_status: unhealthy');
		await ok('rm', '-f', name);

		const { registry } = docker;
		const bottom = await layer(FILES);
		const config = { Cmd: ['sleep', '1000'], Healthcheck: { Test: ['CMD', 'true'], Interval: 1e9 } };
		await registry.push('well', image([bottom], { config }), '1');
		const well = `${registry.host}/well:1`;
		await ok('run', '-d', '--name', name, well);
		await until(() => ok('inspect', '-f', '{{.State.Health.Status}}', name), 'healthy');
		await ok('rm', '-f', name);
		await ok('run', '-d', '--name', name, '--no-healthcheck', well);
		expect(await ok('inspect', '-f', '{{.State.Health}}', name)).toBe('<nil>');
		await ok('rm', '-f', name);
	});

	it('has groups, settings of its network, and names for the host', async () => {
		const given = [
			...['--group-add', '20', '--sysctl', 'net.core.somaxconn=511', '--sysctl', 'net.ipv4.tcp_keepalive_time=61'],
			...['--add-host', 'host.docker.internal:host-gateway', '--dns', '192.0.2.1']
		];
		const script = 'id -G; cat /proc/sys/net/core/somaxconn /proc/sys/net/ipv4/tcp_keepalive_time; cat /etc/hosts';
		const { code, out, err } = await docker.docker([
			'run',
			'--name',
			'given',
			...given,
			docker.shell,
			'sh',
			'-c',
			script
		]);
		expect([code, out], err).toEqual([
			0,
			expect.stringMatching(/^0 20\n511\n61\n[^]*10\.\d+\.0\.1\s+host\.docker\.internal/)
		]);
		expect(err).toMatch(/name server of the box[^]*host-gateway leads only to/);
		expect(await ok('inspect', '-f', '{{.HostConfig.GroupAdd}} {{.HostConfig.Sysctls}}', 'given')).toBe(
			'[20] map[net.core.somaxconn:511 net.ipv4.tcp_keepalive_time:61]'
		);
		await ok('rm', 'given');
	});

	it.each([
		[['--cap-add', 'NET_ADMIN'], 'cannot have CAP_NET_ADMIN'],
		[['--cap-add', 'ALL'], 'cannot have all capabilities'],
		[['--sysctl', 'net.ipv4.ip_forward=1'], 'can only have these kernel settings'],
		[['--sysctl', 'net.core.somaxconn=many'], 'can only have numbers'],
		[['--group-add', 'video'], 'by number here'],
		[['--cap-drop', 'FLY'], 'no capability CAP_FLY'],
		[['--stop-signal', 'SEGV'], 'cannot be stopped with SIGSEGV'],
		[['--ulimit', 'rss=5'], 'Give one of core']
	])('%s is refused in words', async (flags, words) => {
		const { code, err } = await docker.docker(['create', ...flags, docker.shell]);
		expect([code, err]).toEqual([1, expect.stringContaining(words)]);
	});
});

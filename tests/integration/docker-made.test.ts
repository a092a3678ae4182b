/** Images of containers, their changes, their ports and their checks, with the real client. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	chmodSync,
	chownSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	spawn,
	statSync,
	symlinkSync,
	writeFileSync
} from '../support/as-root.ts';
import { createConnection } from 'node:net';
import { networkInterfaces } from 'node:os';
import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerFixture, cannotUseDocker, type DockerFixture } from './support/docker-fixture.ts';

const why = cannotUseDocker();
if (why) console.log(`skipped: ${why}`);

describe.skipIf(why)('what clients of Docker make of containers', () => {
	let docker: DockerFixture;
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-docker-made-'));
	beforeAll(async () => {
		docker = await dockerFixture({ name: 'tdmk', boxFolders: [join(folder, 'given')] });
		await ok('pull', docker.shell);
	});
	afterAll(async () => {
		await docker?.end();
		rmSync(folder, { recursive: true, force: true });
	});
	const ok = async (...args: string[]): Promise<string> => {
		const { code, out, err } = await docker.docker(args);
		expect([code, err], args.join(' ')).toEqual([0, expect.anything()]);
		return out.trimEnd();
	};
	const shell = (...args: string[]) => [docker.shell, 'sh', '-c', ...args];

	it('tells what a container has changed, and makes an image of it', async () => {
		await ok(
			'run',
			'-d',
			'--name',
			'work',
			'-e',
			'OWN=1',
			...shell('echo new > /made; mkdir /opt; echo x > /opt/x; rm /bin/env; echo "#" >> /etc/passwd; sleep 1000')
		);
		await expect
			.poll(() => ok('diff', 'work'), { timeout: 20_000 })
			.toBe('C /bin\nD /bin/env\nC /etc\nC /etc/passwd\nA /made\nA /opt\nA /opt/x');
		for (const args of [
			[
				'commit',
				'-a',
				'me',
				'-m',
				'by hand',
				'-c',
				'CMD ["cat", "/made"]',
				'-c',
				'ENV MORE=2',
				'-c',
				'EXPOSE 7',
				'work',
				'kept:1'
			],
			['commit', '--pause=false', 'work']
		]) {
			expect(await ok(...args)).toMatch(/^sha256:[0-9a-f]{64}$/);
		}
		expect(await ok('inspect', '-f', '{{.State.Status}}', 'work')).toBe('running');
		expect(await ok('run', '--rm', 'kept:1')).toBe('new');
		expect(await ok('run', '--rm', 'kept:1', 'sh', '-c', 'echo $OWN$MORE; ls /bin/env || cat /opt/x')).toBe('12\nx');
		expect(await ok('image', 'inspect', '-f', '{{.Author}} {{.Config.ExposedPorts}} {{.Config.Cmd}}', 'kept:1')).toBe(
			'me map[7/tcp:{}] [cat /made]'
		);
		expect(await ok('history', '--format', '{{.Comment}}', 'kept:1')).toBe('by hand');
		await ok('stop', '-t', '0', 'work');
		expect(await ok('diff', 'work')).toContain('A /made');
		for (const args of [
			['commit', '-c', 'RUN x', 'work', 'kept:2'],
			['commit', 'work', 'UPPER'],
			['commit', 'nobody'],
			['diff', 'nobody']
		]) {
			const { code, err } = await docker.docker(args);
			expect([code, err], args.join(' ')).toEqual([1, expect.stringMatching(/\w{5}/)]);
			expect(err).not.toMatch(/bug|went wrong/);
		}
		await ok('rm', 'work');
	});

	/** What a port answers, or null where nobody does. */
	const answer = (host: string, port: number) =>
		new Promise<string | null>((resolve) => {
			const socket = createConnection({ host, port, timeout: 5000 }, () => socket.end('hello\n'));
			let text = '';
			socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
			socket.once('timeout', () => socket.destroy());
			socket.on('error', () => {});
			socket.once('close', () => resolve(text === '' ? null : text));
		});
	const own = Object.values(networkInterfaces())
		.flatMap((all) => all ?? [])
		.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
	const SERVE = 'while true; do echo served | /bin/busybox nc -l -p 80; done';

	/** Whether the host has IPv6 and an nginx that carries ports. */
	const ipv6 = () => docker.box.box.portPlane!.available();

	it('opens ports at one address of the host, of a range, and all that are exposed', async () => {
		await ok('run', '-d', '--name', 'here', '-p', '127.0.0.1:18461:80', ...shell(SERVE));
		await ok('run', '-d', '--name', 'all', '-p', '18461-18463:80', '-p', '18470-18471:8000-8001/udp', ...shell(SERVE));
		await ok('run', '-d', '--name', 'exposed', '-P', '--expose', '80', '--expose', '53/udp', ...shell(SERVE));
		const everywhere = (await ipv6()) ? ['0.0.0.0', '[::]'] : ['0.0.0.0'];
		expect(await ok('port', 'here')).toBe('80/tcp -> 127.0.0.1:18461');
		expect(await ok('ps', '--filter', 'name=here', '--format', '{{.Ports}}')).toBe('127.0.0.1:18461->80/tcp');
		expect((await ok('port', 'all')).split('\n').sort()).toEqual(
			['80/tcp -> #:18462', '8000/udp -> #:18470', '8001/udp -> #:18471'].flatMap((line) =>
				everywhere.map((address) => line.replace('#', address))
			)
		);
		const exposed = (await ok('port', 'exposed', '53/udp')).split('\n');
		expect(exposed.map((line) => line.replace(/:\d+$/, ''))).toEqual(everywhere);
		await expect.poll(() => answer('127.0.0.1', 18_461), { timeout: 20_000 }).toBe('served\n');
		await expect.poll(() => answer('127.0.0.1', 18_462), { timeout: 20_000 }).toBe('served\n');
		if (own) {
			await expect.poll(() => answer(own, 18_462), { timeout: 20_000 }).toBe('served\n');
			expect(await answer(own, 18_461)).toBe(null);
		}
		const taken = await docker.docker(['run', '--rm', '-p', '18461-18462:80', docker.shell, 'true']);
		expect([taken.code, taken.err]).toEqual([125, expect.stringMatching(/uses port 18461/)]);
		for (const address of ['192.0.2.7', '[2001:db8::7]', '[fe80::7]']) {
			const { code, err } = await docker.docker(['run', '--rm', '-p', `${address}:18469:80`, docker.shell, 'true']);
			expect([code, err], address).toEqual([125, expect.stringMatching(/address/)]);
		}
		await ok('rm', '-f', 'here', 'all', 'exposed');
		expect(await answer('127.0.0.1', 18_461)).toBe(null);
	});

	it('opens ports at addresses of IPv6, and cuts what is open when they close', async (context) => {
		if (!(await ipv6())) context.skip('no IPv6, or no nginx with its module of streams');
		await ok('run', '-d', '--name', 'six', '-p', '[::1]:18481:80', ...shell(SERVE));
		const holds = 'sleep 1000 | /bin/busybox nc -l -p 80';
		await ok('run', '-d', '--name', 'both', '-p', '18482:80', '-p', '18482:81/udp', ...shell(holds));
		expect(await ok('port', 'six')).toBe('80/tcp -> [::1]:18481');
		expect(await ok('ps', '--filter', 'name=six', '--format', '{{.Ports}}')).toBe('[::1]:18481->80/tcp');
		await expect.poll(() => answer('::1', 18_481), { timeout: 20_000 }).toBe('served\n');
		expect(await answer('127.0.0.1', 18_481)).toBe(null);
		// busybox has no UDP server, so a program of the host serves in the container's network.
		const pid = await ok('inspect', '-f', '{{.State.Pid}}', 'both');
		const serve = '$s = IO::Socket::INET->new(LocalPort => 81, Proto => "udp"); $s->send($_) while $s->recv($_, 999)';
		const echo = spawn('nsenter', ['-t', pid, '-n', 'perl', '-MIO::Socket::INET', '-e', serve]);
		const udp = createSocket('udp6');
		const heard = new Set<string>();
		udp.on('message', (text) => heard.add(text.toString()));
		await expect.poll(() => (udp.send('hello', 18_482, '::1'), [...heard]), { timeout: 20_000 }).toContain('hello');
		udp.close();
		echo.kill();
		const open = createConnection({ host: '::1', port: 18_482 });
		const ended = new Promise((resolve) => open.on('error', () => {}).once('close', () => resolve('cut')));
		await new Promise((resolve) => open.once('connect', resolve));
		await ok('rm', '-f', 'both');
		expect(await ended).toBe('cut');
		expect(await answer('::1', 18_482)).toBe(null);
		expect(await answer('::1', 18_481)).toBe('served\n');
		// Immediately after that: nginx has released the port, or is about to.
		await ok('run', '--rm', '-p', '18482:80', docker.shell, 'true');
		await ok('rm', '-f', 'six');
		expect(await answer('::1', 18_481)).toBe(null);
	});

	it('never lets a container reach the loopback of the host', async () => {
		const udp = createSocket('udp4');
		const heard: string[] = [];
		await new Promise<void>((resolve) => udp.bind(18_475, '127.0.0.1', resolve));
		udp.on('message', (text) => heard.push(text.toString()));
		const { gateway } = docker;
		await ok(
			'run',
			'--rm',
			...shell(
				`echo x | /bin/busybox nc -w 2 -u ${gateway} 18475; echo x | /bin/busybox nc -w 2 ${gateway} 18461; true`
			)
		);
		expect(heard).toEqual([]);
		udp.close();
	});

	it('asks a container that starts as often as it is told to', async () => {
		const checks = [
			'--health-cmd',
			'true',
			'--health-interval',
			'60s',
			'--health-start-period',
			'60s',
			'--health-start-interval',
			'1s'
		];
		await ok('run', '-d', '--name', 'checked', ...checks, ...shell('sleep 1000'));
		await expect
			.poll(() => ok('inspect', '-f', '{{.State.Health.Status}}', 'checked'), { timeout: 20_000 })
			.toBe('healthy');
		expect(await ok('inspect', '-f', '{{.Config.Healthcheck.StartInterval}}', 'checked')).toBe('1s');
		await ok('rm', '-f', 'checked');
	});

	it('is not held up by checks that hang', async () => {
		const hang = ['--health-cmd', 'sleep 600', '--health-interval', '1s', '--health-timeout', '600s'];
		const names = Array.from({ length: 8 }, (_, n) => `hangs${n}`);
		for (const name of names) await ok('run', '-d', '--name', name, ...hang, ...shell('sleep 1000'));
		await ok('run', '-d', '--name', 'well', '--health-cmd', 'true', '--health-interval', '1s', ...shell('sleep 1000'));
		await expect
			.poll(() => ok('inspect', '-f', '{{.State.Health.Status}}', 'well'), { timeout: 30_000 })
			.toBe('healthy');
		await ok('rm', '-f', 'well', ...names);
	});

	it('has folders and files of the host below one that is allowed, and nothing else', async () => {
		const given = join(folder, 'given');
		for (const [path, text] of [
			['given/sub/a', 'in the folder\n'],
			['given/file', 'one file\n'],
			['other/secret', 'SECRET\n']
		] as const) {
			mkdirSync(join(folder, path, '..'), { recursive: true });
			writeFileSync(join(folder, path), text);
		}
		for (const path of ['', 'given', 'given/sub', 'given/sub/a', 'given/file', 'other']) {
			chmodSync(join(folder, path), path.endsWith('a') || path.endsWith('file') ? 0o644 : 0o755);
			if (path !== '') chownSync(join(folder, path), 1234, 1234);
		}
		symlinkSync(join(folder, 'other'), join(given, 'link'));
		symlinkSync('/etc/shadow', join(given, 'shadow'));
		const mounts = [
			'-v',
			`${given}/sub:/x`,
			'--mount',
			`type=bind,source=${given}/file,target=/etc/one,readonly`,
			'-v',
			`${given}/sub:/ro:ro`
		];
		const script = 'cat /x/a /etc/one; echo made > /x/b; touch /ro/c || echo READONLY; touch /etc/one || echo READONLY';
		expect(await ok('run', '--rm', ...mounts, ...shell(script))).toBe('in the folder\none file\nREADONLY\nREADONLY');
		expect(readFileSync(join(given, 'sub/b'), 'utf8')).toBe('made\n');
		expect(statSync(join(given, 'sub/b')).uid).toBe(1234);
		await ok('run', '-d', '--name', 'bound', ...mounts, ...shell('sleep 1000'));
		expect(await ok('inspect', '-f', '{{range .Mounts}}{{.Type}} {{.Destination}} {{.RW}};{{end}}', 'bound')).toContain(
			'bind /x true;'
		);
		await ok('restart', '-t', '0', 'bound');
		expect(await ok('exec', 'bound', 'cat', '/x/b')).toBe('made');
		await ok('rm', '-f', 'bound');
		expect(existsSync(join(given, 'sub/a'))).toBe(true);
		for (const source of [
			'/etc',
			'/',
			folder,
			join(folder, 'other'),
			`${given}/../other`,
			`${given}/link`,
			`${given}/shadow`,
			`${given}2`,
			docker.box.box.paths.data,
			`${given}/none`
		]) {
			const { code, out, err } = await docker.docker([
				'run',
				'--rm',
				'-v',
				`${source}:/x`,
				docker.shell,
				'sh',
				'-c',
				'cat /x/secret /x'
			]);
			expect([code === 0, out, err], source).toEqual([false, '', expect.stringMatching(/may not use|There is no/)]);
		}
	});

	it('pulls as the client is told to', async () => {
		await ok('rmi', '-f', docker.shell);
		const never = await docker.docker(['run', '--rm', '--pull', 'never', docker.shell, 'true']);
		expect([never.code, never.err]).toEqual([125, expect.stringMatching(/No such image/i)]);
		await ok('run', '--rm', '--pull', 'missing', docker.shell, 'true');
		const always = await docker.docker(['run', '--rm', '--pull', 'always', docker.shell, 'true']);
		expect([always.code, `${always.err}${always.out}`]).toEqual([0, expect.stringContaining('Image is up to date')]);
	});
});

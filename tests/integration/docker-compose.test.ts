/**
 * Debian's docker-compose v1 and v2 against a box: three real services, started, scaled and
 * stopped.
 */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync, writeFileSync } from '../support/as-root.ts';
import { composeV2 } from '../support/compose-v2.ts';
import { dockerFixture, FILES, cannotUseDocker, type DockerFixture } from './support/docker-fixture.ts';
import { programEntries } from './support/program-entries.ts';
import { image, layer, type Entry } from './support/registry-fixture.ts';

const programs = ['/usr/bin/docker-compose', '/usr/bin/redis-server', '/usr/sbin/nginx', '/usr/bin/buildah'];
const missing = programs.find((file) => !existsSync(file));
const cannot = cannotUseDocker() ?? (missing ? `there is no ${missing}` : null);
const v2 = cannot ? null : composeV2();
const why = cannot ?? (v2 === null ? 'there is no docker compose v2' : null);
if (why) console.log(`skipped: ${why}`);

const file = join(import.meta.dirname, '../fixtures/compose/docker-compose.yml');
const wholeFile = join(import.meta.dirname, '../fixtures/compose/whole.yml');
const NGINX = `user root; daemon off; pid /tmp/nginx.pid; error_log stderr; events {}
http {
	access_log /dev/stdout;
	client_body_temp_path /tmp/1; proxy_temp_path /tmp/2; fastcgi_temp_path /tmp/3; uwsgi_temp_path /tmp/4;
	scgi_temp_path /tmp/5;
	server { listen 80; location / { proxy_pass http://api:8000; } }
}
`;

/** A service that compose builds, on a network with IPv6. */
const BUILT = `services:
  app:
    build:
      context: .
      args: { WORD: by-compose }
    volumes: ['kept:/kept']
networks:
  default:
    enable_ipv6: true
    ipam: { config: [{ subnet: 'fd00:9::/64' }] }
volumes:
  kept: {}
`;
const dockerfile = (base: string) => `FROM ${base} AS first
ARG WORD=none
RUN echo "built $WORD" > /made
FROM ${base}
COPY --from=first /made /
COPY own.txt /
CMD ["sh", "-c", "cat /made; exec sleep 1000"]
`;

/** Each version's separator in container names, and its word for a stopped container. */
const VERSIONS = [
	{ version: 'v1', program: programs[0]!, joint: '_', stopped: 'stopped' },
	{ version: 'v2', program: v2 ?? '', joint: '-', stopped: 'exited' }
];
let docker: DockerFixture;
beforeAll(async () => {
	if (why) return;
	docker = await dockerFixture({ name: 'tdcm' });
	const push = async (
		name: string,
		paths: readonly string[],
		more: readonly Entry[],
		config: Record<string, unknown>
	) => {
		const files = [...FILES, ...programEntries(['/bin/bash', ...paths]), ...more];
		const once = files.filter(({ name: path }, at) => files.findIndex((one) => one.name === path) === at);
		await docker.registry.push(name, image([await layer(once)], { config, history: true }), '1');
	};
	const conf: Entry = { name: 'etc/nginx.conf', mode: 0o644, content: NGINX };
	await push('bash', [], [], { Cmd: ['/bin/bash'] });
	await push('redis', ['/usr/bin/redis-server'], [], {});
	await push('nginx', ['/usr/sbin/nginx'], [conf], {
		Cmd: ['/usr/sbin/nginx', '-e', 'stderr', '-c', '/etc/nginx.conf']
	});
});
afterAll(async () => {
	await docker?.end();
});

describe.skipIf(why)('a registry without TLS on this machine, which the box has not asked before', () => {
	it('gives docker compose v2 all images, which it asks for at the same time', async () => {
		const { code, err } = await docker.docker(['-f', file, '-p', 'shop', 'pull'], {
			cli: v2!,
			timeoutMs: 120_000,
			env: { IMAGES: docker.registry.host }
		});
		expect([code, err]).toEqual([0, expect.not.stringContaining('https')]);
		const here = await docker.docker(['images', '--format', '{{.Repository}}:{{.Tag}}']);
		const images = ['bash', 'nginx', 'redis'].map((name) => `${docker.registry.host}/${name}:1`);
		expect(here.out.trim().split('\n').sort()).toEqual(images);
		// The tests below pull the images themselves.
		expect(await docker.docker(['rmi', ...images])).toMatchObject({ code: 0 });
	});
});

describe.skipIf(why).each(VERSIONS)('docker compose $version', ({ program, joint, stopped }) => {
	const containers = ['app', 'db', 'web'].map((service) => ['shop', service, '1'].join(joint));
	const compose = async (...args: string[]) => {
		const { code, out, err } = await docker.docker(['-f', file, '-p', 'shop', ...args], {
			cli: program,
			timeoutMs: 120_000,
			env: { IMAGES: docker.registry.host }
		});
		expect([code, err], args.join(' ')).toEqual([0, expect.anything()]);
		return out;
	};
	const ok = async (...args: string[]) => {
		const { code, out, err } = await docker.docker(args);
		expect([code, err], args.join(' ')).toEqual([0, expect.anything()]);
		return out.trimEnd();
	};
	/** Sends text from a service to a port by name. Returns the answer or the error. */
	const say = async (service: string, to: string, port: number, words: string) => {
		const line = `exec 3<>/dev/tcp/${to}/${port} && echo -e '${words}' >&3 && exec cat <&3`;
		const { out, err } = await docker.docker(['exec', ['shop', service, '1'].join(joint), '/bin/bash', '-c', line]);
		return out + err;
	};

	it('brings services up, that find each other as far as they share a network', async () => {
		await compose('up', '-d');
		expect((await ok('ps', '--format', '{{.Names}} {{.State}}')).split('\n').sort()).toEqual(
			containers.map((name) => `${name} running`)
		);
		expect((await ok('network', 'ls', '--filter', 'type=custom', '--format', '{{.Name}}')).split('\n').sort()).toEqual([
			'shop_back',
			'shop_front'
		]);
		expect(await ok('volume', 'inspect', '-f', '{{.Labels.project}}', 'shop_data')).toBe('shop');
		// nginx reaches the app by its alias, and the app reaches the database by its service name.
		await expect
			.poll(() => say('app', 'web', 80, 'GET /passwd HTTP/1.0\\r\\n\\r'), { timeout: 20_000 })
			.toContain('root:x:0:0');
		await expect.poll(() => say('app', 'db', 6379, 'PING\\r\\nQUIT\\r')).toContain('+PONG');
		expect(await say('web', 'db', 6379, 'PING\\r\\nQUIT\\r')).toMatch(/Name or service not known|Temporary failure/);
	});

	it('says how they are, what they wrote, and where their ports are', async () => {
		const shown = await compose('ps');
		for (const name of containers) expect(shown).toMatch(new RegExp(`${name}.*Up`));
		expect(await compose('port', 'web', '80')).toMatch(/^0\.0\.0\.0:\d+\n$/);
		await expect.poll(() => compose('logs', '--no-color', 'db')).toContain('Ready to accept connections');
		expect(await compose('exec', '-T', 'app', 'cat', '/etc/passwd')).toContain('root:x:0:0');
	});

	it('leaves what is as it should be, and scales the rest', async () => {
		const before = await ok('ps', '-q', '--no-trunc');
		await compose('up', '-d');
		expect(await ok('ps', '-q', '--no-trunc')).toBe(before);
		await compose('up', '-d', '--scale', 'app=3');
		const { out } = await docker.docker(['exec', containers[2]!, 'busybox', 'nslookup', 'api']);
		const [, address = ''] = /^(\d+\.\d+)\.0\.0/.exec(docker.box.subnet) ?? [];
		const found = [...out.matchAll(/^Address:\s+(\S+)/gm)].map(([, one]) => one!);
		expect(found.filter((one) => one.startsWith(`${address}.19`))).toHaveLength(3);
		await compose('stop', '-t', '1', 'app');
		expect(await compose('ps', '--services', '--filter', `status=${stopped}`)).toMatch(/^(app\n)+$/);
	});

	it('builds what a service is built from, and removes the image with the rest', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'dogebox-compose-build-'));
		try {
			writeFileSync(join(folder, 'docker-compose.yml'), BUILT);
			writeFileSync(join(folder, 'Dockerfile'), dockerfile(`${docker.registry.host}/bash:1`));
			writeFileSync(join(folder, 'own.txt'), 'of the folder\n');
			const build = async (...args: string[]) => {
				const { code, out, err } = await docker.docker(
					['-f', join(folder, 'docker-compose.yml'), '-p', 'made', '--project-directory', folder, ...args],
					{ cli: program, timeoutMs: 180_000, env: { DOCKER_BUILDKIT: '0', COMPOSE_DOCKER_CLI_BUILD: '0' } }
				);
				expect([code, err], args.join(' ')).toEqual([0, expect.anything()]);
				return out;
			};
			await build('up', '-d', '--build');
			const container = ['made', 'app', '1'].join(joint);
			expect(await ok('ps', '--filter', `name=${container}`, '--format', '{{.Image}}')).toBe(`made${joint}app`);
			await expect.poll(() => build('logs', '--no-color', 'app')).toContain('built by-compose');
			expect(await build('exec', '-T', 'app', 'cat', '/made', '/own.txt')).toBe('built by-compose\nof the folder\n');
			expect(await ok('network', 'inspect', '-f', '{{.EnableIPv6}}', 'made_default')).toBe('true');
			// Nothing is built or recreated when nothing has changed.
			const before = await ok('ps', '-q', '--no-trunc', '--filter', `name=${container}`);
			await build('up', '-d', '--build');
			expect(await ok('ps', '-q', '--no-trunc', '--filter', `name=${container}`)).toBe(before);
			// After a change it is rebuilt and recreated. The old image has lost its name to the
			// new one.
			writeFileSync(join(folder, 'own.txt'), 'of the folder, again\n');
			await build('up', '-d', '--build');
			expect(await build('exec', '-T', 'app', 'cat', '/own.txt')).toBe('of the folder, again\n');
			await build('down', '-v', '--rmi', 'local', '-t', '1');
			expect(await ok('images', '-q', `made${joint}app`)).toBe('');
			expect(await ok('volume', 'ls', '-q', '--filter', 'name=made_kept')).toBe('');
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});

	it('takes what people write of a service, and waits for those that are to be well or done', async () => {
		const whole = async (...args: string[]) => {
			const { code, out, err } = await docker.docker(['-f', wholeFile, '-p', 'whole', ...args], {
				cli: program,
				timeoutMs: 120_000,
				env: { IMAGES: docker.registry.host }
			});
			expect([code, err], args.join(' ')).toEqual([0, expect.anything()]);
			return out;
		};
		const inside = (script: string) => ok('exec', 'whole', 'busybox', 'sh', '-c', script);
		const named = (service: string) => ['whole', service, '1'].join(joint);
		await whole('up', '-d');
		try {
			expect((await ok('ps', '-a', '--format', '{{.Names}} {{.Status}}')).split('\n').sort()).toEqual(
				expect.arrayContaining([
					expect.stringMatching(/^whole Up .*\(healthy\)$/),
					expect.stringMatching(new RegExp(`^${named('once')} Exited \\(0\\)`)),
					expect.stringMatching(new RegExp(`^${named('after')} Up `)),
					expect.stringMatching(new RegExp(`^${named('bare')} Up `))
				])
			);
			expect(await inside('hostname; cat greeting; echo $FROM_FILE; pwd; ulimit -n')).toBe(
				'whole-host\nhello\nyes\n/kept\n200'
			);
			expect(await inside('cat /proc/sys/net/core/somaxconn /etc/hosts')).toMatch(/^512\n[^]*192\.0\.2\.9\s+elsewhere/);
			expect(await inside('grep -c -E " (/scratch|/fast|/dev/shm|/anonymous|/kept) " /proc/mounts')).toBe('5');
			expect(await ok('exec', named('after'), 'busybox', 'nslookup', 'also')).toMatch(/Address/);
			const how = '{{.HostConfig.RestartPolicy.Name}} {{.HostConfig.Memory}} {{.HostConfig.PidsLimit}} {{.Config.Tty}}';
			expect(await ok('inspect', '-f', how, 'whole')).toBe('on-failure 134217728 100 true');
			expect(await ok('inspect', '-f', '{{.HostConfig.Memory}}', named('after'))).toBe('67108864');
			expect(await ok('port', 'whole')).toMatch(/53\/udp -> .*\n[^]*9000\/tcp -> 127\.0\.0\.1:\d+/);
			// A container without changes is not recreated, unless that is requested.
			const id = await ok('ps', '-q', '--no-trunc', '--filter', 'name=^/whole$');
			await whole('up', '-d');
			expect(await ok('ps', '-q', '--no-trunc', '--filter', 'name=^/whole$')).toBe(id);
			await whole('up', '-d', '--force-recreate', '--no-deps', 'whole');
			expect(await ok('ps', '-q', '--no-trunc', '--filter', 'name=^/whole$')).not.toBe(id);
			expect(await inside('cat /kept/greeting')).toBe('hello');

			expect(await whole('run', '--rm', '-T', '--no-deps', 'after', 'busybox', 'echo', 'by run')).toBe('by run\n');
			await whole('pause', 'bare');
			expect(await ok('inspect', '-f', '{{.State.Status}}', named('bare'))).toBe('paused');
			await whole('unpause', 'bare');
			await whole('restart', '-t', '0', 'bare');
			expect(await whole('top', 'bare')).toContain('sleep 1000');
			await whole('kill', 'bare');
			await whole('rm', '-f', 'bare');
			expect(await ok('ps', '-aq', '--filter', `name=${named('bare')}`)).toBe('');
			expect(await whole('images')).toContain(`${docker.registry.host}/bash`);
			await whole('stop', '-t', '0', 'after');
			await whole('start', 'after');
		} finally {
			await whole('down', '-v', '-t', '0', '--remove-orphans');
		}
		expect(await ok('volume', 'ls', '-q', '--filter', 'name=whole_kept')).toBe('');
		expect(await ok('network', 'ls', '-q', '--filter', 'name=whole_inner')).toBe('');
	});

	it('takes all of it down', async () => {
		await compose('down', '-v', '-t', '1');
		expect(await ok('ps', '-aq')).toBe('');
		expect(await ok('network', 'ls', '-q', '--filter', 'type=custom')).toBe('');
		expect(await ok('volume', 'ls', '-q', '--filter', 'name=shop_data')).toBe('');
	});
});

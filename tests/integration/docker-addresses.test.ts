/**
 * Chosen addresses of containers, with real clients of Docker, real containers and the real
 * firewall.
 */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { mkdtempSync, rmSync, writeFileSync } from '../support/as-root.ts';
import { composeV2 } from '../support/compose-v2.ts';
import {
	CLIENTS,
	dockerFixture,
	FILES,
	cannotUseDocker,
	sampled,
	type DockerFixture
} from './support/docker-fixture.ts';
import { inside as insideOf, listens } from './support/inside-docker.ts';
import { programEntries } from './support/program-entries.ts';
import { image, layer } from './support/registry-fixture.ts';
import { homeNetworks, run } from './support/test-network.ts';

const cannot = cannotUseDocker();
const v1 = '/usr/bin/docker-compose';
const v2 = cannot ? null : composeV2();
const why = cannot ?? (v2 === null || !existsSync(v1) ? 'there is no docker compose' : null);
if (why) console.log(`skipped: ${why}`);

/** A compose file in which a name server has a fixed address. */
const compose = (shell: string, word: string) => `services:
  dns:
    image: ${shell}
    command: busybox httpd -f -p 80 -h /etc
    environment: { WORD: ${word} }
    networks:
      lan: { ipv4_address: 172.30.83.10 }
  app:
    image: ${shell}
    command: sleep 1000
    networks:
      lan: { ipv4_address: 172.30.83.11 }
      default: {}
networks:
  lan:
    ipam:
      config: [{ subnet: 172.30.83.0/24, gateway: 172.30.83.1 }]
`;

describe.skipIf(why)('chosen addresses of containers', () => {
	let docker: DockerFixture;
	/** Reference of an image with busybox and bash. */
	let shell = '';
	beforeAll(async () => {
		docker = await dockerFixture({ name: 'tdad' });
		const files = [...FILES, ...programEntries(['/bin/bash'])];
		const whole = image([
			await layer(files.filter(({ name }, at) => files.findIndex((one) => one.name === name) === at))
		]);
		await docker.registry.push('bash', whole, '1');
		shell = `${docker.registry.host}/bash:1`;
	});
	afterEach(async () => {
		const { out } = await docker.docker(['ps', '-aq']);
		const ids = out.split('\n').filter(Boolean);
		if (ids.length > 0) await docker.docker(['rm', '-f', ...ids]);
		await docker.docker(['network', 'prune', '-f']);
		await nothingLeft();
	});
	afterAll(async () => {
		await docker?.end();
	});

	/** The host's rules for the bridge and its routes to chosen addresses, in any table. */
	const left = () => {
		const { bridge } = docker.box.box.names;
		const rules = run('ip', '-4', 'rule', 'show').stdout.split('\n');
		return [
			rules.filter((line) => line.includes(`iif ${bridge} `)),
			run('ip', '-4', 'route', 'show', 'table', 'all')
				.stdout.split('\n')
				.filter((line) => line.startsWith('172.30.8') && line.includes(bridge))
				.join('; ')
		];
	};
	/**
	 * Polls, because a stop is answered when the processes have ended. The network is cleared
	 * right after that.
	 */
	const nothingLeft = () => vi.waitFor(() => expect(left()).toEqual([[], '']), { timeout: 20_000, interval: 50 });
	const inside = (name: string, ...argv: string[]) => insideOf(docker, name, ...argv);
	const get = async (from: string, host: string) => {
		const [, said] = await inside(
			from,
			...['/bin/bash', '-c'],
			`exec 3<>/dev/tcp/${host}/80 && echo -e 'GET /passwd HTTP/1.0\r\n\r' >&3 && exec cat <&3`
		);
		return said.includes('root:x:0:0') ? 'served' : said.includes('refused') ? 'refused' : said;
	};

	describe.each(sampled(CLIENTS, CLIENTS.slice(0, 1)))('by %s', (cli) => {
		async function ok(...args: string[]): Promise<string> {
			const { code, out, err } = await docker.docker(args, { cli });
			expect([code, err], args.join(' ')).toEqual([0, expect.anything()]);
			return out.trimEnd();
		}
		async function fails(...args: string[]): Promise<string> {
			const { code, err } = await docker.docker(args, { cli });
			expect(code, args.join(' ')).not.toBe(0);
			return err;
		}
		const serve = async (...args: string[]) => {
			await ok('run', '-d', ...args, shell, 'busybox', 'httpd', '-f', '-p', '80', '-h', '/etc');
			await listens(docker, args[args.indexOf('--name') + 1]!);
		};
		const idle = (...args: string[]) => ok('run', '-d', ...args, shell, 'sleep', '1000');
		const shown = (name: string, network: string) =>
			ok(
				...['inspect', '-f'],
				`{{with index .NetworkSettings.Networks "${network}"}}{{.IPAddress}} {{.IPAMConfig.IPv4Address}}{{end}}`,
				name
			);

		it('run gives one, by which and by name others on the network find it, and nobody else', async () => {
			await ok('network', 'create', '--subnet', '172.30.81.0/24', 'shop');
			await serve('--name', 'web', '--network', 'shop', '--ip', '172.30.81.10');
			await idle('--name', 'app', '--network', 'shop', '--ip', '172.30.81.11');
			await idle('--name', 'plain', '--network', 'shop');
			await ok('network', 'create', 'other');
			await idle('--name', 'spy', '--network', 'other');
			for (const [from, to] of [
				['app', '172.30.81.10'],
				['app', 'web'],
				['plain', '172.30.81.10'],
				['web', '172.30.81.10'],
				['web', 'web']
			] as const)
				expect(await get(from, to), `${from} to ${to}`).toBe('served');
			expect(await get('spy', '172.30.81.10')).not.toBe('served');
			expect(await inside('app', 'busybox', 'nslookup', 'web')).toEqual([0, expect.stringContaining('172.30.81.10')]);
			expect(await inside('app', 'busybox', 'nslookup', '172.30.81.10')).toEqual([
				0,
				expect.stringContaining('web.shop')
			]);
			expect(await shown('web', 'shop')).toBe('172.30.81.10 172.30.81.10');
			const all = '{{range .Containers}}{{.Name}} {{.IPv4Address}};{{end}}';
			expect((await ok('network', 'inspect', '-f', all, 'shop')).split(';')).toContain('web 172.30.81.10/24');
		});

		it('connect and disconnect give and take one while a container runs', async () => {
			await ok('network', 'create', '--subnet', '172.30.81.0/24', 'shop');
			await serve('--name', 'web');
			await idle('--name', 'app', '--network', 'shop');
			await ok('network', 'connect', '--ip', '172.30.81.10', 'shop', 'web');
			expect(await get('app', '172.30.81.10')).toBe('served');
			expect(await shown('web', 'shop')).toBe('172.30.81.10 172.30.81.10');
			await ok('network', 'disconnect', 'shop', 'web');
			expect(await get('app', '172.30.81.10')).not.toBe('served');
			await nothingLeft();
			await ok('network', 'connect', '--ip', '172.30.81.12', 'shop', 'web');
			expect(await get('app', 'web')).toBe('served');
			expect(await get('app', '172.30.81.12')).toBe('served');
		});

		it('is there again after restarts, of the container and of dogeboxd', async () => {
			await ok('network', 'create', '--subnet', '172.30.81.0/24', 'shop');
			await serve('--name', 'web', '--network', 'shop', '--ip', '172.30.81.10');
			await idle('--name', 'app', '--network', 'shop');
			await ok('restart', '-t', '0', 'web');
			await listens(docker, 'web');
			expect(await get('app', '172.30.81.10')).toBe('served');
			await docker.restart();
			expect(await get('app', '172.30.81.10')).toBe('served');
			await ok('stop', '-t', '0', 'web');
			await nothingLeft();
			await ok('start', 'web');
			await listens(docker, 'web');
			expect(await get('app', '172.30.81.10')).toBe('served');
		});

		it('is refused in words where it cannot be given', async () => {
			const { subnet } = docker.box;
			const home = homeNetworks().find(
				(net) => /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(net) && net !== subnet
			);
			await ok('network', 'create', 'bare');
			await ok('network', 'create', '--subnet', '172.30.81.0/24', 'shop');
			await ok('network', 'create', '--subnet', '172.30.81.0/25', 'twin');
			await ok('network', 'create', '--subnet', subnet, 'boxes');
			await ok('network', 'create', '--subnet', '9.9.9.0/24', 'world');
			await ok('network', 'create', '--subnet', '172.30.82.0/24', '--gateway', '172.30.82.7', 'gate');
			if (home) await ok('network', 'create', '--subnet', home, 'home');
			await serve('--name', 'web', '--network', 'shop', '--ip', '172.30.81.10');
			const rows: [network: string, ip: string, words: string][] = [
				['bare', '172.30.81.20', 'with its own subnet'],
				['bridge', '172.30.81.20', 'user specified IP address is supported on user defined networks only'],
				['shop', '172.30.90.20', 'does not belong to the network’s subnet 172.30.81.0/24'],
				['shop', '172.30.81.0', 'network or broadcast address'],
				['shop', '172.30.81.255', 'network or broadcast address'],
				['shop', '172.30.81.1', 'the network’s gateway'],
				['gate', '172.30.82.7', 'the network’s gateway'],
				['shop', '172.30.81.10', 'Address already in use: 172.30.81.10'],
				['twin', '172.30.81.20', 'overlaps with the network “shop”'],
				['boxes', subnet.replace(/0\.0\/.*/, '9.9'), 'the network of all containers'],
				['world', '9.9.9.9', 'not a private network']
			];
			if (home) rows.push(['home', home.replace(/\d+\/\d+$/, '77'), 'which this host or its home network uses']);
			for (const [network, ip, words] of rows) {
				expect(
					await fails('run', '-d', '--name', 'late', '--network', network, '--ip', ip, shell, 'sleep', '9')
				).toContain(words);
				await docker.docker(['rm', '-f', 'late'], { cli });
			}
			await ok('network', 'create', '--ipv6', '--subnet', 'fd00:7::/64', 'six');
			expect(await fails('run', '-d', '--network', 'six', '--ip6', 'fd00:7::5', shell)).toContain(
				'chosen IPv6 address'
			);
			await idle('--name', 'app');
			expect(await fails('network', 'connect', '--ip', '172.30.81.10', 'shop', 'app')).toContain(
				'Address already in use'
			);
			// None of the refused requests left a route.
			expect(String(left()[1]).trim()).toMatch(/^172\.30\.81\.10 via \S+ dev \S+ table \S+$/);
		});
	});

	it.each([
		['v1', v1],
		['v2', v2 ?? '']
	])(
		'compose %s gives them, keeps them for a container that is made anew, and takes them away',
		async (_version, program) => {
			const folder = mkdtempSync(join(tmpdir(), 'dogebox-addresses-'));
			const up = (word: string) => {
				writeFileSync(join(folder, 'docker-compose.yml'), compose(shell, word));
				return by('up', '-d');
			};
			const by = async (...args: string[]) => {
				const words = ['-p', 'lan', '-f', join(folder, 'docker-compose.yml'), ...args];
				const { code, out, err } = await docker.docker(words, { cli: program, timeoutMs: 120_000 });
				expect([code, err], args.join(' ')).toEqual([0, expect.anything()]);
				return out;
			};
			const named = (service: string) => docker.box.box.boxes.all().find(({ name }) => name.includes(service))!.name;
			try {
				for (const word of ['first', 'second']) {
					await up(word);
					await listens(docker, named('dns'));
					expect((await inside(named('dns'), 'busybox', 'env'))[1]).toContain(`WORD=${word}`);
					expect(await get(named('app'), '172.30.83.10')).toBe('served');
					expect(await get(named('app'), 'dns')).toBe('served');
				}
				await by('restart', '-t', '0');
				await listens(docker, named('dns'));
				expect(await get(named('app'), '172.30.83.10')).toBe('served');
				await by('down', '-t', '0');
				await nothingLeft();
			} finally {
				rmSync(folder, { recursive: true, force: true });
			}
		}
	);
});

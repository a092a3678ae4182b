/**
 * Networks of containers, with the real clients of Docker, real containers and the real firewall.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CLIENTS, dockerFixture, FILES, cannotUseDocker, type DockerFixture } from './support/docker-fixture.ts';
import { inside as insideOf, listens } from './support/inside-docker.ts';
import { programEntries } from './support/program-entries.ts';
import { image, layer } from './support/registry-fixture.ts';

const why = cannotUseDocker();
if (why) console.log(`skipped: ${why}`);

describe.skipIf(why)('networks of containers', () => {
	let docker: DockerFixture;
	/** Reference of an image with busybox and bash. */
	let shell = '';
	beforeAll(async () => {
		docker = await dockerFixture({ name: 'tdnw' });
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
	});
	afterAll(async () => {
		await docker?.end();
	});

	async function ok(...args: string[]): Promise<string> {
		const { code, out, err } = await docker.docker(args);
		expect([code, err], args.join(' ')).toEqual([0, expect.anything()]);
		return out.trimEnd();
	}
	async function fails(...args: string[]): Promise<string> {
		const { code, err } = await docker.docker(args);
		expect(code, args.join(' ')).not.toBe(0);
		return err;
	}
	const inside = (name: string, ...argv: string[]) => insideOf(docker, name, ...argv);
	/**
	 * Requests a page by the C library's name resolution, as programs do. Returns `served` or the
	 * reason for the failure.
	 */
	const get = async (from: string, host: string) => {
		const [, said] = await inside(
			from,
			...['/bin/bash', '-c'],
			`exec 3<>/dev/tcp/${host}/80 && echo -e 'GET /passwd HTTP/1.0\r\n\r' >&3 && exec cat <&3`
		);
		if (said.includes('root:x:0:0')) return 'served';
		if (said.includes('Connection refused')) return 'refused';
		return /Name or service not known|Temporary failure in name resolution/.test(said) ? 'no such name' : said;
	};
	const serve = async (...args: string[]) => {
		const id = await ok('run', '-d', ...args, shell, 'busybox', 'httpd', '-f', '-p', '80', '-h', '/etc');
		await listens(docker, args[args.indexOf('--name') + 1]!);
		return id;
	};
	const idle = (...args: string[]) => ok('run', '-d', ...args, shell, 'sleep', '1000');
	const addressOf = (name: string) =>
		ok('inspect', '-f', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', name);

	it.each(CLIENTS)('%s makes, lists, shows and removes them', async (cli) => {
		const run = async (...args: string[]) => {
			const { code, out, err } = await docker.docker(args, { cli });
			expect([code, err], args.join(' ')).toEqual([0, expect.anything()]);
			return out.trimEnd();
		};
		const id = await run('network', 'create', '--label', 'a=b', '--internal', '--subnet', '172.30.0.0/16', 'shop');
		expect(id).toMatch(/^[0-9a-f]{64}$/);
		expect((await run('network', 'ls', '--format', '{{.Name}} {{.Driver}} {{.Scope}}')).split('\n').sort()).toEqual([
			'bridge bridge local',
			'host host local',
			'none null local',
			'shop bridge local'
		]);
		expect(await run('network', 'ls', '-q', '--no-trunc', '--filter', 'label=a=b')).toBe(id);
		expect(await run('network', 'ls', '--filter', 'type=custom', '--format', '{{.Name}}')).toBe('shop');
		expect(
			await run(
				'network',
				'inspect',
				'-f',
				'{{.Internal}} {{.Labels.a}} {{(index .IPAM.Config 0).Subnet}}',
				id.slice(0, 8)
			)
		).toBe('true b 172.30.0.0/16');
		const again = await docker.docker(['network', 'create', 'shop'], { cli });
		expect(again.err).toContain('network with name shop already exists');
		expect(await run('network', 'rm', 'shop')).toBe('shop');
		expect((await docker.docker(['network', 'inspect', 'shop'], { cli })).err).toMatch(
			/network shop not found|No such network: shop/
		);
	});

	it('refuses what there is not, in words', async () => {
		expect(await fails('network', 'create', '-d', 'macvlan', 'x')).toContain('driver “macvlan” is not offered');
		expect(await fails('network', 'create', '--subnet', 'fd00:1::/64', 'x')).toMatch(/IPv6|no IPv6/);
		expect(await fails('network', 'rm', 'bridge')).toContain('bridge is a pre-defined network and cannot be removed');
		expect(await fails('run', '-d', '--network', 'nowhere', shell)).toContain('network nowhere not found');
		expect(await fails('run', '-d', '--network', 'host', shell)).toContain('NetworkMode=host');
		expect(await fails('run', '-d', '--network', 'container:x', shell)).toContain('another container');
		await ok('network', 'create', 'shop');
		expect(await fails('run', '-d', '--network', 'shop', '--ip', '10.1.1.1', shell, 'true')).toContain(
			'its own subnet'
		);
		expect(await fails('run', '-d', '--network', 'shop', '--network-alias', 'localhost', shell, 'true')).toContain(
			'is reserved in every box'
		);
		expect(await ok('ps', '-aq')).toBe('');
	});

	it('leads by name, alias, short id and the network’s name, on the same network alone', async () => {
		await ok('network', 'create', 'shop');
		await ok('network', 'create', 'other');
		const id = await serve('--name', 'web', '--network', 'shop', '--network-alias', 'site');
		await idle('--name', 'app', '--network', 'shop');
		await idle('--name', 'spy', '--network', 'other');
		await idle('--name', 'plain');
		for (const name of ['web', 'WEB', 'site', 'web.shop', id.slice(0, 12)])
			expect(await get('app', name), name).toBe('served');
		const address = await addressOf('web');
		expect(await get('app', address)).toBe('served');
		const [status, found] = await inside('app', 'busybox', 'nslookup', 'site');
		expect([status, found]).toEqual([0, expect.stringContaining(address)]);

		for (const who of ['spy', 'plain']) {
			expect(await get(who, address), who).toBe('refused');
			expect(await get(who, 'web'), who).toBe('no such name');
		}
		// It resolves its own name on its own network, but no name of the other network.
		expect((await inside('spy', 'busybox', 'nslookup', 'spy'))[0]).toBe(0);
		expect((await inside('spy', 'busybox', 'nslookup', 'web.shop', docker.gateway))[0]).toBe(1);
		expect(
			await ok('network', 'inspect', '-f', '{{range .Containers}}{{.Name}} {{.IPv4Address}}{{end}}', 'other')
		).toBe(`spy ${await addressOf('spy')}/16`);
		expect(
			await ok('inspect', '-f', '{{.HostConfig.NetworkMode}} {{json .NetworkSettings.Networks.shop.Aliases}}', 'web')
		).toBe(`shop ["site","${id.slice(0, 12)}"]`);
		expect((await ok('ps', '--filter', 'network=shop', '--format', '{{.Names}}')).split('\n').sort()).toEqual([
			'app',
			'web'
		]);
	});

	it('is joined and left while a container runs, at once', async () => {
		await ok('network', 'create', 'shop');
		await serve('--name', 'web', '--network', 'shop');
		await idle('--name', 'late');
		expect(await get('late', 'web')).toBe('no such name');
		await ok('network', 'connect', '--alias', 'came', 'shop', 'late');
		expect(await get('late', 'web')).toBe('served');
		expect((await inside('web', 'busybox', 'nslookup', 'came'))[0]).toBe(0);
		expect(await fails('network', 'connect', 'shop', 'late')).toContain('already exists in network shop');
		expect(await fails('network', 'rm', 'shop')).toContain('has active endpoints');
		const address = await addressOf('web');
		await ok('network', 'disconnect', 'shop', 'late');
		expect(await get('late', address)).toBe('refused');
		expect(await get('late', 'web')).toBe('no such name');
		expect(await fails('network', 'disconnect', 'shop', 'late')).toContain('is not connected to network shop');
		await ok('network', 'connect', 'shop', 'late');
		expect(await get('late', 'web')).toBe('served');
		await ok('rm', '-f', 'late');
		expect((await inside('web', 'busybox', 'nslookup', 'late'))[0]).toBe(1);
	});

	it('with IPv6 leads by it too, by name, also who comes later, and nobody of another network', async () => {
		await ok('network', 'create', '--ipv6', '--subnet', 'fd00:1::/64', 'six');
		await ok('network', 'create', '--ipv6', 'other');
		await serve('--name', 'web', '--network', 'six');
		await idle('--name', 'late');
		await idle('--name', 'spy', '--network', 'other');
		const shown = '{{.EnableIPv6}} {{range .IPAM.Config}}{{.Subnet}} {{end}}';
		expect(await ok('network', 'inspect', '-f', shown, 'six')).toBe(`true ${docker.box.subnet} fd00:1::/64`);
		const of = (name: string, network: string) =>
			ok('inspect', '-f', `{{(index .NetworkSettings.Networks "${network}").GlobalIPv6Address}}`, name);
		const address = await of('web', 'six');
		expect(address).toMatch(/^fd/);
		await ok('network', 'connect', 'six', 'late');
		expect(await get('late', address)).toBe('served');
		expect(await get('spy', address)).not.toBe('served');
		const asked = await inside('late', 'busybox', 'nslookup', '-type=aaaa', 'web');
		expect(asked).toEqual([0, expect.stringContaining(address)]);
		await ok('network', 'disconnect', 'six', 'late');
		expect(await get('late', address)).not.toBe('served');
		expect(await of('spy', 'other')).toMatch(/^fd/);
		expect(await ok('network', 'inspect', '-f', '{{range .Containers}}{{.IPv6Address}}{{end}}', 'six')).toBe(
			`${address}/64`
		);
	});

	it('is still there when dogeboxd was started again', async () => {
		await ok('network', 'create', 'shop');
		await serve('--name', 'web', '--network', 'shop', '--network-alias', 'site');
		await idle('--name', 'app', '--network', 'shop');
		await docker.restart();
		expect(await get('app', 'site')).toBe('served');
		await ok('stop', '-t', '0', 'web');
		expect((await inside('app', 'busybox', 'nslookup', 'site'))[0]).toBe(1);
		await ok('start', 'web');
		await listens(docker, 'web');
		expect(await get('app', 'site')).toBe('served');
	});

	it('is published to who follows', async () => {
		await ok('network', 'create', 'shop');
		await idle('--name', 'one', '--network', 'shop');
		await ok('rm', '-f', 'one');
		await ok('network', 'rm', 'shop');
		const published = async () => {
			const how = ['--since', '10m', '--until', '0s', '--filter', 'type=network'];
			const said = await ok('events', ...how, '--format', '{{.Action}} {{.Actor.Attributes.name}}');
			return said.split('\n').slice(-4);
		};
		await expect.poll(published).toEqual(['create shop', 'connect shop', 'disconnect shop', 'destroy shop']);
	});

	it('keeps volumes that were made by themselves, with labels', async () => {
		expect(await ok('volume', 'create', '--label', 'a=b', 'kept')).toBe('kept');
		const made = await ok('volume', 'create');
		expect(made).toMatch(/^[0-9a-f]{32}$/);
		expect(await ok('volume', 'inspect', '-f', '{{.Labels.a}} {{.Driver}}', 'kept')).toBe('b local');
		expect(await fails('volume', 'create', '-d', 'nfs', 'x')).toContain('plugin "nfs" not found');
		await idle('--name', 'has', '-v', 'kept:/data', '-v', '/scratch');
		expect((await inside('has', 'sh', '-c', 'echo wow > /data/file'))[0]).toBe(0);
		expect(await ok('volume', 'ls', '-q', '--filter', 'label=a=b')).toBe('kept');
		await ok('rm', '-f', 'has');
		await ok('volume', 'prune', '-f');
		expect(await ok('volume', 'ls', '-q')).toBe('kept');
		await ok('volume', 'rm', 'kept');
	});
});

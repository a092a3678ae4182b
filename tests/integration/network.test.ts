import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostCgroups, controllerFolder, hostVerbs } from '../../src/lib/server/host/index.ts';
import {
	createGatewayPlane,
	createPupNetwork,
	type NetworkDeps,
	type NetworkMember,
	type NetworkPolicy,
	type PupNetwork,
	type Resolvers
} from '../../src/lib/server/network/index.ts';
import { startAgent, type TestAgent } from '../support/agent.ts';
import { sweep } from '../support/host.ts';
import { createNetSpace, type NetSpace } from './support/net-space.ts';
import { hasTools, testNetwork, run } from './support/test-network.ts';
import { existsSync, readdirSync, readFileSync, rmSync, spawn, writeFileSync } from '../support/as-root.ts';

const subnet = '10.213.0.0/16';
const { instance, bridge, table, data, paths, names } = testNetwork('dbt', subnet);
const lanLink = `${instance}l`;
const publicLink = `${instance}p`;
const LAN = '192.168.77';
/**
 * An address of AS112 (RFC 7534), where no traffic does harm. The ranges for documentation are
 * closed to pups.
 */
const PUBLIC = '192.175.48.10';
const FORWARD = '/proc/sys/net/ipv4/ip_forward';

/** A name server for programs of the host. Its first argument is the address to listen on. */
const RESOLVER = `const at = process.argv[1];
const udp = require('node:dgram').createSocket('udp4').on('message', (question, { port, address }) =>
	udp.send(question + ' by the host', port, address));
const tcp = require('node:net').createServer((socket) => socket.end('hello'));
udp.bind(53, at, () => tcp.listen(53, at, () => console.log('ready')));`;

const able = hasTools('nft', 'ip', 'unshare', 'nsenter');
if (!able) console.log('network.test: skipped, needs root with nft, ip, unshare and nsenter');

/** Links, nft tables and bridges of this test on the host. */
function leftBehind(): string[] {
	const links = readdirSync('/sys/class/net').filter((name) => name.startsWith(instance));
	const tables = run('nft', 'list', 'tables')
		.stdout.split('\n')
		.filter((line) => line.includes(table));
	return [...links, ...tables];
}

describe.skipIf(!able)('the pup network', () => {
	let agent: TestAgent;
	let network: PupNetwork;
	let a: NetSpace, b: NetSpace, lan: NetSpace, far: NetSpace;
	let onHost: Server;
	let hostPort = 0;
	let forwardBefore = '0';
	let tablesBefore: string[] = [];
	let farHeard: string[] = [];
	const spaces: NetSpace[] = [];
	const withInternet: NetworkMember = { id: 'a'.repeat(32), address: '' };
	const without: NetworkMember = { id: 'b'.repeat(32), address: '' };
	const online = ({ id }: NetworkMember): NetworkPolicy => ({
		id,
		internet: true,
		lan: false,
		networks: null,
		reaches: [],
		publishes: []
	});
	let resolvers: Resolvers = { usable: [`${LAN}.2`], unusable: [] };
	const create = (more: Pick<NetworkDeps, 'flows' | 'watchMs'> = {}) =>
		createPupNetwork({
			host: agent.host,
			config: { bridge, subnet, table },
			log: pino({ level: 'silent' }),
			resolvers: () => resolvers,
			...more
		});

	beforeAll(async () => {
		forwardBefore = readFileSync(FORWARD, 'utf8');
		tablesBefore = run('nft', 'list', 'tables').stdout.split('\n');
		for (const own of [true, true, false, false]) spaces.push(await createNetSpace(own));
		[a, b, lan, far] = spaces as [NetSpace, NetSpace, NetSpace, NetSpace];

		const batch = [
			`link add ${lanLink} type veth peer name lan0 netns ${lan.pid}`,
			`address add ${LAN}.1/24 dev ${lanLink}`,
			`link set ${lanLink} up`,
			`link add ${publicLink} type veth peer name far0 netns ${far.pid}`,
			`address add 198.51.100.1/30 dev ${publicLink}`,
			`link set ${publicLink} up`,
			'route add 192.175.48.0/24 via 198.51.100.2'
		];
		for (const command of batch.slice(0, 6)) expect(run('ip', ...command.split(' ')).stderr).toBe('');
		lan.ip(`address add ${LAN}.2/24 dev lan0`, 'link set lan0 up', `route add default via ${LAN}.1`);
		far.ip('address add 198.51.100.2/30 dev far0', `address add ${PUBLIC}/32 dev far0`, 'link set far0 up');
		far.ip('route add default via 198.51.100.1');
		expect(run('ip', ...batch[6]!.split(' ')).stderr).toBe('');

		agent = await startAgent({ paths, names });
		// The agent connects only processes in a container's cgroup.
		const groups = (await hostCgroups())!;
		const limits = { memoryBytes: 128 * 1024 * 1024, pids: 64, cpus: null };
		for (const [{ id }, { pid }] of [
			[withInternet, a],
			[without, b]
		] as const) {
			await agent.host.call(hostVerbs.cgroupCreate, { id, limits });
			const group = controllerFolder(groups, 'pids', `${names.cgroup}/${id}`)!;
			writeFileSync(join(group, 'cgroup.procs'), String(pid));
		}
		network = create();
		withInternet.address = network.addressOf(2);
		without.address = network.addressOf(3);
		await network.ensure([]);
		await network.allow([online(withInternet)]);
		await network.attach(withInternet, a.pid);
		await network.attach(without, b.pid);

		onHost = createServer((socket) => socket.end()).listen(0, '0.0.0.0');
		await new Promise((resolve) => onHost.on('listening', resolve));
		hostPort = (onHost.address() as { port: number }).port;
		await Promise.all([a.serve([8000], []), b.serve([8000], [])]);
		await lan.serve([8000, 53], [53]);
		farHeard = await far.serve([8000], [9000]);
	});

	afterAll(async () => {
		await network?.destroy();
		await agent?.close();
		onHost?.close();
		await Promise.all(spaces.map((space) => space.close()));
		sweep({ instance, data });
		rmSync(data, { recursive: true, force: true });
		for (const link of [lanLink, publicLink]) run('ip', 'link', 'delete', link);
		writeFileSync(FORWARD, forwardBefore);
	});

	it('the host reaches pups', async () => {
		const here = process.execPath;
		const from = (address: string) =>
			run(
				here,
				'-e',
				`require('net').connect(8000,'${address}').on('data',d=>{console.log(String(d));process.exit()})`
			);
		expect(from(withInternet.address).stdout.trim()).toBe('hello');
		expect(from(without.address).stdout.trim()).toBe('hello');
	});

	it('gives a pup its address, a default route, loopback and no IPv6', () => {
		const inside = run('nsenter', `--net=/proc/${a.pid}/ns/net`, 'ip', '-o', 'address').stdout;
		expect(inside).toContain(`inet ${withInternet.address}/32 scope global eth0`);
		expect(inside).toContain('inet 127.0.0.1/8');
		expect(inside).not.toContain('inet6');
		const routes = run('nsenter', `--net=/proc/${a.pid}/ns/net`, 'ip', 'route').stdout;
		expect(
			routes
				.split('\n')
				.map((line) => line.trim().replace(/ +/g, ' '))
				.sort()
		).toEqual(
			[
				'',
				`default via ${network.gateway} dev eth0 mtu 1500`,
				`${network.gateway} dev eth0 scope link mtu 1500`,
				`${network.subnet} via ${network.gateway} dev eth0`
			].sort()
		);
		expect(run('ip', '-6', '-o', 'address', 'show', 'dev', bridge).stdout).toBe('');
	});

	it('a pup does not reach another pup', async () => {
		expect(await a.connect(without.address, 8000)).not.toBe('open');
		expect(await b.connect(withInternet.address, 8000)).not.toBe('open');
		// The same when it believes the other to be a direct neighbour.
		a.ip(`route add ${without.address}/32 dev eth0`);
		expect(await a.connect(without.address, 8000)).not.toBe('open');
		a.ip(`route delete ${without.address}/32`);
	});

	it('a pup does not reach a port of the host, at any of its addresses', async () => {
		const ownAddresses = () =>
			Object.values(networkInterfaces())
				.flatMap((list) => list ?? [])
				.filter((address) => address.family === 'IPv4' && !address.internal)
				.map((address) => address.address);
		const addresses = ownAddresses();
		expect(addresses).toContain(network.gateway);
		expect(addresses).toContain(`${LAN}.1`);
		for (const address of addresses) {
			for (const pup of [a, b]) {
				const answer = await pup.connect(address, hostPort);
				expect(answer, address).not.toBe('open');
				// Another box on this machine may have removed its bridge in the meantime, and then
				// the uplink refuses.
				if (ownAddresses().includes(address)) expect(answer, address).toBe('silent');
			}
		}
	});

	it('a pup does not reach the LAN, nor the network of the uplink', async () => {
		for (const pup of [a, b]) {
			expect(await pup.connect(`${LAN}.2`, 8000)).not.toBe('open');
			expect(await pup.connect(`${LAN}.2`, 53)).not.toBe('open');
			expect(await pup.connect('198.51.100.2', 8000)).not.toBe('open');
		}
	});

	it('the internet is open to the pup that asked for it, and to no other', async () => {
		expect(await a.connect(PUBLIC, 8000)).toBe('open');
		expect(await b.connect(PUBLIC, 8000)).not.toBe('open');
		// The answer comes from the server's other address. What counts is whose datagram the
		// server received, and from which address.
		await Promise.all([a.ask(PUBLIC, 9000, 'from-a'), b.ask(PUBLIC, 9000, 'from-b')]);
		expect(farHeard.filter((line) => line.startsWith('udp'))).toEqual(['udp from-a from 198.51.100.1']);
	});

	it('nobody outside begins a conversation with a pup', async () => {
		lan.ip(`route add ${withInternet.address}/32 via ${LAN}.1`);
		expect(await lan.connect(withInternet.address, 8000)).not.toBe('open');
	});

	it('names are asked of the gateway and answered by the resolver of the host, also on the LAN', async () => {
		expect(network.resolvConf()).toContain(`nameserver ${network.gateway}`);
		expect(await a.ask(network.gateway, 53, 'name?')).toBe(`name? from ${LAN}.1`);
		expect(await a.connect(network.gateway, 53)).toBe('open');
		expect(await b.ask(network.gateway, 53, 'name?')).not.toContain('from');
	});

	it('names are asked of a program of the host itself by way of nginx, with the internet alone', async () => {
		// Like dnsmasq, unbound or Pi-hole on the box itself.
		const own = '127.69.53.53';
		const program = spawn(process.execPath, ['-e', RESOLVER, own], { stdio: ['ignore', 'pipe', 'inherit'] });
		const plane = createGatewayPlane({
			host: agent.host,
			log: pino({ level: 'silent' }),
			openConnections: () => []
		});
		const before = resolvers;
		try {
			await new Promise((resolve) => program.stdout!.once('data', resolve));
			plane.onNamesPassed((passed) => void network.passNames(passed));
			resolvers = { usable: [], unusable: [own] };
			await network.ensure([withInternet, without]);
			expect(network.namesToPass()).toEqual({ port: 10_053, resolvers: [own] });
			plane.show({ address: network.gateway, port: network.gatewayPort, names: network.namesToPass() }, []);
			await plane.shown();
			expect(plane.problem()).toBeNull();
			await expect.poll(() => a.ask(network.gateway, 53, 'name?')).toBe('name? by the host');
			expect(await a.connect(network.gateway, 53)).toBe('open');
			expect(network.problems().filter(({ code }) => code === 'no-resolver')).toEqual([]);
			// Only on port 53, and not without access to the internet.
			expect(await a.connect(network.gateway, 10_053)).not.toBe('open');
			expect(await b.ask(network.gateway, 53, 'name?')).not.toContain('by');
			await network.allow([]);
			expect(await a.ask(network.gateway, 53, 'name?')).not.toContain('by');
		} finally {
			await network.allow([online(withInternet)]);
			resolvers = before;
			await network.ensure([withInternet, without]);
			expect(network.namesToPass()).toBeNull();
			plane.show(null, []);
			await plane.shown();
			await plane.close();
			program.kill();
		}
		expect(await a.ask(network.gateway, 53, 'name?')).toBe(`name? from ${LAN}.1`);
		const counted = async () => (await network.traffic()).filter(({ from }) => from === withInternet.address);
		expect((await counted()).map(({ refused }) => refused)).toContain(true);
		await network.forgetTraffic(withInternet.address);
		expect(await counted()).toEqual([]);
	});

	it('a pup answers with packets that fit the way out, however small those are', async () => {
		const count = (mss: number) => `tcp flags syn tcp option maxseg size ${mss} counter`;
		const inFar = (...args: string[]) => run('nsenter', `--net=/proc/${far.pid}/ns/net`, ...args);
		for (const [program, ...args] of [
			['ip', 'link', 'set', publicLink, 'mtu', '1280'],
			['nsenter', `--net=/proc/${far.pid}/ns/net`, 'nft', 'add table ip look'],
			[
				'nsenter',
				`--net=/proc/${far.pid}/ns/net`,
				'nft',
				'add chain ip look in { type filter hook input priority 0; }'
			],
			// The headers of IPv4 and TCP take 40 bytes of a packet.
			['nsenter', `--net=/proc/${far.pid}/ns/net`, 'nft', `add rule ip look in ${count(1240)}`]
		] as [string, ...string[]][])
			expect(run(program, ...args).stderr).toBe('');
		try {
			expect(await a.connect(PUBLIC, 8000)).toBe('open');
			expect(inFar('nft', 'list', 'chain', 'ip', 'look', 'in').stdout).toMatch(/size 1240 counter packets [1-9]/);
		} finally {
			run('ip', 'link', 'set', publicLink, 'mtu', '1500');
			inFar('nft', 'delete', 'table', 'ip', 'look');
		}
	});

	describe('a server that closes while more comes', () => {
		/**
		 * Answers at once. With `yes` it closes after it has read something, else on a command,
		 * without reading.
		 */
		const SERVE = `const reads = process.argv[1] === 'yes';
require('node:net').createServer({ pauseOnConnect: true }, (s) => { s.on('error', () => {});
s.write('too large', () => { if (reads) s.on('data', () => s.destroySoon()).resume(); else process.stdin.once('data', () => s.destroy()); });
s.on('close', () => console.log('gone')); }).listen(8001, '0.0.0.0', () => console.log('ready'));`;
		// All pieces together fit into the kernel's buffers of a connection that nobody reads from.
		const piece = Buffer.alloc(1024);
		const write = (socket: Socket) =>
			new Promise<void>((resolve, reject) => socket.write(piece, (error) => (error ? reject(error) : resolve())));
		/** Reads everything up to the end. The socket stays open for writing. */
		const read = (socket: Socket) =>
			new Promise<string>((resolve) => {
				let text = '';
				socket.on('data', (chunk: Buffer) => (text += chunk.toString())).resume();
				socket.once('end', () => resolve(text)).once('error', (error) => resolve(String(error)));
			});

		it.each([
			['having read it', 'yes'],
			['without having read it', 'no']
		])('%s: its answer arrives, and the reset behind it later', async (_name, reads) => {
			const server = spawn('nsenter', [`--net=/proc/${a.pid}/ns/net`, process.execPath, '-e', SERVE, reads]);
			let heard = '';
			server.stdout.on('data', (chunk: Buffer) => (heard += chunk.toString()));
			const said = (word: string, times = 1) =>
				expect.poll(() => heard.split(word).length - 1, { timeout: 20_000 }).toBe(times);
			let socket: Socket | undefined;
			try {
				await said('ready');
				// The second connection uses the port of the first one, whose resets were held.
				for (let round = 1, localPort: number | undefined; round <= 2; round++) {
					socket = connect({ host: withInternet.address, port: 8001, allowHalfOpen: true, localPort });
					const client = socket.on('error', () => undefined).pause();
					await write(client);
					({ localPort } = client);
					server.stdin.write('close\n');
					await said('gone', round);
					// nginx does the same: it continues to write, and reads only when it learns
					// that there is data.
					for (let n = 0; n < 20; n++) await write(client);
					expect(await read(client)).toBe('too large');
					// Nobody receives what is sent now, and the writer gets an error.
					const more = async () => {
						for (;;) await write(client);
					};
					await expect(more()).rejects.toMatchObject({
						code: expect.stringMatching(/^(ECONNRESET|EPIPE|ERR_STREAM_DESTROYED)$/)
					});
					if (!client.closed) await once(client, 'close');
				}
			} finally {
				socket?.destroy();
				server.kill('SIGKILL');
			}
		});
	});

	describe('connections', () => {
		/** Sends one datagram from each of this many ports. */
		const SEND = `const [host, count, word] = process.argv.slice(1); let left = Number(count);
for (let i = 0; i < Number(count); i++) { const s = require('node:dgram').createSocket('udp4');
s.send(word, 9000, host, () => { if (--left === 0) process.exit(); }); }`;
		const COUNT = 12;
		let marks = 0;
		/** Returns how many connections of a pup got through. */
		const flood = async (space: NetSpace, word: string) => {
			run('nsenter', `--net=/proc/${space.pid}/ns/net`, process.execPath, '-e', SEND, PUBLIC, String(COUNT), word);
			// The host's own connections are not limited. Its datagram arrives after all that were
			// sent before.
			const mark = `mark-${++marks}.`;
			const socket = createSocket('udp4');
			socket.send(mark, 9000, PUBLIC);
			await expect.poll(() => farHeard.some((line) => line.includes(mark)), { timeout: 20_000 }).toBe(true);
			socket.close();
			return farHeard.filter((line) => line.startsWith(`udp ${word} `)).length;
		};
		const ensure = async (flows: NetworkDeps['flows']) => {
			const limited = create({ flows });
			await limited.allow([online(withInternet), online(without)]);
			await limited.ensure([withInternet, without]);
			await limited.close();
		};
		/** Removes the table and with it the counts so far. */
		const forget = () => run('nft', 'delete', 'table', 'inet', `${table}_flows`);
		afterAll(async () => {
			forget();
			await network.ensure([withInternet, without]);
		});

		it('of a pup are so many at a time, and each pup has its own count', async () => {
			forget();
			await ensure({ open: 4, perMinute: 100_000, burst: 1000 });
			expect(await flood(a, 'many-a')).toBe(4);
			expect(await flood(b, 'many-b')).toBe(4);
			// Writing the table again keeps the counts.
			await ensure({ open: 4, perMinute: 100_000, burst: 1000 });
			expect(await flood(a, 'again-a')).toBe(0);
		});

		it('that a pup begins are so many at once, so that closed ones fill no table either', async () => {
			forget();
			await ensure({ open: 1000, perMinute: 1, burst: 3 });
			expect(await flood(a, 'fast-a')).toBe(3);
		});
	});

	it('a pup cannot speak in the name of another', async () => {
		b.ip(`address add ${withInternet.address}/32 dev eth0`);
		await b.ask(PUBLIC, 9000, 'forged', withInternet.address);
		b.ip(`address delete ${withInternet.address}/32 dev eth0`);
		await a.ask(PUBLIC, 9000, 'genuine');
		expect(farHeard.filter((line) => line.includes('genuine'))).toHaveLength(1);
		expect(farHeard.filter((line) => line.includes('forged'))).toHaveLength(0);
		// With another MAC address the pup can send nothing at all.
		b.ip('link set eth0 address 02:db:00:00:00:99');
		const heard = run(
			process.execPath,
			'-e',
			`require('net').connect({port:8000,host:'${without.address}',timeout:700}).on('connect',()=>{console.log('open');process.exit()}).on('timeout',()=>{console.log('silent');process.exit()}).on('error',()=>{console.log('error');process.exit()})`
		);
		expect(heard.stdout.trim()).not.toBe('open');
	});

	it('counts bytes as the pup sees them', () => {
		const seen = network.counters(withInternet.id)!;
		const inside = run('nsenter', `--net=/proc/${a.pid}/ns/net`, 'cat', '/proc/net/dev').stdout;
		const [received, , , , , , , , sent] = /eth0:\s*(.*)/.exec(inside)![1]!.trim().split(/\s+/).map(Number);
		expect(seen).toEqual({ rxBytes: received, txBytes: sent });
		expect(network.counters('c'.repeat(32))).toBeNull();
	});

	it('a second instance of dogeboxd finds bridge and links again and changes nothing for them', async () => {
		const links = readdirSync('/sys/class/net')
			.filter((name) => name.startsWith(instance))
			.sort();
		const again = create();
		expect(again.gateway).toBe(network.gateway);
		await again.allow([online(withInternet)]);
		await again.ensure([withInternet, without]);
		expect(await a.connect(PUBLIC, 8000)).toBe('open');
		expect(
			readdirSync('/sys/class/net')
				.filter((name) => name.startsWith(instance))
				.sort()
		).toEqual(links);
		expect(again.counters(withInternet.id)).not.toBeNull();
		await again.close();
	});

	it('mends the table when somebody emptied the firewall', async () => {
		run('nft', 'delete', 'table', 'inet', table);
		await network.detach(without.id);
		await network.attach(without, b.pid);
		expect(run('nft', 'list', 'table', 'inet', table).stdout).toContain('chain to_host');
		expect(await a.connect(PUBLIC, 8000)).toBe('open');
	});

	it('has the fast path of TCP at the links of whom a grant connects, and puts it back there', async () => {
		const granted = [
			{
				...online(withInternet),
				reaches: [{ address: without.address, protocol: 'tcp' as const, port: 8000 }]
			}
		];
		const at = () =>
			[...run('nft', 'list', 'table', 'netdev', table).stdout.matchAll(/ingress device "([^"]+)"/g)].map(
				([, link]) => link
			);
		await network.allow(granted);
		expect(at()).toHaveLength(2);
		await network.detach(without.id);
		expect(at()).toHaveLength(1);
		await network.attach(without, b.pid);
		expect(at()).toHaveLength(2);
		expect(await a.connect(without.address, 8000)).toBe('open');
		const watched = create({ watchMs: 20 });
		try {
			await watched.allow(granted);
			await watched.ensure([withInternet, without]);
			run('nft', 'delete', 'table', 'netdev', table);
			await expect.poll(() => at().length).toBe(2);
		} finally {
			await watched.close();
		}
		await network.allow([online(withInternet)]);
		expect(run('nft', 'list', 'tables').stdout).not.toMatch(new RegExp(`netdev ${table}$|${table}_fast`, 'm'));
	});

	it('takes another network where the wanted one is in use', () => {
		const elsewhere = createPupNetwork({
			host: agent.host,
			config: { bridge: `${instance}9`, subnet, table },
			log: pino({ level: 'silent' })
		});
		expect(elsewhere.gateway).toBe('10.214.0.1');
	});

	it('detach is idempotent; a failed attach, destroy and the end without pups leave nothing', async () => {
		await network.detach(withInternet.id);
		await network.detach(withInternet.id);
		expect(network.counters(withInternet.id)).toBeNull();
		await expect(network.attach(withInternet, 4_194_303)).rejects.toThrow(/could not be connected/);
		// A process that is in no container is not connected either.
		const refused = { code: 'network-attach-failed', cause: expect.objectContaining({ code: 'invalid-host-call' }) };
		await expect(network.attach(withInternet, process.pid)).rejects.toMatchObject(refused);
		// Refused attempts keep their counters until the table is written again.
		for (const set of ['pups', 'internet', 'grants', 'published']) {
			expect(run('nft', 'list', 'set', 'inet', table, set).stdout).not.toContain(withInternet.address);
		}
		await network.destroy();
		await network.destroy();
		expect(leftBehind()).toEqual([lanLink, publicLink].sort());
		expect(existsSync(`/sys/class/net/${bridge}`)).toBe(false);
		// When the program ends before its network was removed, it removes that itself.
		await network.ensure([]);
		expect(existsSync(`/sys/class/net/${bridge}`)).toBe(true);
		await network.close();
		expect(leftBehind()).toEqual([lanLink, publicLink].sort());
		const tables = run('nft', 'list', 'tables').stdout.split('\n');
		// Other boxes on this machine may start and end in the meantime.
		for (const before of tablesBefore.filter((line) => !line.includes(' dogebox_'))) expect(tables).toContain(before);
	});
});

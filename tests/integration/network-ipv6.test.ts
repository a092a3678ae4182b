/** IPv6 of boxes on networks that have it, with real links, the real firewall and real frames. */
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostCgroups, hostVerbs } from '../../src/lib/server/host/index.ts';
import { createPupNetwork, type NetworkPolicy, type PupNetwork } from '../../src/lib/server/network/index.ts';
import { startAgent, type TestAgent } from '../support/agent.ts';
import { sweep } from '../support/host.ts';
import { createNetSpace, type NetSpace } from './support/net-space.ts';
import { hasTools, testNetwork, run } from './support/test-network.ts';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from '../support/as-root.ts';

const subnet = '10.214.0.0/16';
const { instance, bridge, table, data, paths, names } = testNetwork('dbs', subnet);

const able =
	hasTools('nft', 'ip', 'unshare', 'nsenter', 'perl') && run('ip', '-6', 'address', 'show', 'dev', 'lo').status === 0;
if (!able) console.log('network-ipv6.test: skipped, needs root with nft, ip, unshare, nsenter, perl and IPv6');

/**
 * Sends one ICMPv6 message from its first argument to its second. The third argument contains the
 * message in hexadecimal digits, and the kernel fills in the checksum. The last one is the number
 * of the link. Receivers accept only messages with a hop limit of 255 (RFC 4861, 7.1).
 */
const FORGE = String.raw`use Socket qw(inet_pton AF_INET6 SOCK_RAW pack_sockaddr_in6);
my ($from, $to, $digits, $link) = @ARGV;
socket(my $out, AF_INET6, SOCK_RAW, 58) or die "socket: $!";
setsockopt($out, 41, $_, pack('i', 255)) or die "hops: $!" for (16, 18);
bind($out, pack_sockaddr_in6(0, inet_pton(AF_INET6, $from), $from =~ /^fe80/ ? $link : 0)) or die "bind: $!";
send($out, pack('H*', $digits), 0, pack_sockaddr_in6(0, inet_pton(AF_INET6, $to))) or die "send: $!";`;

/** The first three share a network, `out` has its own network, and `plain` has no IPv6. */
const NAMES = ['a', 'b', 'c', 'out', 'plain'] as const;
type Name = (typeof NAMES)[number];

describe.skipIf(!able)('IPv6 of boxes', () => {
	let agent: TestAgent;
	let network: PupNetwork;
	const spaces = {} as Record<Name, NetSpace>;
	const heard = {} as Record<Name, string[]>;
	const id = (name: Name) => NAMES.indexOf(name).toString().repeat(32);
	const v4 = (name: Name) => network.addressOf(50_000 + NAMES.indexOf(name));
	const v6 = (name: Name) => network.ipv6Of(v4(name));
	const create = () =>
		createPupNetwork({
			host: agent.host,
			config: { bridge, subnet, table },
			log: pino({ level: 'silent' }),
			resolvers: () => ({ usable: [], unusable: [] })
		});

	/** Policies of all boxes for these networks. */
	function policies(networks: readonly (readonly Name[])[]): NetworkPolicy[] {
		return NAMES.map((name) => {
			const mine = networks.filter((all) => all.includes(name));
			const others = [...new Set(mine.flat())].filter((other) => other !== name);
			const ipv6 = { address: v6(name), neighbors: others.map(v6) };
			const joined = { neighbors: others.map(v4), ipv6, names: new Map(), reverse: new Map() };
			const policy = { id: id(name), internet: false, lan: false, networks: null, reaches: [], publishes: [] };
			return mine.length > 0 ? { ...policy, joined } : policy;
		});
	}
	const USUAL: Name[][] = [['a', 'b', 'c'], ['out']];
	const inside = (name: Name, ...argv: string[]) =>
		run('nsenter', `--net=/proc/${spaces[name].pid}/ns/net`, ...argv).stdout;
	const addresses = (name: Name) => inside(name, 'ip', '-6', '-o', 'address', 'show', 'dev', 'eth0');
	const reaches = async (from: Name, to: Name) => (await spaces[from].connect(v6(to), 8000)) === 'open';
	const macOf = (name: Name) => /link\/ether (\S+)/.exec(inside(name, 'ip', '-o', 'link', 'show', 'eth0'))![1]!;
	/** The MAC address that `from` has for an address. */
	const takenFor = (from: Name, address: string) =>
		/lladdr (\S+)/.exec(inside(from, 'ip', '-6', 'neigh', 'show', address))?.[1];
	function forge(who: Name, from: string, to: string, message: string): void {
		const target = `--net=/proc/${spaces[who].pid}/ns/net`;
		const link = inside(who, 'ip', '-o', 'link', 'show', 'eth0').split(':')[0]!;
		const { status, stderr } = run('nsenter', target, 'perl', '-e', FORGE, from, to, message, link);
		expect([status, stderr]).toEqual([0, '']);
	}
	const digits = (address: string) => {
		const [front, back] = address.split('::') as [string, string];
		const groups = [...front.split(':'), ...Array.from({ length: 3 }, () => '0'), ...back.split(':')];
		return groups.map((group) => group.padStart(4, '0')).join('');
	};

	beforeAll(async () => {
		for (const name of NAMES) spaces[name] = await createNetSpace(true);
		agent = await startAgent({ paths, names });
		const { roots } = (await hostCgroups())!;
		const limits = { memoryBytes: 128 * 1024 * 1024, pids: 64, cpus: null };
		for (const name of NAMES) {
			await agent.host.call(hostVerbs.cgroupCreate, { id: id(name), limits });
			// The cgroup in which a container's idle process would be.
			for (const root of roots) {
				const group = join(root, names.cgroup, id(name), 'pause');
				try {
					mkdirSync(group, { recursive: true });
					writeFileSync(join(group, 'cgroup.procs'), String(spaces[name].pid));
				} catch {
					// Some hierarchies reject it (cpuset), and one is enough.
				}
			}
		}
		network = create();
		await network.ensure([]);
		await network.allow(policies(USUAL));
		for (const name of NAMES) await network.attach({ id: id(name), address: v4(name) }, spaces[name].pid);
		for (const name of NAMES) heard[name] = await spaces[name].serve([8000], [8000], '::');
	});

	afterAll(async () => {
		await network?.destroy();
		await agent?.close();
		await Promise.all(Object.values(spaces).map((space) => space.close()));
		sweep({ instance, data });
		rmSync(data, { recursive: true, force: true });
	});

	it('is there for who is on a network with it, and for nobody else', () => {
		expect(addresses('a')).toContain(`inet6 ${v6('a')}/64 scope global`);
		expect(addresses('a').trim().split('\n')).toHaveLength(1);
		expect(inside('a', 'ip', '-6', '-o', 'address', 'show', 'dev', 'lo')).toContain('inet6 ::1/128');
		expect(addresses('plain')).toBe('');
		expect(run('ip', '-6', '-o', 'address', 'show', 'dev', bridge).stdout).toBe('');
		expect(inside('a', 'ip', '-6', 'route', 'show', 'default')).toBe('');
	});

	it('leads to who is on the same network, by TCP and UDP, and to nobody else', async () => {
		expect(await Promise.all([reaches('a', 'b'), reaches('b', 'a'), reaches('c', 'a')])).toEqual([true, true, true]);
		expect(await spaces.a.ask(v6('b'), 8000, 'hello')).toBe(`hello from ${v6('a')}`);
		expect(await Promise.all([reaches('a', 'out'), reaches('out', 'a'), reaches('a', 'plain')])).toEqual(
			Array(3).fill(false)
		);
		expect(heard.out).toEqual(['ready']);
	});

	it('has packets of the usual size', async () => {
		expect(inside('a', 'cat', '/proc/sys/net/ipv6/conf/eth0/mtu').trim()).toBe('1500');
		const text = 'x'.repeat(20_000);
		expect(await spaces.a.ask(v6('b'), 8000, text)).toBe(`${text} from ${v6('a')}`);
	});

	it('leads nowhere outside', async () => {
		expect(await spaces.a.connect('2001:4860:4860::8888', 53)).toBe('refused ENETUNREACH');
	});

	it('is not had by the address of another', async () => {
		spaces.out.ip(`address delete ${v6('out')}/64 dev eth0`, `address add ${v6('c')}/64 dev eth0 nodad`);
		// The forger knows b's MAC address, so it does not have to ask for it.
		spaces.out.ip(`neigh replace ${v6('b')} lladdr ${macOf('b')} dev eth0 nud permanent`);
		expect(await spaces.out.ask(v6('b'), 8000, 'forged', v6('c'))).toBe('silent');
		expect(heard.b.join()).not.toContain('forged');
		expect(await reaches('a', 'c')).toBe(true);
		spaces.out.ip(`address delete ${v6('c')}/64 dev eth0`, `address add ${v6('out')}/64 dev eth0 nodad`);
		// It cannot reach a box on another network with its own address either.
		expect(await spaces.out.ask(v6('b'), 8000, 'own', v6('out'))).toBe('silent');
		expect(heard.b.join()).not.toContain('own');
		spaces.out.ip(`neigh delete ${v6('b')} dev eth0`);
	});

	it('is not taken over by who says that an address is his', async () => {
		expect(await reaches('a', 'c')).toBe(true);
		expect(takenFor('a', v6('c'))).toBe(macOf('c'));
		// An advertisement from b on the same network: “c is here”, with the override flag and b's
		// MAC address.
		const mac = macOf('b').replaceAll(':', '');
		forge('b', v6('b'), v6('a'), `8800000020000000${digits(v6('c'))}0201${mac}`);
		expect(takenFor('a', v6('c'))).toBe(macOf('c'));
		// The same message for b's own address is accepted, so the forged one was well-formed.
		expect(await reaches('a', 'b')).toBe(true);
		forge('b', v6('b'), v6('a'), `8800000020000000${digits(v6('b'))}020102db00000001`);
		await expect.poll(() => takenFor('a', v6('b'))).toBe('02:db:00:00:00:01');
		forge('b', v6('b'), v6('a'), `8800000020000000${digits(v6('b'))}0201${mac}`);
		expect(await reaches('a', 'b')).toBe(true);
	});

	it('knows no router', async () => {
		// Router advertisements would be accepted.
		inside('a', 'sh', '-c', 'echo 2 > /proc/sys/net/ipv6/conf/eth0/accept_ra');
		spaces.b.ip('address add fe80::b/64 dev eth0 nodad');
		forge('b', 'fe80::b', v6('a'), '86000000400007080000000000000000');
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(inside('a', 'ip', '-6', 'route', 'show', 'default')).toBe('');
		inside('a', 'sh', '-c', 'echo 0 > /proc/sys/net/ipv6/conf/eth0/accept_ra');
	});

	it('opens no IPv4 between ports that the bridge passes frames between', async () => {
		spaces.out.ip(
			`route add ${v4('a')}/32 dev eth0`,
			`neigh replace ${v4('a')} lladdr ${macOf('a')} dev eth0 nud permanent`
		);
		expect(await spaces.out.connect(v4('a'), 8000)).not.toBe('open');
		// Not even in one direction.
		expect(await spaces.out.ask(v4('a'), 8000, 'across')).toBe('silent');
		expect(heard.a.join()).not.toContain('across');
		spaces.out.ip(`route delete ${v4('a')}/32 dev eth0`);
	});

	it('comes and goes with networks while a box runs', async () => {
		const isolated = () => {
			const link = run('ip', '-o', 'link', 'show', 'master', bridge)
				.stdout.split('\n')
				.find((line) => line.includes(`dogebox ${instance} ${id('plain')}`));
			const end = /^\d+: ([^@:]+)/.exec(link ?? '')?.[1] ?? '';
			return readFileSync(`/sys/class/net/${end}/brport/isolated`, 'utf8').trim();
		};
		expect(isolated()).toBe('1');
		await network.allow(policies([...USUAL, ['plain', 'b'], ['out', 'c']]));
		expect(addresses('plain')).toContain(v6('plain'));
		expect(isolated()).toBe('0');
		expect(await Promise.all([reaches('plain', 'b'), reaches('b', 'plain'), reaches('out', 'c')])).toEqual(
			Array(3).fill(true)
		);
		expect(await Promise.all([reaches('plain', 'a'), reaches('plain', 'c')])).toEqual([false, false]);
		await network.allow(policies(USUAL));
		expect(addresses('plain')).toBe('');
		expect(isolated()).toBe('1');
		expect(await Promise.all([reaches('b', 'plain'), reaches('out', 'c'), reaches('a', 'b')])).toEqual([
			false,
			false,
			true
		]);
	});

	it('is as it was when dogeboxd was started again', async () => {
		await network.close();
		network = create();
		await network.allow(policies(USUAL));
		await network.ensure(NAMES.map((name) => ({ id: id(name), address: v4(name) })));
		expect(await Promise.all([reaches('a', 'b'), reaches('a', 'out')])).toEqual([true, false]);
		expect(addresses('plain')).toBe('');
		await network.detach(id('c'));
		expect(run('nft', 'list', 'table', 'bridge', table).stdout).not.toContain(v6('c'));
	});
});

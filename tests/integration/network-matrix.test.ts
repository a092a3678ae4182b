/**
 * Who reaches whom, for each state of what is permitted: a pup, another one, the gateway, a port of
 * the host, a computer of the home network and one of the internet. The host is a network namespace
 * of its own, as all the others are; firewall, bridge and links are real.
 *
 * A new place is a row of `PLACES`, a new state of permissions a row of `STATES`: what a state does
 * not name as open must be closed.
 */
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostNames } from '../../src/lib/server/host/index.ts';
import type { NetworkMember, NetworkPolicy } from '../../src/lib/server/network/index.ts';
import { foldersOf } from '../support/apart.ts';
import { existsSync, mkdtempSync, rmSync, spawnSync } from '../support/as-root.ts';
import { sweep } from '../support/host.ts';
import { createNetPeer, type NetPeer } from './support/net-peer.ts';
import { createNetSpace, type NetSpace } from './support/net-space.ts';
import { startNetworkHost, type NetworkHost } from './support/network-host.ts';

const run = (program: string, ...args: string[]) => spawnSync(program, args, { encoding: 'utf8' });
const able =
	process.getuid?.() === 0 &&
	['nft', 'ip', 'unshare', 'nsenter', 'perl'].every((tool) => run(tool, '-v').error === undefined);
if (!able) console.log('network-matrix.test: skipped, needs root with nft, ip, unshare, nsenter and perl');

const instance = `dbm${randomBytes(3).toString('hex')}`;
const bridge = `${instance}0`;
const WAIT = { timeout: 20_000 };

const GATEWAY = '10.96.0.1';
const A = '10.96.0.2';
const B = '10.96.0.3';
const C = '10.96.0.4';
/** The host in its two networks. */
const HOST_HOME = '192.168.77.1';
const HOST_OUTSIDE = '82.1.2.1';
const HOME = '192.168.77.2';
/** Behind a router of the home. */
const HOME_FAR = '172.20.0.5';
const INTERNET = '9.9.9.9';
const INTERNET_OTHER = '1.1.1.1';
/** Nobody's on the internet, one of each kind; the uplink would take packets to all of them. */
const SPECIAL = [
	'100.64.9.9',
	'169.254.169.254',
	'192.0.2.9',
	'198.18.0.9',
	'198.51.100.9',
	'203.0.113.9',
	'240.0.0.9'
];

type From = 'a' | 'home' | 'internet' | 'host';
type Kind = 'tcp' | 'udp' | 'ping';

/** From where, how, to whom; port 8000 and 9000 are those that are granted and published. */
const PLACES: Record<string, [From, Kind, string, number]> = {
	gateway: ['a', 'tcp', GATEWAY, 80],
	'gateway, behind': ['a', 'tcp', GATEWAY, 10_069],
	'gateway, other port': ['a', 'tcp', GATEWAY, 8000],
	'gateway, udp': ['a', 'udp', GATEWAY, 9000],
	'gateway, ping': ['a', 'ping', GATEWAY, 0],
	'gateway, published': ['a', 'tcp', GATEWAY, 18_000],
	'names, tcp': ['a', 'tcp', GATEWAY, 53],
	'names, udp': ['a', 'udp', GATEWAY, 53],
	'host at home': ['a', 'tcp', HOST_HOME, 8000],
	'host at home, udp': ['a', 'udp', HOST_HOME, 9000],
	'host at home, ping': ['a', 'ping', HOST_HOME, 0],
	'host at home, published': ['a', 'tcp', HOST_HOME, 18_000],
	'host outside': ['a', 'tcp', HOST_OUTSIDE, 8000],
	'host outside, published': ['a', 'tcp', HOST_OUTSIDE, 18_000],
	provider: ['a', 'tcp', B, 8000],
	'provider, other port': ['a', 'tcp', B, 8001],
	'provider, udp': ['a', 'udp', B, 9000],
	'provider, other udp': ['a', 'udp', B, 9001],
	'provider, ping': ['a', 'ping', B, 0],
	stranger: ['a', 'tcp', C, 8000],
	'nobody’s address': ['a', 'tcp', '10.96.77.77', 8000],
	home: ['a', 'tcp', HOME, 8000],
	'home, udp': ['a', 'udp', HOME, 9000],
	'home, ping': ['a', 'ping', HOME, 0],
	'home, resolver': ['a', 'udp', HOME, 53],
	'home, further': ['a', 'tcp', HOME_FAR, 8000],
	internet: ['a', 'tcp', INTERNET, 8000],
	'internet, udp': ['a', 'udp', INTERNET, 9000],
	'internet, ping': ['a', 'ping', INTERNET, 0],
	'internet, other': ['a', 'tcp', INTERNET_OTHER, 8000],
	...Object.fromEntries(SPECIAL.map((to) => [`special ${to}`, ['a', 'tcp', to, 8000] as [From, Kind, string, number]])),
	'home → a': ['home', 'tcp', A, 8000],
	'home → b': ['home', 'tcp', B, 8000],
	'home → b, udp': ['home', 'udp', B, 9000],
	'home → published': ['home', 'tcp', HOST_HOME, 18_000],
	'home → published, udp': ['home', 'udp', HOST_HOME, 19_000],
	'home → port of the host': ['home', 'tcp', HOST_HOME, 8000],
	'internet → a': ['internet', 'tcp', A, 8000],
	'internet → b': ['internet', 'tcp', B, 8000],
	'internet → published': ['internet', 'tcp', HOST_OUTSIDE, 18_000],
	'host → b': ['host', 'tcp', B, 8000],
	'host → published': ['host', 'tcp', HOST_HOME, 18_000],
	'host → published, udp': ['host', 'udp', HOST_OUTSIDE, 19_000],
	'host → published, loopback': ['host', 'tcp', '127.0.0.1', 18_000]
};

const ID = { a: 'a'.repeat(32), b: 'b'.repeat(32), c: 'c'.repeat(32) };
const policy = (id: keyof typeof ID, more: Partial<NetworkPolicy> = {}): NetworkPolicy => ({
	id: ID[id],
	internet: false,
	lan: false,
	networks: null,
	reaches: [],
	publishes: [],
	...more
});
const TO_B = { address: B, protocol: 'tcp', port: 8000 } as const;
const TO_B_UDP = { address: B, protocol: 'udp', port: 9000 } as const;
const PUBLISH: NetworkPolicy['publishes'] = [
	{ protocol: 'tcp', hostPort: 18_000, port: 8000 },
	{ protocol: 'udp', hostPort: 19_000, port: 9000 }
];

/** Open whatever is permitted. */
const ALWAYS = ['gateway', 'home → port of the host', 'host → b'];
const NAMES = ['names, tcp', 'names, udp'];
const AT_HOME = ['home', 'home, udp', 'home, ping', 'home, resolver', 'home, further'];
const ON_INTERNET = ['internet', 'internet, udp', 'internet, ping', 'internet, other'];
const PUBLISHED = [
	'home → published',
	'home → published, udp',
	'internet → published',
	'host → published',
	'host → published, udp'
];

/** What is permitted, and what is open beside {@link ALWAYS}. */
const STATES: [name: string, policies: NetworkPolicy[], open: string[]][] = [
	['nothing', [], []],
	['a policy that opens nothing', [policy('a'), policy('b')], []],
	['a port of another pup', [policy('a', { reaches: [TO_B] })], ['provider']],
	['a UDP port of another pup', [policy('a', { reaches: [TO_B_UDP] })], ['provider, udp']],
	['both', [policy('a', { reaches: [TO_B, TO_B_UDP] })], ['provider', 'provider, udp']],
	['the same to another pup alone', [policy('c', { reaches: [TO_B, TO_B_UDP] })], []],
	['the other way round', [policy('b', { reaches: [{ ...TO_B, address: A }] })], []],
	['the internet', [policy('a', { internet: true })], [...ON_INTERNET, ...NAMES]],
	['the home network', [policy('a', { lan: true })], AT_HOME],
	['both networks', [policy('a', { internet: true, lan: true })], [...ON_INTERNET, ...NAMES, ...AT_HOME]],
	[
		'one address of the internet',
		[policy('a', { internet: true, networks: [INTERNET] })],
		[...ON_INTERNET.filter((place) => place !== 'internet, other'), ...NAMES]
	],
	[
		'one network of the home, named twice',
		[policy('a', { lan: true, networks: ['192.168.77.0/24', '192.168.77.2/32'] })],
		AT_HOME.filter((place) => place !== 'home, further')
	],
	[
		'a network of the home without leave for it',
		[policy('a', { internet: true, networks: ['192.168.77.0/24'] })],
		NAMES
	],
	['everything, narrowed to nothing', [policy('a', { internet: true, lan: true, networks: [] })], NAMES],
	['what is nobody’s, by name', [policy('a', { internet: true, lan: true, networks: SPECIAL })], NAMES],
	['the network of pups, by name', [policy('a', { internet: true, lan: true, networks: ['10.96.0.0/16'] })], NAMES],
	['the internet for others', [policy('b', { internet: true, lan: true })], []],
	['ports of the box', [policy('b', { publishes: PUBLISH })], PUBLISHED],
	[
		'ports of the box, and pups with both networks',
		[policy('a', { internet: true, lan: true }), policy('b', { publishes: PUBLISH })],
		[...ON_INTERNET, ...NAMES, ...AT_HOME, ...PUBLISHED]
	],
	[
		'ports of the box, and a grant',
		[policy('a', { reaches: [TO_B] }), policy('b', { publishes: PUBLISH })],
		[...PUBLISHED, 'provider']
	],
	[
		'one port of the box for two pups: the first has it',
		[policy('b', { publishes: PUBLISH }), policy('a', { publishes: PUBLISH })],
		PUBLISHED
	]
];

describe.skipIf(!able)('the network of pups', () => {
	const data = mkdtempSync(join(tmpdir(), `${instance}-`));
	const paths = foldersOf(instance, data);
	const names: HostNames = {
		instance,
		bridge,
		subnet: '10.96.0.0/16',
		nftTable: `dogebox_${instance}`,
		cgroup: `/${instance}`,
		idBase: 524288
	};
	const members: NetworkMember[] = [
		{ id: ID.a, address: A },
		{ id: ID.b, address: B },
		{ id: ID.c, address: C }
	];
	const spaces: NetSpace[] = [];
	const peers: NetPeer[] = [];
	let here: NetSpace, a: NetSpace, b: NetSpace, c: NetSpace;
	let host: NetworkHost;
	let by: Record<From | 'b' | 'c', NetPeer>;
	const inside = (space: NetSpace, ...command: string[]) =>
		run('nsenter', `--net=/proc/${space.pid}/ns/net`, ...command).stdout;

	beforeAll(async () => {
		for (const own of [false, true, true, true, false, false]) spaces.push(await createNetSpace(own));
		let home: NetSpace, internet: NetSpace;
		[here, a, b, c, home, internet] = spaces as [NetSpace, NetSpace, NetSpace, NetSpace, NetSpace, NetSpace];
		here.ip(
			'link set lo up',
			`link add home type veth peer name eth0 netns ${home.pid}`,
			`address add ${HOST_HOME}/24 dev home`,
			'link set home up',
			`link add outside type veth peer name eth0 netns ${internet.pid}`,
			`address add ${HOST_OUTSIDE}/30 dev outside`,
			'link set outside up',
			'route add default via 82.1.2.2',
			`route add 172.20.0.0/16 via ${HOME}`
		);
		home.ip(
			`address add ${HOME}/24 dev eth0`,
			`address add ${HOME_FAR}/32 dev eth0`,
			'link set eth0 up',
			`route add default via ${HOST_HOME}`
		);
		internet.ip(
			'address add 82.1.2.2/32 dev eth0',
			...[INTERNET, INTERNET_OTHER, ...SPECIAL.filter((one) => one !== '240.0.0.9')].map(
				(one) => `address add ${one}/32 dev eth0`
			),
			'link set eth0 up',
			`route add ${HOST_OUTSIDE}/32 dev eth0 src ${INTERNET}`,
			`route add default via ${HOST_OUTSIDE} src ${INTERNET}`
		);
		host = await startNetworkHost(here, { paths, names, resolvers: [HOME] });
		await host.ensure([]);
		// Before it is connected, and, for the others, after that.
		await host.allow([policy('a', { reaches: [TO_B] })]);
		for (const [index, space] of [a, b, c].entries()) await host.attach(members[index]!, space.pid);
		for (const space of spaces) peers.push(createNetPeer(space));
		const [onHost, inA, inB, inC, atHome, outside] = peers as [NetPeer, NetPeer, NetPeer, NetPeer, NetPeer, NetPeer];
		by = { host: onHost, a: inA, b: inB, c: inC, home: atHome, internet: outside };
		await Promise.all([
			onHost.serve([host.gatewayPort, 8000], [9000]),
			inA.serve([8000], [9000]),
			inB.serve([8000, 8001], [9000, 9001]),
			inC.serve([8000], []),
			atHome.serve([8000, 53], [9000, 53]),
			outside.serve([8000], [9000])
		]);
	});

	afterAll(async () => {
		await Promise.all(peers.map((peer) => peer.close()));
		await host?.close();
		await Promise.all(spaces.map((space) => space.close()));
		sweep({ instance, data });
		rmSync(data, { recursive: true, force: true });
	});

	async function openPlaces(): Promise<string[]> {
		const tried = await Promise.all(
			Object.entries(PLACES).map(async ([name, [from, kind, to, port]]) => {
				const answer = kind === 'ping' ? await by[from].ping(to) : await by[from][kind](to, port);
				return answer === 'open' ? [name] : [];
			})
		);
		return tried.flat().sort();
	}

	it('follows a policy that was there before the pup', async () => {
		expect(await by.a.tcp(B, 8000)).toBe('open');
	});

	it.each(STATES)('permits %s, and what is open is just that', async (_name, policies, open) => {
		await host.allow(policies);
		expect(await openPlaces()).toEqual([...ALWAYS, ...open].sort());
	});

	it('shows a published port who really calls', async () => {
		await host.allow([policy('b', { publishes: PUBLISH })]);
		expect(await by.home.ask(HOST_HOME, 19_000, 'who?')).toBe(`who? from ${HOME}`);
		expect(await by.internet.ask(HOST_OUTSIDE, 19_000, 'who?')).toBe(`who? from ${INTERNET}`);
		expect(await by.host.ask(HOST_HOME, 19_000, 'who?')).toBe(`who? from ${HOST_HOME}`);
	});

	it('lets pups go out under the address of the host, and to each other under their own', async () => {
		await host.allow([policy('a', { internet: true, lan: true, reaches: [TO_B_UDP] })]);
		expect(await by.a.ask(INTERNET, 9000, 'who?')).toBe(`who? from ${HOST_OUTSIDE}`);
		expect(await by.a.ask(HOME, 9000, 'who?')).toBe(`who? from ${HOST_HOME}`);
		expect(await by.a.ask(B, 9000, 'who?')).toBe(`who? from ${A}`);
	});

	it('tells pups of no shorter way than the one over the host', async () => {
		await host.allow([policy('a', { reaches: [TO_B] })]);
		for (let n = 0; n < 3; n++) expect(await by.a.tcp(B, 8000)).toBe('open');
		for (const space of [a, b]) {
			const [names, figures] = inside(space, 'grep', '^Icmp:', '/proc/net/snmp').trim().split('\n') as [string, string];
			expect(figures.split(' ')[names.split(' ').indexOf('InRedirects')]).toBe('0');
		}
	});

	describe('what is taken back ends what is open', () => {
		const CASES: [
			name: string,
			from: From,
			to: string,
			port: number,
			server: From | 'b',
			before: NetworkPolicy[],
			after: NetworkPolicy[]
		][] = [
			['a grant', 'a', B, 8000, 'b', [policy('a', { reaches: [TO_B] })], []],
			[
				'a grant, another one stays',
				'a',
				B,
				8000,
				'b',
				[policy('a', { reaches: [TO_B, { ...TO_B, port: 8001 }] })],
				[policy('a', { reaches: [{ ...TO_B, port: 8001 }] })]
			],
			['the internet', 'a', INTERNET, 8000, 'internet', [policy('a', { internet: true })], [policy('a')]],
			[
				'an address of the internet',
				'a',
				INTERNET,
				8000,
				'internet',
				[policy('a', { internet: true })],
				[policy('a', { internet: true, networks: [INTERNET_OTHER] })]
			],
			['the home network', 'a', HOME, 8000, 'home', [policy('a', { lan: true })], [policy('a', { internet: true })]],
			['a port of the box, from the home', 'home', HOST_HOME, 18_000, 'b', [policy('b', { publishes: PUBLISH })], []],
			['a port of the box, from the host', 'host', HOST_HOME, 18_000, 'b', [policy('b', { publishes: PUBLISH })], []]
		];
		it.each(CASES)('%s', async (_name, from, to, port, server, before, after) => {
			await host.allow(before);
			const first = by[server].heard.length;
			const held = await by[from].hold(to, port);
			await host.allow(after);
			// Both sides are told, not only the one that sends first.
			expect(await held.ended).toBe('ECONNRESET');
			await expect.poll(() => by[server].heard.slice(first), WAIT).toContain('tcp ECONNRESET');
			await expect(by[from].hold(to, port)).rejects.toThrow('no connection');
		});

		it('and nothing else: what is still permitted goes on while the table is written', async () => {
			const kept = policy('a', { internet: true, reaches: [TO_B] });
			await host.allow([kept, policy('b', { publishes: PUBLISH })]);
			const held = await Promise.all([
				by.a.hold(B, 8000),
				by.a.hold(INTERNET, 8000),
				by.home.hold(HOST_HOME, 18_000),
				by.a.hold(GATEWAY, 80)
			]);
			let over = 0;
			for (const { ended } of held) void ended.then(() => over++);
			for (let n = 0; n < 5; n++) {
				await host.allow([kept, policy('b', { publishes: PUBLISH }), policy('c', { internet: n % 2 === 0 })]);
			}
			await host.ensure(members);
			expect(over).toBe(0);
			for (const one of held) one.close();
			expect(await Promise.all(held.map(({ ended }) => ended))).toEqual(['closed', 'closed', 'closed', 'closed']);
		});
	});

	it('counts what goes where, and what was refused, also over a table that is written anew', async () => {
		const rows = async () => (await host.traffic()).filter(({ from, to }) => [from, to].includes(A));
		const packets = async (to: string, refused: boolean) =>
			(await rows())
				.filter((row) => row.to === to && row.refused === refused)
				.reduce((sum, row) => sum + row.packets, 0);
		const all = () =>
			Promise.all([
				packets(B, false),
				packets('internet', false),
				packets('lan', false),
				packets(B, true),
				packets('internet', true),
				packets('lan', true),
				packets('host', true)
			]);
		await host.allow([policy('a', { internet: true, lan: true, reaches: [TO_B] })]);
		const before = await all();
		for (const to of [B, INTERNET, HOME]) expect(await by.a.tcp(to, 8000)).toBe('open');
		await host.allow([]);
		for (const to of [B, INTERNET, HOME, HOST_HOME]) expect(await by.a.tcp(to, 8000)).not.toBe('open');
		await host.allow([policy('a', { internet: true })]);
		const after = await all();
		for (const [index, count] of after.entries()) expect(count, String(index)).toBeGreaterThan(before[index]!);
		expect((await rows()).find(({ to, refused }) => to === B && !refused)).toMatchObject({
			from: A,
			protocol: 'tcp',
			port: 8000,
			bytes: expect.any(Number) as number
		});
		await host.allow([policy('b', { publishes: PUBLISH })]);
		expect(await by.home.tcp(HOST_HOME, 18_000)).toBe('open');
		expect(await host.traffic()).toContainEqual(
			expect.objectContaining({ from: 'outside', to: B, protocol: 'tcp', port: 8000, refused: false })
		);
	});

	describe('a pup that lies', () => {
		const ip = (address: string) => Buffer.from(address.split('.').map(Number));
		const mac = (address: string) => Buffer.from([0x02, 0xdb, ...ip(address)]);
		/** UDP (RFC 768) without a checksum, in IPv4. */
		const datagram = (from: string, to: string, port: number, text: string) => {
			const head = Buffer.from([0x45, 0, 0, 28 + text.length, 0, 1, 0, 0, 64, 17, 0, 0, ...ip(from), ...ip(to)]);
			let sum = 0;
			for (let at = 0; at < 20; at += 2) sum += head.readUInt16BE(at);
			while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
			head.writeUInt16BE(~sum & 0xffff, 10);
			const udp = Buffer.alloc(8);
			for (const [at, value] of [4000, port, 8 + text.length, 0].entries()) udp.writeUInt16BE(value, at * 2);
			return Buffer.concat([head, udp, Buffer.from(text)]);
		};
		const frame = (to: Buffer, from: Buffer, type: number, body: Buffer) =>
			Buffer.concat([to, from, Buffer.from([type >> 8, type & 255]), body]);
		/** ARP (RFC 826): an answer nobody asked for. */
		const arp = (sender: Buffer, claims: string, to: string) =>
			Buffer.concat([Buffer.from([0, 1, 8, 0, 6, 4, 0, 2]), sender, ip(claims), mac(to), ip(to)]);
		const all = Buffer.alloc(6, 0xff);
		const arrived = (text: string) =>
			[by.b, by.host, by.internet].some(({ heard }) => heard.some((line) => line.includes(text)));
		/** What was sent before has arrived, if it does. */
		const settle = async () => {
			expect(await by.a.udp(B, 9000)).toBe('open');
			expect(await by.c.udp(INTERNET, 9000)).toBe('open');
		};
		beforeAll(async () => {
			await host.allow([policy('a', { reaches: [TO_B_UDP] }), policy('c', { internet: true })]);
		});

		it.each([
			['in the name of one that may', () => by.c.raw(datagram(A, B, 9000, 'lie-1')), 'lie-1'],
			['in the name of the host', () => by.c.raw(datagram(GATEWAY, B, 9000, 'lie-2')), 'lie-2'],
			['of an address outside', () => by.c.raw(datagram(HOME, INTERNET, 9000, 'lie-3')), 'lie-3'],
			[
				'of nobody',
				() => by.c.frame('eth0', frame(mac(GATEWAY), mac(C), 0x0800, datagram('0.0.0.0', INTERNET, 9000, 'lie-4'))),
				'lie-4'
			],
			[
				'by a frame to its neighbour, past the host',
				() => by.c.frame('eth0', frame(mac(B), mac(C), 0x0800, datagram(C, B, 9000, 'lie-5'))),
				'lie-5'
			],
			[
				'by a frame to all',
				() => by.c.frame('eth0', frame(all, mac(C), 0x0800, datagram(C, '255.255.255.255', 9000, 'lie-6'))),
				'lie-6'
			],
			[
				'by a frame with the other’s address of hardware',
				() => by.c.frame('eth0', frame(mac(GATEWAY), mac(A), 0x0800, datagram(A, B, 9000, 'lie-7'))),
				'lie-7'
			],
			[
				'within a VLAN',
				() =>
					by.c.frame(
						'eth0',
						frame(
							mac(GATEWAY),
							mac(C),
							0x8100,
							Buffer.concat([Buffer.from([0, 0, 8, 0]), datagram(A, B, 9000, 'lie-8')])
						)
					),
				'lie-8'
			]
		])('is heard by nobody: %s', async (_name, lie, text) => {
			lie();
			await settle();
			expect(arrived(text)).toBe(false);
		});

		it('is heard where it tells the truth, so that the packets above are good ones', async () => {
			by.a.raw(datagram(A, B, 9000, 'truth-1'));
			by.c.frame('eth0', frame(mac(GATEWAY), mac(C), 0x0800, datagram(C, INTERNET, 9000, 'truth-2')));
			await expect.poll(() => arrived('truth-1') && arrived('truth-2'), WAIT).toBe(true);
		});

		it('changes nobody’s mind about addresses of hardware', async () => {
			await settle();
			for (const [sender, claims, to] of [
				[mac(C), B, GATEWAY],
				[mac(C), GATEWAY, A],
				[mac(B), B, GATEWAY],
				[mac(GATEWAY), GATEWAY, A]
			] as [Buffer, string, string][]) {
				by.c.frame('eth0', frame(mac(to), mac(C), 0x0806, arp(sender, claims, to)));
				by.c.frame('eth0', frame(all, sender, 0x0806, arp(sender, claims, to)));
			}
			await settle();
			const text = (address: string) => [...mac(address)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
			expect(inside(here, 'ip', 'neigh', 'show', B, 'dev', bridge)).toContain(text(B));
			expect(inside(a, 'ip', 'neigh', 'show', GATEWAY)).toContain(text(GATEWAY));
			// The gateway is the only neighbour there is.
			expect(inside(a, 'ip', 'neigh').trim().split('\n')).toHaveLength(1);
		});

		it('speaks no IPv6, not even to a host that does', async () => {
			const link = (last: number) => `fe80::${last}`;
			inside(here, 'sh', '-c', `echo 0 > /proc/sys/net/ipv6/conf/${bridge}/disable_ipv6`);
			for (const space of [b, c]) inside(space, 'sh', '-c', 'echo 0 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6');
			here.ip(`address add ${link(1)}/64 dev ${bridge} nodad`);
			b.ip(`address add ${link(3)}/64 dev eth0 nodad`);
			c.ip(`address add ${link(4)}/64 dev eth0 nodad`);
			// Without asking for it first.
			const known = (address: string) =>
				mac(address)
					.toString('hex')
					.replace(/..(?!$)/g, '$&:');
			c.ip(
				`neigh replace ${link(1)} lladdr ${known(GATEWAY)} dev eth0`,
				`neigh replace ${link(3)} lladdr ${known(B)} dev eth0`
			);
			here.ip(`neigh replace ${link(3)} lladdr ${known(B)} dev ${bridge}`);
			/** Datagrams that came; nobody takes them. */
			const count = (space: NetSpace) =>
				Number(/Udp6NoPorts\s+(\d+)/.exec(inside(space, 'cat', '/proc/net/snmp6'))![1]);
			const SEND = `for (const to of process.argv.slice(1)) { const s = require('node:dgram').createSocket('udp6');
s.on('error', () => {}); s.send('six', 9000, to, () => s.close()); }`;
			inside(c, process.execPath, '-e', SEND, `${link(1)}%eth0`, `${link(3)}%eth0`, 'ff02::1%eth0');
			await settle();
			expect([here, b].map(count)).toEqual([0, 0]);
			// The host, which may, is heard.
			inside(here, process.execPath, '-e', SEND, `${link(3)}%${bridge}`);
			await expect.poll(() => count(b), WAIT).toBe(1);
			for (const space of [b, c]) inside(space, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6');
			inside(here, 'sh', '-c', `echo 1 > /proc/sys/net/ipv6/conf/${bridge}/disable_ipv6`);
		});
	});

	it('serves pups that an earlier version connected, with all of the network for their link', async () => {
		for (const [space, address] of [
			[a, A],
			[b, B]
		] as const) {
			space.ip(
				'route del default',
				`address del ${address}/32 dev eth0`,
				`address add ${address}/16 dev eth0`,
				`route add default via ${GATEWAY}`
			);
		}
		await host.allow([policy('a', { reaches: [TO_B], internet: true })]);
		await expect.poll(() => by.a.tcp(B, 8000), WAIT).toBe('open');
		expect(await by.a.tcp(B, 8001)).not.toBe('open');
		expect(await by.a.tcp(C, 8000)).not.toBe('open');
		expect(await by.a.tcp(INTERNET, 8000)).toBe('open');
	});

	it('writes the rules of 200 pups in one transaction', async () => {
		const many = Array.from({ length: 200 }, (_, n) => ({
			id: n.toString(16).padStart(32, '0'),
			address: `10.96.1.${n + 1}`
		}));
		const policies: NetworkPolicy[] = many.map(({ id }, n) => ({
			id,
			internet: n % 2 === 0,
			lan: n % 5 === 0,
			networks: n % 10 === 0 ? ['8.8.8.0/24', '192.168.77.0/24', '1.1.1.1'] : null,
			reaches: [1, 2, 3].map((step) => ({
				address: many[(n + step) % many.length]!.address,
				protocol: 'tcp' as const,
				port: 8000 + step
			})),
			publishes: [{ protocol: 'tcp' as const, hostPort: 20_000 + n, port: 80 }]
		}));
		await host.ensure([...members, ...many]);
		const began = performance.now();
		await host.allow([policy('a', { reaches: [TO_B] }), ...policies]);
		console.log(`network-matrix.test: rules of 200 pups written in ${Math.round(performance.now() - began)} ms`);
		expect(inside(here, 'nft', 'list', 'set', 'inet', names.nftTable, 'grants')).toContain(
			'10.96.1.200 . 10.96.1.1 . tcp . 8001'
		);
		expect(await by.a.tcp(B, 8000)).toBe('open');
		await host.ensure(members);
	});

	it('leaves a pup without its policy when it is gone, and nothing when all is removed', async () => {
		await host.allow([policy('a', { reaches: [TO_B] }), policy('b', { publishes: PUBLISH, internet: true })]);
		await host.detach(ID.b);
		const listed = inside(here, 'nft', 'list', 'table', 'inet', names.nftTable);
		for (const set of ['host_ports', 'published', 'internet'])
			expect(new RegExp(`(map|set) ${set} \\{[^}]*elements`).test(listed), set).toBe(false);
		await host.detach(ID.b);
		expect(existsSync(`/sys/class/net/${bridge}`)).toBe(false);
	});
});

/**
 * Who reaches whom in each state of permissions: a pup, another pup, the gateway, a port of the
 * host, a computer of the home network and one on the internet. The host is a network namespace,
 * like all the others. Firewall, bridge and links are real.
 * A new path is a row of `PATHS`, and a new state of permissions is a row of `STATES`. Everything
 * that a state does not list as open must be closed.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NetworkPolicy } from '../../src/lib/server/network/index.ts';
import { existsSync } from '../support/as-root.ts';
import type { NetSpace } from './support/net-space.ts';
import {
	A,
	B,
	C,
	canCreateNetWorld,
	createNetWorld,
	GATEWAY,
	HOME,
	HOME_FAR,
	HOST_HOME,
	HOST_OUTSIDE,
	ID,
	INTERNET,
	INTERNET_OTHER,
	MEMBERS,
	policy,
	run,
	SPECIAL,
	type NetWorld
} from './support/net-world.ts';
import type { NetworkHost } from './support/network-host.ts';

const able = canCreateNetWorld();
if (!able) console.log('network-matrix.test: skipped, needs root with nft, ip, unshare, nsenter and perl');

const instance = `dbm${randomBytes(3).toString('hex')}`;
const bridge = `${instance}0`;
const table = `dogebox_${instance}`;
const WAIT = { timeout: 20_000 };

type From = 'a' | 'b' | 'home' | 'internet' | 'host';
type Kind = 'tcp' | 'udp' | 'ping';

type Place = [From, Kind, string, number];
/** One pair of ends with each protocol. */
const everyWay = (name: string, from: From, to: string): [string, Place][] => [
	[name, [from, 'tcp', to, 8000]],
	[`${name}, udp`, [from, 'udp', to, 9000]],
	[`${name}, ping`, [from, 'ping', to, 0]]
];

/** From where, how, to whom. Ports 8000 and 9000 are those that are granted and published. */
const PATHS: Record<string, Place> = {
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
	'host outside, udp': ['a', 'udp', HOST_OUTSIDE, 9000],
	'host outside, ping': ['a', 'ping', HOST_OUTSIDE, 0],
	'host outside, published': ['a', 'tcp', HOST_OUTSIDE, 18_000],
	provider: ['a', 'tcp', B, 8000],
	'provider, other port': ['a', 'tcp', B, 8001],
	'provider, udp': ['a', 'udp', B, 9000],
	'provider, other udp': ['a', 'udp', B, 9001],
	'provider, ping': ['a', 'ping', B, 0],
	...Object.fromEntries([
		...everyWay('stranger', 'a', C),
		...everyWay('provider → a', 'b', A),
		...everyWay('home → a', 'home', A),
		...everyWay('home → b', 'home', B),
		...everyWay('internet → a', 'internet', A),
		...everyWay('internet → b', 'internet', B),
		...everyWay('home → gateway', 'home', GATEWAY),
		...everyWay('internet → gateway', 'internet', GATEWAY),
		...everyWay('host → b', 'host', B)
	]),
	'home → gateway, its port': ['home', 'tcp', GATEWAY, 80],
	'home → gateway, behind': ['home', 'tcp', GATEWAY, 10_069],
	'internet → gateway, its port': ['internet', 'tcp', GATEWAY, 80],
	'internet → gateway, behind': ['internet', 'tcp', GATEWAY, 10_069],
	'home → names': ['home', 'udp', GATEWAY, 53],
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
	...Object.fromEntries(SPECIAL.map((to) => [`special ${to}`, ['a', 'tcp', to, 8000] as Place])),
	'home → published': ['home', 'tcp', HOST_HOME, 18_000],
	'home → published, udp': ['home', 'udp', HOST_HOME, 19_000],
	'home → port of the host': ['home', 'tcp', HOST_HOME, 8000],
	'internet → published, udp': ['internet', 'udp', HOST_OUTSIDE, 19_000],
	'internet → published': ['internet', 'tcp', HOST_OUTSIDE, 18_000],
	'host → published': ['host', 'tcp', HOST_HOME, 18_000],
	'host → published, udp': ['host', 'udp', HOST_OUTSIDE, 19_000],
	'host → published, loopback': ['host', 'tcp', '127.0.0.1', 18_000],
	'host → published, loopback udp': ['host', 'udp', '127.0.0.9', 19_000]
};

const TO_B = { address: B, protocol: 'tcp', port: 8000 } as const;
const TO_B_UDP = { address: B, protocol: 'udp', port: 9000 } as const;
const PUBLISH: NetworkPolicy['publishes'] = [
	{ protocol: 'tcp', hostPort: 18_000, port: 8000 },
	{ protocol: 'udp', hostPort: 19_000, port: 9000 }
];

/** Open in every state of permissions. */
const ALWAYS = ['gateway', 'home → port of the host', 'host → b', 'host → b, udp', 'host → b, ping'];
const NAMES = ['names, tcp', 'names, udp'];
const AT_HOME = ['home', 'home, udp', 'home, ping', 'home, resolver', 'home, further'];
const ON_INTERNET = ['internet', 'internet, udp', 'internet, ping', 'internet, other'];
const PUBLISHED = [
	'home → published',
	'home → published, udp',
	'internet → published',
	'internet → published, udp',
	'host → published',
	'host → published, udp',
	'host → published, loopback',
	'host → published, loopback udp'
];

/** The permissions, and what is open besides {@link ALWAYS}. */
const STATES: [name: string, policies: NetworkPolicy[], open: string[]][] = [
	['nothing', [], []],
	['a policy that opens nothing', [policy('a'), policy('b')], []],
	['a port of another pup', [policy('a', { reaches: [TO_B] })], ['provider']],
	['a UDP port of another pup', [policy('a', { reaches: [TO_B_UDP] })], ['provider, udp']],
	['both', [policy('a', { reaches: [TO_B, TO_B_UDP] })], ['provider', 'provider, udp']],
	['the same to another pup alone', [policy('c', { reaches: [TO_B, TO_B_UDP] })], []],
	['the other way round', [policy('b', { reaches: [{ ...TO_B, address: A }] })], ['provider → a']],
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

/** Sends a datagram out of its link, whatever its routes say. SO_BINDTODEVICE is 25. */
const BOUND = `use Socket; my ($host, $port, $text) = @ARGV;
socket(my $s, PF_INET, SOCK_DGRAM, 0) or die $!; setsockopt($s, SOL_SOCKET, 25, pack('Z16', 'eth0')) or die $!;
send($s, $text, 0, sockaddr_in($port, inet_aton($host))) or die $!;`;

describe.skipIf(!able)('the network of pups', () => {
	let world: NetWorld;
	let host: NetworkHost;
	let by: NetWorld['by'];
	let here: NetSpace, a: NetSpace, b: NetSpace, c: NetSpace;
	const members = MEMBERS;
	const inside = (space: NetSpace, ...command: string[]) =>
		run('nsenter', `--net=/proc/${space.pid}/ns/net`, ...command).stdout;

	beforeAll(async () => {
		// One policy is set before its pup is connected, and the others after that.
		world = await createNetWorld(instance, { resolvers: [HOME], before: [policy('a', { reaches: [TO_B] })] });
		({ host, by } = world);
		({ host: here, a, b, c } = world.spaces);
		await Promise.all([
			by.host.serve([host.gatewayPort, 8000], [9000]),
			by.a.serve([8000], [9000]),
			by.b.serve([8000, 8001], [9000, 9001]),
			by.c.serve([8000], []),
			by.home.serve([8000, 53], [9000, 53]),
			by.internet.serve([8000], [9000])
		]);
	});

	afterAll(() => world?.close());

	/**
	 * Names of the open paths. Paths that should be open are tried several times, because a busy
	 * machine may answer late.
	 */
	async function openPaths(expected: readonly string[]): Promise<string[]> {
		const opens = async (name: string) => {
			const [from, kind, to, port] = PATHS[name]!;
			return (kind === 'ping' ? await by[from].ping(to) : await by[from][kind](to, port)) === 'open';
		};
		const tried = await Promise.all(
			Object.keys(PATHS).map(async (name) => {
				for (let tries = expected.includes(name) ? 5 : 1; tries > 0; tries--) if (await opens(name)) return [name];
				return [];
			})
		);
		return tried.flat().sort();
	}

	it('follows a policy that was there before the pup', async () => {
		expect(await by.a.tcp(B, 8000)).toBe('open');
	});

	it.each(STATES)('permits %s, and what is open is just that', async (_name, policies, open) => {
		await host.allow(policies);
		const expected = [...ALWAYS, ...open].sort();
		expect(await openPaths(expected)).toEqual(expected);
	});

	it('shows a published port who really calls', async () => {
		await host.allow([policy('b', { publishes: PUBLISH })]);
		// With the same source port as an earlier request, the datagram may be refused as a part of
		// that conversation.
		await expect.poll(() => by.home.ask(HOST_HOME, 19_000, 'who?')).toBe(`who? from ${HOME}`);
		expect(await by.internet.ask(HOST_OUTSIDE, 19_000, 'who?')).toBe(`who? from ${INTERNET}`);
		expect(await by.host.ask(HOST_HOME, 19_000, 'who?')).toBe(`who? from ${HOST_HOME}`);
		// No packet with an address of 127.0.0.0/8 leaves the host (RFC 1122, 3.2.1.3).
		expect(await by.host.ask('127.0.0.1', 19_000, 'who?')).toBe(`who? from ${GATEWAY}`);
	});

	it('lets a port be at one address of the host, its loopback, and then at no other', async () => {
		const at = (hostAddress: string) => PUBLISH.map((one) => ({ ...one, hostAddress }));
		await host.allow([policy('b', { publishes: at('127.0.0.1') })]);
		const paths = PUBLISHED.filter((place) => !place.endsWith('udp') || place.startsWith('host'));
		const answers = async () => (await openPaths(['host → published, loopback'])).filter((one) => paths.includes(one));
		expect(await answers()).toEqual(['host → published, loopback']);
		await host.allow([policy('b', { publishes: at('127.0.0.9') })]);
		expect(await openPaths(['host → published, loopback udp'])).toContain('host → published, loopback udp');
		await host.allow([policy('b', { publishes: at(HOST_HOME) })]);
		expect(await answers()).toEqual(['home → published', 'host → published']);
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
			['a port of the box, from the host', 'host', HOST_HOME, 18_000, 'b', [policy('b', { publishes: PUBLISH })], []],
			['the same, at its loopback', 'host', '127.0.0.1', 18_000, 'b', [policy('b', { publishes: PUBLISH })], []]
		];
		it.each(CASES)('%s', async (_name, from, to, port, server, before, after) => {
			await host.allow(before);
			const first = by[server].heard.length;
			const held = await by[from].hold(to, port);
			await host.allow(after);
			// Both sides notice, not only the one that sends first. A write after a received reset
			// fails with EPIPE (tcp(7)).
			expect(await held.ended).toMatch(/^(?:ECONNRESET|EPIPE)$/);
			const atServer = () => by[server].heard.slice(first).join();
			await expect.poll(atServer, WAIT).toMatch(/tcp (?:ECONNRESET|EPIPE)/);
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
		/** A UDP datagram (RFC 768) without a checksum, in IPv4. */
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
		/** An unsolicited ARP reply (RFC 826). */
		const arp = (sender: Buffer, claims: string, to: string) =>
			Buffer.concat([Buffer.from([0, 1, 8, 0, 6, 4, 0, 2]), sender, ip(claims), mac(to), ip(to)]);
		const all = Buffer.alloc(6, 0xff);
		const arrived = (text: string) =>
			[by.b, by.host, by.internet].some(({ heard }) => heard.some((line) => line.includes(text)));
		/** After this, everything sent before has arrived, if it arrives at all. */
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

		describe('does not reach the loopback of the host', () => {
			const frames = (text: string) =>
				[
					datagram(C, '127.0.0.1', 9000, `${text}-own`),
					datagram('127.0.0.1', '127.0.0.1', 9000, `${text}-forged`),
					datagram('127.0.0.1', GATEWAY, 9000, `${text}-sender`),
					datagram(GATEWAY, '127.0.0.1', 9000, `${text}-gateway`),
					datagram(C, '127.7.7.7', 9000, `${text}-other`)
				].map((packet) => frame(mac(GATEWAY), mac(C), 0x0800, packet));
			const send = (text: string) => {
				for (const one of frames(text)) by.c.frame('eth0', one);
				// An unprivileged program can do this with a socket bound to its link
				// (SO_BINDTODEVICE).
				inside(c, 'perl', '-e', BOUND, '127.0.0.1', '9000', `${text}-bound`);
			};
			const localnet = (value: string) =>
				inside(here, 'sh', '-c', `echo ${value} > /proc/sys/net/ipv4/conf/${bridge}/route_localnet`);
			/**
			 * Repeats without the firewall, because the box writes the rules again a second later,
			 * and a busy machine may take longer.
			 */
			const sendUnfiltered = async (text: string, last: () => boolean) =>
				expect
					.poll(() => {
						inside(here, 'nft', 'flush', 'ruleset');
						send(text);
						by.c.frame('eth0', frame(mac(GATEWAY), mac(C), 0x0800, datagram(C, GATEWAY, 9000, `${text}-last`)));
						return last();
					}, WAIT)
					.toBe(true);

			it('while ports of pups are open there', async () => {
				await host.allow([
					policy('a', { reaches: [TO_B_UDP] }),
					policy('b', { publishes: PUBLISH }),
					policy('c', { internet: true })
				]);
				send('loop-1');
				await settle();
				expect(arrived('loop-1')).toBe(false);
			});

			it('after others emptied the firewall, until it is written again', async () => {
				await sendUnfiltered('loop-3', () => arrived('loop-3-last'));
				expect(arrived('loop-3-own') || arrived('loop-3-forged') || arrived('loop-3-sender')).toBe(false);
				expect(arrived('loop-3-gateway') || arrived('loop-3-other') || arrived('loop-3-bound')).toBe(false);
			});

			it('as it would where the kernel routes such addresses, so that the packets above are good ones', async () => {
				localnet('1');
				await sendUnfiltered('loop-4', () => arrived('loop-4-own') && arrived('loop-4-bound'));
			});

			it('where an earlier version, or others, had that on', async () => {
				await host.ensure(members);
				expect(inside(here, 'cat', `/proc/sys/net/ipv4/conf/${bridge}/route_localnet`).trim()).toBe('0');
				localnet('1');
				send('loop-5');
				await settle();
				expect(arrived('loop-5')).toBe(false);
				localnet('0');
				await host.allow([policy('a', { reaches: [TO_B_UDP] }), policy('c', { internet: true })]);
			});
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
			// The gateway is the only neighbour.
			expect(inside(a, 'ip', 'neigh').trim().split('\n')).toHaveLength(1);
		});

		it('speaks no IPv6, not even to a host that does', async () => {
			const link = (last: number) => `fe80::${last}`;
			inside(here, 'sh', '-c', `echo 0 > /proc/sys/net/ipv6/conf/${bridge}/disable_ipv6`);
			for (const space of [b, c]) inside(space, 'sh', '-c', 'echo 0 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6');
			here.ip(`address add ${link(1)}/64 dev ${bridge} nodad`);
			b.ip(`address add ${link(3)}/64 dev eth0 nodad`);
			c.ip(`address add ${link(4)}/64 dev eth0 nodad`);
			// Sets the neighbours by hand, without asking for them.
			const known = (address: string) =>
				mac(address)
					.toString('hex')
					.replace(/..(?!$)/g, '$&:');
			c.ip(
				`neigh replace ${link(1)} lladdr ${known(GATEWAY)} dev eth0`,
				`neigh replace ${link(3)} lladdr ${known(B)} dev eth0`
			);
			here.ip(`neigh replace ${link(3)} lladdr ${known(B)} dev ${bridge}`);
			/** Datagrams that arrived on a port without a listener. */
			const count = (space: NetSpace) =>
				Number(/Udp6NoPorts\s+(\d+)/.exec(inside(space, 'cat', '/proc/net/snmp6'))![1]);
			const SEND = `for (const to of process.argv.slice(1)) { const s = require('node:dgram').createSocket('udp6');
s.on('error', () => {}); s.send('six', 9000, to, () => s.close()); }`;
			inside(c, process.execPath, '-e', SEND, `${link(1)}%eth0`, `${link(3)}%eth0`, 'ff02::1%eth0');
			await settle();
			expect([here, b].map(count)).toEqual([0, 0]);
			// Datagrams of the host are allowed and arrive.
			inside(here, process.execPath, '-e', SEND, `${link(3)}%${bridge}`);
			await expect.poll(() => count(b), WAIT).toBe(1);
			for (const space of [b, c]) inside(space, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6');
			inside(here, 'sh', '-c', `echo 1 > /proc/sys/net/ipv6/conf/${bridge}/disable_ipv6`);
		});
	});

	describe('the fast path of TCP', () => {
		const grant = [policy('a', { reaches: [TO_B, TO_B_UDP] }), policy('c', { internet: true })];
		const hex = (address: string) => Buffer.from(address.split('.').map(Number));
		const macOf = (address: string) => Buffer.from([0x02, 0xdb, ...hex(address)]);
		const sum = (bytes: Buffer) => {
			let total = 0;
			for (let at = 0; at < bytes.length; at += 2) total += bytes.readUInt16BE(at);
			while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
			return ~total & 0xffff;
		};
		const [FIN, SYN, RST, PSH, ACK, URG] = [1, 2, 4, 8, 16, 32];
		/**
		 * A TCP segment (RFC 9293) without data, in IPv4.
		 * @param fragment flags and offset
		 */
		const segment = (from: [string, number], to: [string, number], flags: number, fragment = 0) => {
			const head = Buffer.from([0x45, 0, 0, 40, 0, 1, 0, 0, 64, 6, 0, 0, ...hex(from[0]), ...hex(to[0])]);
			head.writeUInt16BE(fragment, 6);
			head.writeUInt16BE(sum(head), 10);
			const tcp = Buffer.alloc(20);
			for (const [at, value] of [from[1], to[1], 0, 7, 0, 7, (5 << 12) | flags, 1000].entries())
				tcp.writeUInt16BE(value, at * 2);
			tcp.writeUInt16BE(sum(Buffer.concat([hex(from[0]), hex(to[0]), Buffer.from([0, 6, 0, 20]), tcp])), 16);
			return Buffer.concat([head, tcp]);
		};
		const framed = (from: string, packet: Buffer, ...type: number[]) =>
			Buffer.concat([macOf(GATEWAY), macOf(from), Buffer.from(type.length > 0 ? type : [8, 0]), packet]);
		/** An IPv6 packet (RFC 8200) between two addresses that are derived from those of IPv4. */
		const six = (from: string, to: string, packet: Buffer) => {
			const address = (of: string) => Buffer.concat([Buffer.from('fd000000000000000000ffff', 'hex'), hex(of)]);
			return Buffer.concat([
				Buffer.from([0x60, 0, 0, 0, 0, 20, 6, 64]),
				address(from),
				address(to),
				packet.subarray(20)
			]);
		};
		/** Number of segments that arrived there. */
		const segments = (space: NetSpace) => {
			const [names, figures] = inside(space, 'grep', '^Tcp:', '/proc/net/snmp').trim().split('\n') as [string, string];
			return Number(figures.split(' ')[names.split(' ').indexOf('InSegs')]);
		};
		const listed = (...what: string[]) => inside(here, 'nft', 'list', ...what);
		const fastPackets = () => Number(/packets (\d+)/.exec(listed('set', 'netdev', table, 'grants'))?.[1] ?? Number.NaN);
		const entries = () => inside(here, 'cat', '/proc/net/nf_conntrack');
		const settle = async () => {
			expect(await by.a.udp(B, 9000)).toBe('open');
			expect(await by.c.udp(INTERNET, 9000)).toBe('open');
		};
		/** Numbers of refused packets from the provider to its client. */
		const refusedBack = async () =>
			(await host.traffic())
				.filter(({ from, to, refused }) => refused && from === B && to === A)
				.map(({ packets }) => packets);
		let refusedBefore: number[];
		let early: Awaited<ReturnType<NetWorld['by']['a']['hold']>>;

		beforeAll(async () => {
			await host.allow(grant);
			refusedBefore = await refusedBack();
			early = await by.a.hold(B, 8000);
		});

		it('takes what follows the beginning of a connection, and counts it', async () => {
			const before = fastPackets();
			await expect.poll(fastPackets, WAIT).toBeGreaterThan(before + 20);
			const rows = (await host.traffic()).filter(
				({ from, to, protocol }) => from === A && to === B && protocol === 'tcp'
			);
			expect(rows).toEqual([expect.objectContaining({ port: 8000, refused: false })]);
			expect(rows[0]!.packets).toBeGreaterThan(20);
			// The kernel's connection tracking saw only the beginning of the connection.
			await expect.poll(entries, WAIT).not.toMatch(new RegExp(`src=${A} dst=${B} .*dport=8000`));
		});

		it('ends a connection that the kernel remembers no more, as its grant is taken back', async () => {
			const heard = by.b.heard.length;
			await host.allow([]);
			expect(await early.ended).toMatch(/^(?:ECONNRESET|EPIPE)$/);
			await expect.poll(() => by.b.heard.slice(heard).join(), WAIT).toMatch(/tcp (?:ECONNRESET|EPIPE)/);
			// What both sides sent after that does not count as an attempt.
			expect(await refusedBack()).toEqual(refusedBefore);
		});

		it('may be taken away by others: connections go on beside it, and on it when it is put back', async () => {
			await host.allow(grant);
			const held = await by.a.hold(B, 8000);
			let over = '';
			void held.ended.then((why) => (over = why));
			const heard = by.b.heard.length;
			inside(here, 'nft', 'delete', 'table', 'netdev', table);
			const routed = () =>
				Number(
					/packets (\d+)/.exec(listed('set', 'inet', table, 'grants').replace(/udp[^,}]*/g, ''))?.[1] ?? Number.NaN
				);
			const before = routed();
			await expect.poll(routed, WAIT).toBeGreaterThan(before + 20);
			await host.ensure(members);
			const again = fastPackets();
			await expect.poll(fastPackets, WAIT).toBeGreaterThan(again + 20);
			expect([over, by.b.heard.slice(heard)]).toEqual(['', []]);
			held.close();
			expect(await held.ended).toBe('closed');
		});

		type Row = [name: string, from: 'a' | 'b' | 'c', to: 'a' | 'b' | 'c', frame: Buffer, arrives: boolean];
		const at = { a: A, b: B, c: C };
		const TO: [string, number] = [B, 8000];
		const BACK: [string, number] = [A, 4000];
		const row = (name: string, from: Row[1], to: Row[2], packet: Buffer, arrives = false): Row => [
			...([name, from, to, framed(at[from], packet), arrives] as Row)
		];
		it.each([
			row('a segment to the port', 'a', 'b', segment(BACK, TO, ACK), true),
			row('a reset to the port', 'a', 'b', segment(BACK, TO, RST), true),
			row('an answer', 'b', 'a', segment(TO, BACK, ACK), true),
			row('another port', 'a', 'b', segment(BACK, [B, 8001], ACK)),
			row('an answer from another port', 'b', 'a', segment([B, 8001], BACK, ACK)),
			row('what the provider begins', 'b', 'a', segment(TO, BACK, SYN)),
			row('an answer to nothing', 'b', 'a', segment(TO, BACK, SYN | ACK)),
			row('the way back as if it were granted', 'b', 'a', segment(BACK.with(0, B) as typeof TO, [A, 8000], ACK)),
			row('another pup', 'a', 'c', segment(BACK, [C, 8000], ACK)),
			row('one that has no grant', 'c', 'b', segment([C, 4000], TO, ACK)),
			row('one that has no grant, in the name of one that has', 'c', 'b', segment(BACK, TO, ACK)),
			['the same with its address of hardware', 'c', 'b', framed(A, segment(BACK, TO, ACK)), false],
			['one that has it, from another’s address of hardware', 'a', 'b', framed(C, segment(BACK, TO, ACK)), false],
			row('no flags', 'a', 'b', segment(BACK, TO, 0)),
			row('flags that no segment has', 'a', 'b', segment(BACK, TO, FIN | PSH | URG)),
			row('all flags', 'a', 'b', segment(BACK, TO, FIN | SYN | RST | PSH | ACK | URG)),
			row('the first of several parts', 'a', 'b', segment(BACK, TO, ACK, 0x2000)),
			row('a later part', 'a', 'b', segment(BACK, TO, ACK, 5)),
			['IPv6', 'a', 'b', framed(A, six(A, B, segment(BACK, TO, ACK)), 0x86, 0xdd), false],
			['a VLAN', 'a', 'b', framed(A, segment(BACK, TO, ACK), 0x81, 0, 0, 5, 8, 0), false]
		] as Row[])('is for what a grant gives: %s', async (_name, from, to, sent, arrives) => {
			const space = { a, b, c }[to];
			const before = segments(space);
			by[from].frame('eth0', sent);
			await settle();
			expect(segments(space) > before).toBe(arrives);
		});

		it.each([
			['the provider first', 'ba', [policy('a', { reaches: [TO_B] })]],
			['the dependant first', 'ab', [policy('a', { reaches: [TO_B] })]],
			['the provider before two', 'bca', [policy('a', { reaches: [TO_B] }), policy('c', { reaches: [TO_B] })]]
		])('is at every link of a grant, whoever comes: %s', async (_name, order, policies) => {
			await host.allow(policies);
			const who = [...order] as ('a' | 'b' | 'c')[];
			for (const one of who) await host.detach(ID[one]);
			for (const one of who) await host.attach({ id: ID[one], address: at[one] }, { a, b, c }[one].pid);
			expect(listed('table', 'netdev', table).match(/ingress device/g)).toHaveLength(who.length);
			const before = fastPackets();
			const held = await by.a.hold(B, 8000);
			await expect.poll(fastPackets, WAIT).toBeGreaterThan(before + 20);
			held.close();
		});
	});

	describe('the size of packets', () => {
		const LONG = 'x'.repeat(60_000);
		/** Number of packets that were fragmented there. */
		const cut = (space: NetSpace) => {
			const [names, figures] = inside(space, 'grep', '^Ip:', '/proc/net/snmp').trim().split('\n') as [string, string];
			return Number(figures.split(' ')[names.split(' ').indexOf('FragOKs')]);
		};
		const all = () => host.allow([policy('a', { internet: true, lan: true, reaches: [TO_B, TO_B_UDP] })]);
		const ways = () => inside(here, 'ip', 'route', 'show', 'dev', bridge);

		it.each([
			['another pup', B, 8000, 65_535],
			['the gateway', GATEWAY, 80, 1500],
			['the home network', HOME, 8000, 1500],
			['the internet', INTERNET, 8000, 1500]
		])('of a connection to %s is what its way takes', async (_name, to, port, size) => {
			await all();
			const held = await by.a.hold(to, port);
			// The headers take 52 bytes of a packet, including the timestamp option (RFC 7323).
			const inspect = () => inside(a, 'ss', '-tinH', 'state', 'established', 'dst', to);
			await expect.poll(inspect, WAIT).toMatch(new RegExp(`pmtu:${size} .*advmss:${size - 52} `));
			held.close();
			await held.ended;
		});

		it('is large from pup to pup, also by UDP, and is cut for all others before it is sent', async () => {
			await all();
			const before = [cut(a), cut(b), cut(here)];
			expect(await by.a.ask(B, 9000, LONG)).toBe(`${LONG} from ${A}`);
			expect([cut(a), cut(b), cut(here)]).toEqual(before);
			expect(await by.a.ask(HOME, 9000, LONG)).toBe(`${LONG} from ${HOST_HOME}`);
			expect(cut(a)).toBe(before[0]! + 1);
		});

		it('is the usual one for a pup that an earlier version connected, until it is connected anew', async () => {
			await all();
			const index = /eth0@if(\d+)/.exec(inside(b, 'ip', '-o', 'link', 'show', 'eth0'))![1]!;
			const end = new RegExp(`^${index}: ([^@]+)@`, 'm').exec(inside(here, 'ip', '-o', 'link'))![1]!;
			here.ip(`link set dev ${end} mtu 1500`);
			b.ip('link set dev eth0 mtu 1500', 'route del 10.96.0.0/16');
			await host.ensure(members);
			expect(ways()).toContain(`${B} scope link mtu lock 1500`);
			// The first datagram is answered with the smaller size, and the next ones fit.
			await expect.poll(() => by.a.ask(B, 9000, LONG), WAIT).toBe(`${LONG} from ${A}`);
			const held = await by.a.hold(B, 8000);
			await expect.poll(() => inside(a, 'ss', '-tinH', 'state', 'established', 'dst', B), WAIT).toMatch(/ mss:14\d\d /);
			held.close();
			await host.detach(ID.b);
			await host.attach({ id: ID.b, address: B }, b.pid);
			expect(ways()).not.toContain('lock');
			inside(a, 'ip', 'route', 'flush', 'cache');
			const before = cut(here);
			expect(await by.a.ask(B, 9000, LONG)).toBe(`${LONG} from ${A}`);
			expect(cut(here)).toBe(before);
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
		expect(inside(here, 'nft', 'list', 'set', 'inet', table, 'grants')).toContain(
			'10.96.1.200 . 10.96.1.1 . tcp . 8001'
		);
		expect(await by.a.tcp(B, 8000)).toBe('open');
		await host.ensure(members);
	});

	it('leaves a pup without its policy when it is gone, and nothing when all is removed', async () => {
		await host.allow([policy('a', { reaches: [TO_B] }), policy('b', { publishes: PUBLISH, internet: true })]);
		await host.detach(ID.b);
		const listed = inside(here, 'nft', 'list', 'table', 'inet', table);
		for (const set of ['host_ports', 'published', 'internet'])
			expect(new RegExp(`(map|set) ${set} \\{[^}]*elements`).test(listed), set).toBe(false);
		await host.detach(ID.b);
		expect(existsSync(`/sys/class/net/${bridge}`)).toBe(false);
	});
});

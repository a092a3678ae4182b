/**
 * Chosen addresses of boxes on their networks, with real links, routes, rules, a real firewall and
 * real frames.
 */
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostCgroups, hostVerbs } from '../../src/lib/server/host/index.ts';
import { createPupNetwork, type NetworkPolicy, type PupNetwork } from '../../src/lib/server/network/index.ts';
import { startAgent, type TestAgent } from '../support/agent.ts';
import { sweep } from '../support/host.ts';
import { createNetSpace, type NetSpace } from './support/net-space.ts';
import { hasTools, homeNetworks, testNetwork, run } from './support/test-network.ts';
import { mkdirSync, rmSync, writeFileSync } from '../support/as-root.ts';

const { instance, bridge, table, data, paths, names, subnet } = {
	...testNetwork('dbc', '10.215.0.0/16'),
	subnet: '10.215.0.0/16'
};

const able = hasTools('nft', 'ip', 'unshare', 'nsenter', 'perl');
if (!able) console.log('network-chosen.test: skipped, needs root with nft, ip, unshare, nsenter and perl');

/**
 * The first three share a network with a subnet, `out` has its own network, and `plain` has none.
 */
const NAMES = ['a', 'b', 'c', 'out', 'plain'] as const;
type Name = (typeof NAMES)[number];
/** A network and the addresses of its members. */
interface Net {
	subnet: string;
	on: Partial<Record<Name, string | null>>;
}
const SHOP: Net = { subnet: '172.30.77.0/24', on: { a: '172.30.77.5', b: '172.30.77.6', c: null } };
const OTHER: Net = { subnet: '172.30.78.0/24', on: { out: '172.30.78.5' } };
const USUAL = [SHOP, OTHER];

describe.skipIf(!able)('chosen addresses', () => {
	let agent: TestAgent;
	let network: PupNetwork;
	const spaces = {} as Record<Name, NetSpace>;
	const heard = {} as Record<Name, string[]>;
	const warnings: string[] = [];
	/** Name servers of the host. */
	let resolvers: string[] = [];
	const id = (name: Name) => NAMES.indexOf(name).toString().repeat(32);
	const own = (name: Name) => network.addressOf(50_000 + NAMES.indexOf(name));
	const log = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(line) });
	const create = (watchMs = 600_000) =>
		createPupNetwork({
			host: agent.host,
			config: { bridge, subnet, table },
			log,
			watchMs,
			resolvers: () => ({ usable: resolvers, unusable: [] })
		});

	function policies(networks: readonly Net[], lan = false): NetworkPolicy[] {
		return NAMES.map((name) => {
			const mine = networks.filter(({ on }) => name in on);
			const others = ({ on }: Net) =>
				(Object.keys(on) as Name[]).filter((other) => other !== name).flatMap((other) => [own(other), on[other] ?? []]);
			const chosen = mine.flatMap((net) => {
				const address = net.on[name];
				return address ? [{ address, subnet: net.subnet, neighbors: others(net).flat() }] : [];
			});
			const neighbors = [...new Set(mine.flatMap(others).flat())];
			const joined = { neighbors, chosen, names: new Map(), reverse: new Map() };
			const policy = { id: id(name), internet: true, lan, networks: null, reaches: [], publishes: [] };
			return mine.length > 0 ? { ...policy, joined } : policy;
		});
	}
	const inside = (name: Name, ...argv: string[]) =>
		run('nsenter', `--net=/proc/${spaces[name].pid}/ns/net`, ...argv).stdout;
	const addresses = (name: Name) =>
		[...inside(name, 'ip', '-4', '-o', 'address', 'show', 'dev', 'eth0').matchAll(/inet (\S+)/g)].map(([, one]) => one);
	const open = async (from: Name, to: string) => (await spaces[from].connect(to, 8000)) === 'open';
	const rules = () =>
		run('ip', '-4', 'rule', 'show')
			.stdout.split('\n')
			.filter((line) => line.includes(`iif ${bridge} `));
	/** The host's routing table that the rule names. It is read also when the rule is gone. */
	let ways = '';
	const routes = () =>
		run('ip', '-4', 'route', 'show', 'table', ways)
			.stdout.split('\n')
			.map((line) => line.trim())
			.filter(Boolean)
			.sort();
	const way = (to: string, by: Name) => `${to} via ${own(by)} dev ${bridge}`;
	const WAYS = () => [way('172.30.77.5', 'a'), way('172.30.77.6', 'b'), way('172.30.78.5', 'out')];
	const isSender = (address: string) => run('nft', 'list', 'set', 'bridge', table, 'senders').stdout.includes(address);
	const members = () => NAMES.map((name) => ({ id: id(name), address: own(name) }));

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
		for (const name of NAMES) await network.attach({ id: id(name), address: own(name) }, spaces[name].pid);
		for (const name of NAMES) heard[name] = await spaces[name].serve([8000], [8000]);
		ways = /lookup (\S+)/.exec(rules()[0] ?? '')?.[1] ?? '';
	});

	afterAll(async () => {
		await network?.destroy();
		await agent?.close();
		await Promise.all(Object.values(spaces).map((space) => space.close()));
		sweep({ instance, data });
		rmSync(data, { recursive: true, force: true });
	});

	it('are there beside the own one, with a way of the host that boxes alone find', () => {
		expect(addresses('a')).toEqual([`${own('a')}/32`, '172.30.77.5/32']);
		expect(addresses('c')).toEqual([`${own('c')}/32`]);
		expect(rules()).toHaveLength(1);
		expect(routes()).toEqual(WAYS());
		expect(run('ip', '-4', 'route', 'show').stdout).not.toContain('172.30.77.');
		expect(run('ip', '-4', 'route', 'get', '172.30.77.5').stdout).not.toContain(bridge);
	});

	it('lead to who is on the same network, by TCP and UDP, and the sender is the chosen one', async () => {
		for (const [from, to] of [
			['a', '172.30.77.6'],
			['b', '172.30.77.5'],
			['c', '172.30.77.5'],
			['a', own('c')]
		] as const)
			expect(await open(from, to), `${from} to ${to}`).toBe(true);
		expect(await spaces.a.ask('172.30.77.6', 8000, 'hello')).toBe('hello from 172.30.77.5');
		expect(await spaces.c.ask('172.30.77.6', 8000, 'hello')).toBe(`hello from ${own('c')}`);
		expect(await spaces.a.ask(own('b'), 8000, 'hello')).toBe(`hello from ${own('a')}`);
		expect(await spaces.a.ask(own('c'), 8000, 'bound', '172.30.77.5')).toBe('bound from 172.30.77.5');
		const text = 'x'.repeat(20_000);
		expect(await spaces.a.ask('172.30.77.6', 8000, text)).toBe(`${text} from 172.30.77.5`);
	});

	it('lead to oneself', async () => {
		expect(await open('a', '172.30.77.5')).toBe(true);
		expect(await spaces.a.ask('172.30.77.5', 8000, 'me')).toBe('me from 172.30.77.5');
	});

	it('go on when neighbors of the link are looked for anew', async () => {
		// The host does not answer ARP requests whose sender address it has no route to.
		spaces.a.ip('neigh flush dev eth0');
		expect(await spaces.a.ask('172.30.77.6', 8000, 'anew')).toBe('anew from 172.30.77.5');
	});

	it('are not reached by who shares no network, and reach nobody there', async () => {
		for (const from of ['out', 'plain'] as const) {
			expect(await spaces[from].connect('172.30.77.5', 8000), from).not.toBe('open');
			expect(await spaces[from].ask('172.30.77.5', 8000, 'across'), from).not.toContain('across');
		}
		expect(heard.a.join()).not.toContain('across');
		for (const to of [own('out'), own('plain'), '172.30.78.5', network.gateway]) {
			expect(await spaces.a.ask(to, 8000, 'far', '172.30.77.5'), to).not.toContain('far');
		}
		expect(heard.out.join() + heard.plain.join()).not.toContain('far');
	});

	it('lead nowhere outside, also where the kernel does not check ways back', async () => {
		const setting = `/proc/sys/net/ipv4/conf/${bridge}/rp_filter`;
		const [probe, link] = [`${table}_probe`, `${instance}p`];
		// No host is at this link. Packets that are forwarded to it are counted and go no further.
		run('ip', 'link', 'add', link, 'type', 'veth', 'peer', 'name', `${instance}q`);
		try {
			run('ip', 'address', 'add', '192.168.231.1/24', 'dev', link);
			for (const end of [link, `${instance}q`]) run('ip', 'link', 'set', 'dev', end, 'up');
			await network.allow(policies(USUAL, true));
			writeFileSync(setting, '0');
			run('nft', 'add', 'table', 'inet', probe);
			run('nft', `add set inet ${probe} from { type ipv4_addr; flags dynamic; }`);
			run('nft', `add chain inet ${probe} out { type filter hook postrouting priority -200; }`);
			run('nft', `add rule inet ${probe} out oifname "${link}" add @from { ip saddr }`);
			run('nft', `add chain inet ${probe} in { type filter hook input priority 10; }`);
			run('nft', `add rule inet ${probe} in iifname "${bridge}" add @from { ip saddr }`);
			const seen = () => run('nft', 'list', 'set', 'inet', probe, 'from').stdout;
			await spaces.a.ask('192.168.231.9', 8000, 'control', own('a'));
			for (const to of ['192.168.231.9', '192.168.231.1', network.gateway])
				await spaces.a.ask(to, 8000, 'out', '172.30.77.5');
			await spaces.a.ask('172.30.77.6', 8000, 'near', '172.30.77.5');
			expect([seen().includes(own('a')), seen().includes('172.30.77.5')]).toEqual([true, false]);
			expect(heard.b.join()).toContain('near from 172.30.77.5');
		} finally {
			run('nft', 'delete', 'table', 'inet', probe);
			run('ip', 'link', 'delete', link);
			writeFileSync(setting, '1');
			await network.allow(policies(USUAL));
		}
	});

	it('go where the host came to be on that network meanwhile, and come back', async () => {
		const link = `${instance}p`;
		run('ip', 'link', 'add', link, 'type', 'veth', 'peer', 'name', `${instance}q`);
		try {
			run('ip', 'address', 'add', '172.30.77.200/24', 'dev', link);
			for (const end of [link, `${instance}q`]) run('ip', 'link', 'set', 'dev', end, 'up');
			await network.ensure(members());
			expect(routes()).toEqual(WAYS().filter((one) => one.startsWith('172.30.78.')));
			expect([isSender('172.30.77.5'), addresses('a')]).toEqual([false, [`${own('a')}/32`]]);
			expect(await open('a', own('b'))).toBe(true);
		} finally {
			run('ip', 'link', 'delete', link);
			await network.ensure(members());
		}
		expect(routes()).toEqual(WAYS());
		expect(await open('a', '172.30.77.6')).toBe(true);
	});

	it('that is of a resolver is refused where the host came to ask it meanwhile', async () => {
		await network.detach(id('plain'));
		resolvers = ['172.30.79.53'];
		const net = { subnet: '172.30.79.0/24', on: { plain: '172.30.79.53' } };
		try {
			await network.ensure(members().filter((one) => one.id !== id('plain')));
			await network.allow(policies([...USUAL, net]));
			const attached = network.attach({ id: id('plain'), address: own('plain') }, spaces.plain.pid);
			await expect(attached).rejects.toThrow('overlaps with 172.30.79.53, a name server of this host');
			await network.allow(policies(USUAL));
			await network.attach({ id: id('plain'), address: own('plain') }, spaces.plain.pid);
			warnings.length = 0;
			await network.allow(policies([...USUAL, net]));
			expect(warnings.join()).toContain('172.30.79.0/24 meets 172.30.79.53');
			expect([routes(), isSender('172.30.79.53')]).toEqual([WAYS(), false]);
		} finally {
			resolvers = [];
			await network.ensure(members());
			await network.allow(policies(USUAL));
		}
	});

	it('are nobody’s who was not given them', async () => {
		for (const taken of ['172.30.77.9', '172.30.77.5']) {
			spaces.b.ip(`address add ${taken}/32 dev eth0`);
			expect(await spaces.b.ask(own('c'), 8000, 'forged', taken), taken).toBe('silent');
			spaces.b.ip(`address del ${taken}/32 dev eth0`);
		}
		expect(heard.c.join()).not.toContain('forged');
		expect(await spaces.b.ask(own('c'), 8000, 'own', '172.30.77.6')).toBe('own from 172.30.77.6');
	});

	it('come, move and go with networks while a box runs', async () => {
		const on = { a: '172.30.77.7', b: null, c: '172.30.77.6', plain: '172.30.77.8' };
		await network.allow(policies([{ ...SHOP, on }, OTHER]));
		expect(NAMES.map((name) => addresses(name).slice(1))).toEqual([
			['172.30.77.7/32'],
			[],
			['172.30.77.6/32'],
			['172.30.78.5/32'],
			['172.30.77.8/32']
		]);
		expect(await Promise.all([open('b', '172.30.77.6'), open('plain', '172.30.77.7')])).toEqual([true, true]);
		expect(await spaces.a.ask('172.30.77.6', 8000, 'moved')).toBe('moved from 172.30.77.7');
		expect(heard.c.join()).toContain('moved');
		expect(await open('b', '172.30.77.5')).toBe(false);
		expect(isSender('172.30.77.5')).toBe(false);
		await network.allow(policies(USUAL));
		expect(routes()).toEqual(WAYS());
		expect(addresses('plain')).toEqual([`${own('plain')}/32`]);
		expect(await Promise.all([open('a', '172.30.77.6'), open('plain', '172.30.77.6')])).toEqual([true, false]);
	});

	it('are there again when a box was started again', async () => {
		await network.detach(id('b'));
		expect(routes()).toEqual(WAYS().filter((one) => !one.startsWith('172.30.77.6')));
		expect(isSender('172.30.77.6')).toBe(false);
		expect(await open('a', '172.30.77.6')).toBe(false);
		await network.attach({ id: id('b'), address: own('b') }, spaces.b.pid);
		expect(await open('a', '172.30.77.6')).toBe(true);
	});

	it('are not given twice', async () => {
		await network.detach(id('c'));
		const on = { ...SHOP.on, c: '172.30.77.5' };
		await network.allow(policies([{ ...SHOP, on }, OTHER]));
		const member = { id: id('c'), address: own('c') };
		await expect(network.attach(member, spaces.c.pid)).rejects.toThrow('Address already in use: 172.30.77.5');
		expect(routes()).toEqual(WAYS());
		expect(await spaces.b.ask('172.30.77.5', 8000, 'whose')).toBe('whose from 172.30.77.6');
		await network.allow(policies(USUAL));
		await network.attach(member, spaces.c.pid);
		expect(await open('c', '172.30.77.5')).toBe(true);
	});

	it('of the host, its networks and the internet are refused, also by the agent alone', async () => {
		const [home] = homeNetworks();
		const next = (net: string) => net.replace(/\d+\/\d+$/, '77');
		const asked = [
			[next(subnet), subnet],
			['127.0.0.77', '127.0.0.0/8'],
			['9.9.9.9', '9.9.9.0/24']
		];
		if (home) asked.push([next(home), home]);
		for (const [address = '', of = ''] of asked) {
			expect(network.chosenProblem(address, of), of).not.toBeNull();
			warnings.length = 0;
			await network.allow(policies([SHOP, OTHER, { subnet: of, on: { plain: address } }]));
			expect(warnings.join(), of).toContain('Chosen addresses of boxes are not as they should be');
			expect([routes(), isSender(address), addresses('plain')], of).toEqual([WAYS(), false, [`${own('plain')}/32`]]);
			await network.detach(id('plain'));
			const attached = network.attach({ id: id('plain'), address: own('plain') }, spaces.plain.pid);
			await expect(attached, of).rejects.toThrow('A chosen address cannot be given');
			expect([routes(), isSender(address)], of).toEqual([WAYS(), false]);
			await network.allow(policies(USUAL));
			await network.attach({ id: id('plain'), address: own('plain') }, spaces.plain.pid);
		}
	});

	it('stay when the agent and dogeboxd end, and what is left of others goes', async () => {
		await network.close();
		await agent.close();
		run('ip', 'route', 'add', '172.30.77.99/32', 'via', own('c'), 'dev', bridge, 'table', ways);
		agent = await startAgent({ paths, names });
		network = create();
		expect(routes()).toContain(way('172.30.77.99', 'c'));
		await network.allow(policies(USUAL));
		await network.ensure(members());
		expect(routes()).toEqual(WAYS());
		expect(await spaces.a.ask('172.30.77.6', 8000, 'still')).toBe('still from 172.30.77.5');
		// The same when one of the members ended in the meantime.
		await network.close();
		await agent.close();
		agent = await startAgent({ paths, names });
		network = create();
		await network.allow(policies(USUAL));
		await network.ensure(members().filter((one) => one.id !== id('out')));
		expect(routes()).toEqual(WAYS().filter((one) => !one.startsWith('172.30.78.')));
		await network.attach({ id: id('out'), address: own('out') }, spaces.out.pid);
		expect(routes()).toEqual(WAYS());
	});

	it('are looked after, as others remove rules and routes', async () => {
		await network.close();
		network = create(1000);
		await network.allow(policies(USUAL));
		await network.ensure(members());
		run('ip', 'rule', 'del', 'iif', bridge);
		run('ip', 'route', 'flush', 'table', ways);
		await expect.poll(() => [rules().length, routes()]).toEqual([1, WAYS()]);
		expect(await open('a', '172.30.77.6')).toBe(true);
		await network.close();
		network = create();
		await network.allow(policies(USUAL));
		await network.ensure(members());
	});

	it('leave nothing', async () => {
		await network.allow(policies([{ ...SHOP, on: { a: null, b: null, c: null } }]));
		expect([rules(), routes(), addresses('a')]).toEqual([[], [], [`${own('a')}/32`]]);
		await network.allow(policies(USUAL));
		expect([rules().length, routes()]).toEqual([1, WAYS()]);
		for (const name of NAMES) await network.detach(id(name));
		expect([rules(), routes()]).toEqual([[], []]);
		for (const name of NAMES) await network.attach({ id: id(name), address: own(name) }, spaces[name].pid);
		expect([rules().length, routes()]).toEqual([1, WAYS()]);
		await network.destroy();
		expect([rules(), routes()]).toEqual([[], []]);
		expect(run('nft', 'list', 'tables').stdout).not.toContain(`${table}\n`);
	});
});

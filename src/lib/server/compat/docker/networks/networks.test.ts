import { describe, expect, it } from 'vitest';
import type { NetworkInfo } from '../../../../contract/networks.ts';
import { readAsked } from '../containers/asked.ts';
import { filtersOf } from '../query.ts';
import { needNames, readConnect, readNetwork, wantedNetworks } from './request.ts';
import { BUILTIN, findNetwork, keptText, needOther, networkAnswer, networksThatFit, shown } from './words.ts';

const info = (name: string, more: Partial<NetworkInfo> = {}): NetworkInfo => ({
	id: name.padEnd(64, '0').replace(/[^0-9a-f]/g, 'a'),
	name,
	labels: {},
	internal: false,
	ipv6: false,
	subnet: null,
	annotations: null,
	createdAt: 0,
	boxes: [],
	...more
});
const db = { id: 'd'.repeat(32), name: 'db', aliases: [], address: '10.69.192.1', ipv6: null };
const all = [
	...BUILTIN,
	shown(
		info('shop_default', { labels: { project: 'shop' }, boxes: [db, { ...db, id: 'e'.repeat(32), address: null }] })
	),
	shown(info('back'))
];
const filters = (given: unknown) => filtersOf(new URLSearchParams({ filters: JSON.stringify(given) }));
const names = (found: { name: string }[]) => found.map(({ name }) => name);

describe('the list of networks', () => {
	it.each([
		[{}, ['bridge', 'host', 'none', 'shop_default', 'back']],
		[{ name: ['shop'] }, ['shop_default']],
		[{ driver: ['null'] }, ['none']],
		[{ label: { 'project=shop': true } }, ['shop_default']],
		[{ type: ['custom'] }, ['shop_default', 'back']],
		[{ type: ['builtin'] }, ['bridge', 'host', 'none']],
		[{ dangling: ['true'] }, ['back']],
		[{ scope: ['swarm'] }, []]
	])('finds by %j', (given, found) => {
		expect(names(networksThatFit(all, filters(given)))).toEqual(found);
	});
	it.each([[{ type: ['mine'] }], [{ dangling: ['maybe'] }]])('refuses %j', (given) => {
		expect(() => networksThatFit(all, filters(given))).toThrow('invalid filter');
	});
	it('leads to one by id, name, or the beginning of an id', () => {
		expect(findNetwork(all, 'back')?.valueOf()).toMatchObject({ name: 'back' });
		expect(findNetwork(all, info('back').id.slice(0, 6))).toMatchObject({ name: 'back' });
		expect(findNetwork(all, '0'.repeat(12))).toBe('ambiguous');
		expect(findNetwork(all, 'nowhere')).toBeNull();
	});
});

describe('a network as it is shown', () => {
	const addresses = { subnet: '10.69.0.0/16', gateway: '10.69.0.1', subnet6: 'fd12:f345:f678::/64' };
	it('has the containers that run on it', () => {
		const answer = networkAnswer(all[3]!, addresses, true);
		expect(Object.values(answer.Containers)).toEqual([
			expect.objectContaining({ Name: 'db', IPv4Address: '10.69.192.1/16' })
		]);
		expect(answer.IPAM.Config).toEqual([{ Subnet: '10.69.0.0/16', Gateway: '10.69.0.1' }]);
		expect(networkAnswer(all[3]!, addresses, false).Containers).toEqual({});
	});
	it('gives back what it was asked for with', () => {
		const { kept, warning } = readNetwork({
			Name: 'n',
			IPAM: { Driver: 'default', Config: [{ Subnet: '172.30.0.0/16', Gateway: null }] },
			Options: { k: 'v' },
			Attachable: true
		});
		expect(warning).toContain('The subnet is stored and shown');
		const answer = networkAnswer(shown(info('n', { annotations: keptText(kept) })), addresses, true);
		expect(answer).toMatchObject({
			IPAM: { Config: [{ Subnet: '172.30.0.0/16' }] },
			Options: { k: 'v' },
			Attachable: true
		});
	});
	it('with IPv6 shows the subnet that was asked for, or the one there is, and the addresses', () => {
		const made = (Config: unknown[]) => {
			const { kept, ipv6 } = readNetwork({ Name: 'n', EnableIPv6: true, IPAM: { Config } });
			const boxes = [{ ...db, ipv6: 'fd12:f345:f678::a45:c001' }];
			return networkAnswer(shown(info('n', { ipv6, boxes, annotations: keptText(kept) })), addresses, true);
		};
		const [here, here6] = [{ Subnet: '10.69.0.0/16', Gateway: '10.69.0.1' }, { Subnet: 'fd12:f345:f678::/64' }];
		expect(made([])).toMatchObject({ EnableIPv6: true, IPAM: { Config: [here, here6] } });
		expect(made([{ Subnet: 'fd00:1::/64' }]).IPAM.Config).toEqual([here, { Subnet: 'fd00:1::/64' }]);
		expect(made([{ Subnet: '172.30.0.0/16' }]).IPAM.Config).toEqual([{ Subnet: '172.30.0.0/16' }, here6]);
		expect(Object.values(made([]).Containers)).toEqual([
			expect.objectContaining({ IPv6Address: 'fd12:f345:f678::a45:c001/64' })
		]);
	});
	it('shows chosen addresses with the length of their subnet, and knows the gateway there', () => {
		const { kept, subnet = null } = readNetwork({ Name: 'n', IPAM: { Config: [{ Subnet: '172.30.0.0/24' }] } });
		const boxes = [{ ...db, address: '172.30.0.5' }];
		const network = shown(info('n', { subnet, boxes, annotations: keptText(kept) }));
		expect(Object.values(networkAnswer(network, addresses, true).Containers)[0]!.IPv4Address).toBe('172.30.0.5/24');
		expect(() => needOther(network, '172.30.0.1')).toThrow('the network’s gateway');
		expect(() => needOther(network, '172.30.0.2')).not.toThrow();
		const { kept: other } = readNetwork({
			...{ Name: 'n', IPAM: { Config: [{ Subnet: '172.30.0.0/24', Gateway: '172.30.0.2' }] } }
		});
		const moved = shown(info('n', { subnet, annotations: keptText(other) }));
		expect(() => needOther(moved, '172.30.0.2')).toThrow('the network’s gateway');
		const { kept: loose } = readNetwork({
			...{ Name: 'n', IPAM: { Config: [{ Subnet: '172.30.0.9/24', Gateway: '172.30.0.3' }] } }
		});
		const named = shown(info('n', { subnet: '172.30.0.0/24', annotations: keptText(loose) }));
		expect(() => needOther(named, '172.30.0.3')).toThrow('the network’s gateway');
		expect(() => needOther(moved, '172.30.0.1')).not.toThrow();
	});
	it.each(['', '{', 'null', '{"docker":9,"ipam":3}'])('is not read from %j', (annotations) => {
		expect(networkAnswer(shown(info('n', { annotations })), addresses, true).Options).toEqual({});
	});
});

describe('a network that is to be made', () => {
	it.each([
		[{ Name: ' ' }, 'network name cannot be empty'],
		[{ Name: 'x', Driver: 'overlay' }, 'The network driver “overlay” is not offered'],
		[{ Name: 'x', Driver: 'host' }, 'only one instance of "host" network is allowed'],
		[{ Name: 'x', IPAM: { Driver: 'dhcp' } }, 'The address driver “dhcp”'],
		[{ Name: 'x', IPAM: { Config: [{ Subnet: 'fd00::/64' }] } }, 'create the network with --ipv6'],
		[{ Name: 'x', EnableIPv6: true, IPAM: { Config: [{ Subnet: 'fd00::/129' }] } }, 'invalid subnet fd00::/129'],
		[{ Name: 'x', Options: { 'com.docker.network.bridge.enable_icc': 'false' } }, 'cannot be kept apart'],
		[{ Name: 'x', ConfigFrom: { Network: 'y' } }, 'swarm'],
		[{ Name: 'x', Labels: { a: 1 } }, 'invalid request: Labels']
	])('%j is refused', (body, words) => {
		expect(() => readNetwork(body)).toThrow(words);
	});
});

describe('networks of a new container', () => {
	const wanted = (HostConfig: object, EndpointsConfig?: object) =>
		wantedNetworks(readAsked({ HostConfig, ...(EndpointsConfig && { NetworkingConfig: { EndpointsConfig } }) }));
	it.each([
		[{}, undefined, []],
		[{ NetworkMode: 'default' }, { default: { Aliases: null, IPAMConfig: null } }, []],
		[{ NetworkMode: 'bridge' }, undefined, []],
		[
			{ NetworkMode: 'shop' },
			{ shop: { IPAMConfig: { IPv4Address: '172.30.0.5' } } },
			[{ name: 'shop', aliases: [], links: [], address: '172.30.0.5' }]
		],
		[{ NetworkMode: 'none' }, { none: {} }, []],
		[{ NetworkMode: 'shop' }, undefined, [{ name: 'shop', aliases: [], links: [] }]],
		[
			{ NetworkMode: 'shop' },
			{ shop: { Aliases: ['db', 'db'], IPAMConfig: {} } },
			[{ name: 'shop', aliases: ['db'], links: [] }]
		],
		[
			{},
			{ a: { Aliases: ['x'] }, b: null },
			[
				{ name: 'a', aliases: ['x'], links: [] },
				{ name: 'b', aliases: [], links: [] }
			]
		]
	])('%j with %j', (host, endpoints, found) => {
		expect(wanted(host, endpoints)).toEqual(found);
	});
	it.each([
		[{ NetworkMode: 'none' }, { shop: {} }, 'without a network'],
		[{ NetworkMode: 'default' }, { default: { Aliases: ['x'] } }, 'network-scoped alias'],
		[{ NetworkMode: 'shop' }, { shop: { IPAMConfig: { IPv6Address: 'fd00::1' } } }, 'A chosen IPv6 address'],
		[{ NetworkMode: 'shop' }, { shop: { IPAMConfig: { IPv4Address: '10.1.1' } } }, 'invalid IPv4 address: 10.1.1'],
		[{}, { default: { IPAMConfig: { IPv4Address: '10.1.1.1' } } }, 'supported on user defined networks only'],
		[{ NetworkMode: 'bridge' }, { bridge: { Links: ['a:b'] } }, 'Links'],
		[{ NetworkMode: 'shop' }, { shop: { MacAddress: '02:00:00:00:00:01' } }, 'A chosen MAC address']
	])('%j with %j is refused', (host, endpoints, words) => {
		expect(() => wanted(host, endpoints)).toThrow(words);
	});
	it('are joined by name later too', () => {
		expect(readConnect({ Container: 'web', EndpointConfig: { Aliases: ['a'] } })).toEqual({
			...{ container: 'web', aliases: ['a'], links: [] }
		});
		expect(() => readConnect({})).toThrow('no container was named');
	});
});

describe('links on a network', () => {
	const boxes = [{ ...db, name: 'shop-db-1', aliases: ['db'] }];
	it.each(['shop-db-1', 'shop-db-1:db', '/shop-db-1:shop-db-1', 'shop-db-1:db-1', `${'d'.repeat(64)}:db`])(
		'%s',
		(link) => {
			expect(() => needNames([link], boxes)).not.toThrow();
		}
	);
	it.each([
		['shop-db-1:postgres', 'give shop-db-1 the alias “postgres”'],
		['other:db', 'Could not get container for other'],
		[':db', 'Could not get container for :']
	])('%s is refused', (link, words) => {
		expect(() => needNames([link], boxes)).toThrow(words);
	});
});

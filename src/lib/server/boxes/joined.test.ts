import { describe, expect, it } from 'vitest';
import { joinedNetworks, type Joining } from './joined.ts';

const box = (name: string, digit: string) => ({ id: digit.repeat(32), name });
const web = box('shop_web_1', 'a');
const db = box('DB', 'b');
const spy = box('spy', 'c');
const on = (
	network: string,
	who: Joining['box'],
	address: string | null,
	aliases: string[] = [],
	ipv6: string | null = null,
	chosen: Joining['chosen'] = null
): Joining => ({
	networkId: network.repeat(8),
	network,
	box: who,
	aliases,
	address,
	ipv6,
	chosen
});

describe('boxes on networks', () => {
	const found = joinedNetworks([
		on('shop', web, '10.69.192.1', ['web']),
		on('shop', db, '10.69.192.2', ['db']),
		on('other', spy, '10.69.192.3', ['db', 'web']),
		on('other', web, '10.69.192.1'),
		on('far', box('gone', 'd'), null)
	]);
	const names = (id: string) => found.get(id.repeat(32))!.names;

	it('reach those with whom they share a network, and nobody else', () => {
		const neighbors = Object.fromEntries([...found].map(([id, one]) => [id[0], one.neighbors]));
		expect(neighbors).toEqual({
			a: ['10.69.192.2', '10.69.192.3'],
			b: ['10.69.192.1'],
			c: ['10.69.192.1'],
			d: []
		});
	});

	it('find each other by name, alias and short id, alone and with the network', () => {
		for (const name of ['shop_web_1', 'web', 'a'.repeat(12), 'web.shop', 'shop_web_1.shop', `${'a'.repeat(12)}.shop`])
			expect(names('b').get(name), name).toEqual(['10.69.192.1']);
		expect(names('a').get('db')).toEqual(['10.69.192.2', '10.69.192.3']);
		expect(names('a').get('db.shop')).toEqual(['10.69.192.2']);
		expect(found.get('b'.repeat(32))!.reverse.get('10.69.192.1')).toBe('shop_web_1.shop');
	});

	it('learn no name of a network that they are not on', () => {
		expect([...names('b').keys()].filter((name) => name.includes('spy') || name.includes('other'))).toEqual([]);
		expect(names('c').get('db')).toEqual(['10.69.192.3']);
		expect(names('c').has('db.shop')).toBe(false);
	});

	it('have IPv6 with those alone with whom they share a network that has it', () => {
		const six = joinedNetworks([
			on('shop', web, '10.69.192.1', [], 'fd00::1'),
			on('shop', db, '10.69.192.2', ['db'], 'fd00::2'),
			on('other', web, '10.69.192.1'),
			on('other', spy, '10.69.192.3')
		]);
		const of = (id: string) => six.get(id.repeat(32))!;
		expect(of('a').ipv6).toEqual({ address: 'fd00::1', neighbors: ['fd00::2'] });
		expect(of('b').ipv6).toEqual({ address: 'fd00::2', neighbors: ['fd00::1'] });
		expect(of('c').ipv6).toBeUndefined();
		expect(of('a').names.get('db')).toEqual(['10.69.192.2', 'fd00::2']);
		expect(of('c').names.get('shop_web_1')).toEqual(['10.69.192.1']);
		expect(of('a').reverse.get('fd00::2')).toBe('DB.shop');
	});

	it('are found by the address that was chosen on a network, by those there alone', () => {
		const subnet = '172.30.0.0/24';
		const all = joinedNetworks([
			on('shop', web, '10.69.192.1', [], null, { address: '172.30.0.5', subnet }),
			on('shop', db, '10.69.192.2', ['db'], null, { address: '172.30.0.6', subnet }),
			on('other', web, '10.69.192.1'),
			on('other', spy, '10.69.192.3'),
			on('far', box('gone', 'd'), null, [], null, { address: '172.31.0.6', subnet: '172.31.0.0/24' })
		]);
		const of = (id: string) => all.get(id.repeat(32))!;
		expect(of('a').chosen).toEqual([{ address: '172.30.0.5', subnet, neighbors: ['10.69.192.2', '172.30.0.6'] }]);
		expect(of('b').neighbors).toEqual(['10.69.192.1', '172.30.0.5']);
		expect(of('b').names.get('shop_web_1')).toEqual(['172.30.0.5']);
		expect(of('b').reverse.get('172.30.0.5')).toBe('shop_web_1.shop');
		expect(of('b').reverse.get('10.69.192.1')).toBe('shop_web_1.shop');
		expect(of('c').neighbors).toEqual(['10.69.192.1']);
		expect(of('c').names.get('shop_web_1')).toEqual(['10.69.192.1']);
		expect([of('c').chosen, of('d').chosen]).toEqual([undefined, undefined]);
	});

	it('cannot take a name that leads elsewhere for every box', () => {
		const all = joinedNetworks([on('n', box('localhost', 'e'), '10.69.192.9', ['host.docker.internal', 'fine'])]);
		expect([...all.get('e'.repeat(32))!.names.keys()].filter((name) => !name.endsWith('.n'))).toEqual([
			'fine',
			'e'.repeat(12)
		]);
	});

	it('without a name that goes over the wire are not found backwards', () => {
		const long = joinedNetworks([on('x'.repeat(64), box('one', 'e'), '10.69.192.9')]);
		expect(long.get('e'.repeat(32))!.reverse.size).toBe(0);
	});
});

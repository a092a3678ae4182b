import { describe, expect, it } from 'vitest';
import { parseNetwork, toAddress } from '../../contract/ipv4.ts';
import { chooseSubnet, endName, homeNetworks, macOf, NEVER_REACHED, withoutInner } from './addresses.ts';

describe('addresses of the pup network', () => {
	it('reads networks and drops the bits beyond their prefix', () => {
		expect(parseNetwork('10.69.3.4/16')).toEqual({ first: 10 * 2 ** 24 + 69 * 65536, length: 16 });
		expect(toAddress(parseNetwork('240.1.2.3/8').first)).toBe('240.0.0.0');
		expect(() => parseNetwork('10.69.0.0/33')).toThrow('10.69.0.0/33 is not a network');
		expect(() => parseNetwork('10.69.0/16')).toThrow('10.69.0 is not an IPv4 address');
	});

	it('keeps the wanted network while nobody uses it', () => {
		expect(chooseSubnet('10.69.0.0/16', ['192.168.1.0/24', '10.68.0.0/16'])).toBe('10.69.0.0/16');
	});

	it('takes the next free one when an interface or a route overlaps it', () => {
		expect(chooseSubnet('10.69.0.0/16', ['10.69.4.0/24', '10.70.0.0/16'])).toBe('10.71.0.0/16');
		expect(chooseSubnet('10.69.0.0/16', ['10.0.0.0/8'])).toBe('172.31.0.0/16');
	});

	it('takes for the home what is private and what the host is part of, none twice', () => {
		expect(homeNetworks(['192.168.1.0/24', '82.1.2.0/24', '82.1.2.8/30'])).toEqual([
			'10.0.0.0/8',
			'82.1.2.0/24',
			'172.16.0.0/12',
			'192.168.0.0/16'
		]);
	});

	it('has no network twice among those that are never reached', () => {
		expect(withoutInner(NEVER_REACHED)).toEqual(NEVER_REACHED);
	});

	it('takes an address for a network of one', () => {
		expect(withoutInner(['9.9.9.9', '1.0.0.0/8', '1.2.3.4'])).toEqual(['1.0.0.0/8', '9.9.9.9/32']);
	});

	it('names links within the kernel’s 15 characters, by instance, differently for each id and attempt', () => {
		const names = new Set<string>();
		for (const instance of ['dbx', 'dbx0a1b2c', 'averylonginstancename']) {
			for (const id of ['a', 'b']) for (const attempt of [0, 1]) names.add(endName(instance, id, attempt));
		}
		expect(names.size).toBe(12);
		for (const name of names) expect(name).toMatch(/^[a-z0-9]{15}$/);
	});

	it('derives the MAC address from the address', () => {
		expect(macOf('10.69.0.2')).toBe('02:db:0a:45:00:02');
	});
});

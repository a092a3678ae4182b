import { describe, expect, it } from 'vitest';
import { blockedNetworks, chooseSubnet, endName, macOf, parseNetwork, toAddress } from './addresses.ts';

describe('addresses of the pup network', () => {
	it('reads networks and drops the bits beyond their prefix', () => {
		expect(parseNetwork('10.69.3.4/16')).toEqual({ first: 10 * 2 ** 24 + 69 * 65536, length: 16 });
		expect(toAddress(parseNetwork('240.1.2.3/8').first)).toBe('240.0.0.0');
		expect(() => parseNetwork('10.69.0.0/33')).toThrow();
		expect(() => parseNetwork('10.69.0/16')).toThrow();
	});

	it('keeps the wanted network while nobody uses it', () => {
		expect(chooseSubnet('10.69.0.0/16', ['192.168.1.0/24', '10.68.0.0/16'])).toBe('10.69.0.0/16');
	});

	it('takes the next free one when an interface or a route overlaps it', () => {
		expect(chooseSubnet('10.69.0.0/16', ['10.69.4.0/24', '10.70.0.0/16'])).toBe('10.71.0.0/16');
		expect(chooseSubnet('10.69.0.0/16', ['10.0.0.0/8'])).toBe('172.31.0.0/16');
	});

	it('blocks private and special networks and those of the host, none twice', () => {
		const blocked = blockedNetworks(['192.168.1.0/24', '198.51.100.0/24', '198.51.100.8/30']);
		expect(blocked).toContain('198.51.100.0/24');
		expect(blocked).not.toContain('198.51.100.8/30');
		expect(blocked).not.toContain('192.168.1.0/24');
		for (const network of [
			'0.0.0.0/8',
			'10.0.0.0/8',
			'100.64.0.0/10',
			'127.0.0.0/8',
			'169.254.0.0/16',
			'172.16.0.0/12',
			'192.168.0.0/16',
			'224.0.0.0/4',
			'240.0.0.0/4'
		]) {
			expect(blocked).toContain(network);
		}
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

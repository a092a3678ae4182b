import { describe, expect, it } from 'vitest';
import { isHomeAddress, isHomeName } from './at-home.ts';

const own = [{ cidr: '2001:db8:7:1::20/64' }, { cidr: '198.51.100.9/24' }, { cidr: null }];

describe('a device at home', () => {
	it.each([
		['192.168.1.7', true],
		['10.0.0.1', true],
		['172.31.255.1', true],
		['172.32.0.1', false],
		['169.254.3.4', true],
		['127.0.0.1', true],
		['::1', true],
		['::ffff:192.168.1.7', true],
		['::ffff:203.0.113.7', false],
		['fe80::1%eth0', true],
		['fd12::1', true],
		['2001:db8:7:1::99', true],
		['2001:db8:7:2::99', false],
		['198.51.100.200', true],
		['203.0.113.7', false],
		['100.64.0.1', false],
		['', false],
		['nonsense', false]
	])('%s: %s', (address, home) => expect(isHomeAddress(address, own)).toBe(home));
});

describe('a name of the home network', () => {
	it.each([
		['192.168.1.7', true],
		['203.0.113.7', true],
		['[fd12::1]', true],
		['dogebox', true],
		['localhost', true],
		['dogebox.local', true],
		['dogebox.local.', true],
		['box.lan', true],
		['box.home.arpa', true],
		['box.example.org', true],
		['evil.example', false],
		['dogebox.local.evil.example', false],
		['192.168.1.7.evil.example', false],
		['evil.box.example.org', false],
		['local', true],
		['', false]
	])('%s: %s', (name, home) => expect(isHomeName(name, 'box.example.org')).toBe(home));
});

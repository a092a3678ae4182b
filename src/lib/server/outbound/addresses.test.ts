import { describe, expect, it } from 'vitest';
import { createZones } from './addresses.ts';
import { createReach, hostPortOf } from './reach.ts';

const zoneOf = createZones(() => [
	{ address: '203.0.113.7', prefix: 24 },
	{ address: '2a01:db9:1:2::7', prefix: 64 },
	{ address: '192.168.1.50', prefix: 24 }
]);

describe('an address', () => {
	it.each([
		'0.0.0.0 0.1.2.3 127.0.0.1 127.9.9.9 169.254.169.254 192.0.0.1 198.18.0.1 198.19.255.255 224.0.0.1 239.1.1.1 255.255.255.255',
		':: ::1 fe80::1 fec0::1 ff02::1 64:ff9b:1::1 100::1 2001:0:1::1',
		// The same addresses within IPv6: mapped, translated, compatible, NAT64, 6to4.
		'::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:0:127.0.0.1 ::127.0.0.1 64:ff9b::127.0.0.1 64:ff9b::7f00:1 2002:7f00:1::1',
		// The box's own addresses, and texts that are no address.
		'203.0.113.7 ::ffff:203.0.113.7 2a01:db9:1:2::7 192.168.1.50 fe80::1%eth0 localhost 1.2.3'
	])('is of the box itself: %s', (list) => {
		for (const address of list.split(' ')) expect(`${address} ${zoneOf(address)}`).toBe(`${address} host`);
	});

	it.each([
		'10.0.0.1 10.69.0.5 100.64.0.1 100.127.255.255 172.16.0.1 172.31.255.255 192.168.0.1 fc00::1 fd12:3456::1',
		'::ffff:10.0.0.1 ::ffff:a00:1 64:ff9b::192.168.1.1 2002:c0a8:101::1 ::10.0.0.1',
		'2a01:db9:1:2::99'
	])('is of the home: %s', (list) => {
		for (const address of list.split(' ')) expect(`${address} ${zoneOf(address)}`).toBe(`${address} home`);
	});

	it.each([
		'1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 172.15.255.255 172.32.0.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255',
		'203.0.113.8 2606:4700::1111 2a01:db9:1:3::1 ::ffff:1.1.1.1 64:ff9b::1.1.1.1 2002:101:101::1'
	])('is of the internet: %s', (list) => {
		for (const address of list.split(' ')) expect(`${address} ${zoneOf(address)}`).toBe(`${address} public`);
	});
});

describe('an address of the web', () => {
	it('is compared by host and port, however it is written', () => {
		expect(hostPortOf('https://Git.Example.org/x')).toBe('git.example.org:443');
		expect(hostPortOf('http://git.lan:3000')).toBe('git.lan:3000');
		expect(hostPortOf('http://[FD00::1]/')).toBe('[fd00::1]:80');
		expect(hostPortOf('http://0x7f.1/')).toBe('127.0.0.1:80');
	});

	it('written as a number is judged as the address it is', async () => {
		const to = (url: string) =>
			createReach({ allow: [], zoneOf, lookup: () => Promise.reject(new Error('looked up')) })([]).to(new URL(url));
		for (const url of ['http://2130706433/', 'http://0177.0.0.1/', 'http://[::ffff:127.0.0.1]/', 'http://0/']) {
			await expect(to(url)).rejects.toMatchObject({ code: 'internal-address' });
		}
		await expect(to('http://1.1.1.1/')).resolves.toEqual([{ address: '1.1.1.1', family: 4 }]);
	});
});

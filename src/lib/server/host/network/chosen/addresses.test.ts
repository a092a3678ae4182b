import { describe, expect, it } from 'vitest';
import { allChosenSenders, chosenNeighbors, refusedChosen } from './addresses.ts';

/** Destinations of a host at home, with boxes and a VPN, as `ip` lists them. */
const ROUTES = [
	'192.168.1.0/24',
	'192.168.1.7',
	'10.69.0.0/16',
	'10.8.0.0/24',
	'127.0.0.0/8',
	'0.0.0.0/1',
	'172.17.0.1'
];

describe('an address that is chosen for a box', () => {
	it.each([
		['172.30.0.5', '172.30.0.0/24'],
		['192.168.2.254', '192.168.2.0/24'],
		['10.0.0.1', '10.0.0.0/30'],
		['172.18.3.4', '172.18.0.0/16']
	])('%s of %s may be given', (address, subnet) => {
		expect(refusedChosen({ address, subnet }, ROUTES)).toBeNull();
	});
	it.each([
		['of the internet', '9.9.9.9', '9.9.9.0/24', 'not a private network'],
		['of loopback', '127.0.0.5', '127.0.0.0/24', 'not a private network'],
		['of a link', '169.254.1.2', '169.254.0.0/16', 'not a private network'],
		['of all who listen', '224.0.0.5', '224.0.0.0/24', 'not a private network'],
		['of more than a private network', '172.16.0.5', '172.0.0.0/8', 'not a private network'],
		['of a subnet too small', '172.30.0.1', '172.30.0.0/31', 'not a private network'],
		['that is the network', '172.30.0.0', '172.30.0.0/24', 'no address of a box'],
		['that is its broadcast', '172.30.0.255', '172.30.0.0/24', 'no address of a box'],
		['outside of it', '172.30.1.5', '172.30.0.0/24', 'no address of a box'],
		['of the home network', '192.168.1.50', '192.168.1.0/24', 'meets 192.168.1.0/24'],
		['of a part of it', '192.168.1.50', '192.168.1.48/29', 'meets 192.168.1.0/24'],
		['of more than it', '192.168.2.50', '192.168.0.0/16', 'meets 192.168.1.0/24'],
		['of boxes and pups', '10.69.0.5', '10.69.0.0/24', 'meets 10.69.0.0/16'],
		['of more than those', '10.1.0.5', '10.0.0.0/8', 'meets 10.69.0.0/16'],
		['of a VPN', '10.8.0.9', '10.8.0.0/28', 'meets 10.8.0.0/24'],
		['beside one of the host', '172.17.0.2', '172.17.0.0/24', 'meets 172.17.0.1']
	])('one %s is refused', (_what, address, subnet, words) => {
		expect(refusedChosen({ address, subnet }, ROUTES)).toContain(words);
	});
	it('may be called his by who was given it, and is reached by neighbors, in both directions', () => {
		const chosen = [{ address: '172.30.0.5', subnet: '172.30.0.0/24', neighbors: ['10.69.0.4'] }];
		const end = { end: 'dbx5', mac: '02:db:0a:45:00:05', address: '10.69.0.5' };
		expect(allChosenSenders([end], [{ address: '10.69.0.5', chosen }])).toEqual([
			'"dbx5" . 02:db:0a:45:00:05 . 172.30.0.5'
		]);
		expect(allChosenSenders([end], [{ address: '10.69.0.6', chosen }])).toEqual([]);
		expect(chosenNeighbors(chosen)).toEqual(['172.30.0.5 . 10.69.0.4', '10.69.0.4 . 172.30.0.5']);
	});
});

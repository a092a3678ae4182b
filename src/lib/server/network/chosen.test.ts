import { describe, expect, it } from 'vitest';
import { answeredChosen, chosenProblem, firstAddress, networksMeet, wholeNetwork } from './chosen.ts';

describe('an address that is to be chosen', () => {
	const problem = (address: string, subnet: string) =>
		chosenProblem(address, subnet, '10.69.0.0/16', ['192.168.1.0/24', '0.0.0.0/1', '10.1.1.1/32']);
	it.each([
		['172.30.0.5', '172.30.0.0/24'],
		['172.30.0.1', '172.30.0.0/30'],
		['10.2.0.5', '10.2.0.0/16']
	])('%s of %s may be', (address, subnet) => {
		expect(problem(address, subnet)).toBeNull();
	});
	it.each([
		['172.31.0.5', '172.30.0.0/24', 'does not belong to the network’s subnet 172.30.0.0/24'],
		['fd00::5', '172.30.0.0/24', 'does not belong'],
		['172.30.0.0', '172.30.0.0/24', 'network or broadcast address'],
		['172.30.0.255', '172.30.0.0/24', 'network or broadcast address'],
		['172.30.0.1', '172.30.0.0/31', 'of this size'],
		['10.0.0.1', '8.0.0.0/7', 'does not belong'],
		['9.9.9.9', '9.9.9.0/24', 'not a private network'],
		['127.0.0.9', '127.0.0.0/24', 'not a private network'],
		['169.254.0.9', '169.254.0.0/24', 'not a private network'],
		['10.69.3.9', '10.69.3.0/24', 'overlaps with 10.69.0.0/16, the network of all containers'],
		['10.1.1.9', '10.1.1.0/24', 'overlaps with 10.1.1.1/32'],
		['192.168.1.9', '192.168.1.0/28', 'overlaps with 192.168.1.0/24, which this host or its home network uses']
	])('%s of %s may not', (address, subnet, words) => {
		expect(problem(address, subnet)).toContain(words);
	});
	it('is not answered to who asks for a name where the host came to be on that network', () => {
		const chosen = [
			{ address: '172.30.0.5', subnet: '172.30.0.0/24' },
			{ address: '172.31.0.5', subnet: '172.31.0.0/24' }
		];
		expect(answeredChosen(chosen, ['192.168.1.0/24'])).toEqual(['172.30.0.5', '172.31.0.5']);
		expect(answeredChosen(chosen, ['172.30.0.128/25'])).toEqual(['172.31.0.5']);
	});
	it('is held against other networks, and the gateway of its own', () => {
		expect(networksMeet('172.30.0.0/16', '172.30.4.0/24')).toBe(true);
		expect(networksMeet('172.30.0.0/24', '172.30.1.0/24')).toBe(false);
		expect(firstAddress('172.30.0.0/16')).toBe('172.30.0.1');
	});
	it.each([
		['172.30.0.5/24', '172.30.0.0/24'],
		['172.30.7.9/16', '172.30.0.0/16'],
		['172.30.0.0/30', '172.30.0.0/30']
	])('has %s for %s', (given, network) => expect(wholeNetwork(given)).toBe(network));
});

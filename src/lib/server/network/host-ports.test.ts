import { describe, expect, it } from 'vitest';
import { choosePort, portKey, portRefusal, type PortWorld, type Protocol } from './host-ports.ts';

const world: PortWorld = {
	taken: new Map([
		['tcp 22556', 'Dogecoin Core'],
		['tcp 8105', 'Files'],
		['udp 5000', 'Radio']
	]),
	listening: new Set(['tcp 9090', 'udp 6000']),
	dashboard: 8080,
	pages: { first: 8100, last: 8199 }
};

describe('a port of the box', () => {
	it.each([
		['tcp', 22, false, 'Port 22 is reserved for remote administration (SSH).'],
		['tcp', 80, false, 'Port 80 is reserved for a web server before the box.'],
		['tcp', 80, true, 'Port 80 is reserved for a web server before the box.'],
		['udp', 5353, false, 'Port 5353 is reserved for the box’s own name (mDNS).'],
		['tcp', 8080, false, 'Port 8080 is the port of the dashboard.'],
		['udp', 8080, false, null],
		['tcp', 8150, false, 'Ports 8100 to 8199 are reserved for pages of pups.'],
		['tcp', 8150, true, null],
		['udp', 8150, false, null],
		['tcp', 8105, true, 'Files already uses port 8105 of the box.'],
		['tcp', 22556, false, 'Dogecoin Core already uses port 22556 of the box.'],
		['udp', 22556, false, null],
		['udp', 5000, false, 'Radio already uses port 5000 of the box.'],
		['tcp', 9090, false, 'Another program on this box uses port 9090.'],
		['udp', 6000, false, 'Another program on this box uses port 6000.'],
		['tcp', 6000, false, null],
		['udp', 22, false, null]
	] as const)('%s %i (for a page: %s): %s', (protocol, port, forPage, sentence) => {
		const refusal = portRefusal({ protocol, port, forPage }, world);
		expect(refusal?.message ?? null).toBe(sentence);
		expect(refusal === null || refusal.hint).toBeTruthy();
	});

	it.each([
		['tcp', 30000, 30000],
		['tcp', 22556, 32556],
		['udp', 22556, 22556],
		['tcp', 22, 10022],
		['tcp', 8080, 18080],
		['tcp', 8105, 18105],
		['udp', 5000, 15000]
	] as const)('that wants to be %s %i becomes %i', (protocol: Protocol, wanted, got) => {
		expect(choosePort(protocol, wanted, world)).toBe(got);
	});

	it('is the lowest one from 10000 where none that looks like it is free, and is refused where none is', () => {
		const taken = new Map([22556, 32556, 42556, 52556, 62556, 10000].map((port) => [portKey('tcp', port), 'x']));
		expect(choosePort('tcp', 22556, { ...world, taken })).toBe(10001);
		const all = new Map(Array.from({ length: 65535 }, (_, i) => [portKey('tcp', i + 1), 'x']));
		expect(() => choosePort('tcp', 22556, { ...world, taken: all })).toThrow('No port of the box is left.');
	});
});

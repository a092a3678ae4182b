import { describe, expect, it } from 'vitest';
import { LARGE, narrowRoutes, USUAL } from './packets.ts';

describe('sizes of packets', () => {
	it('are what IPv4 and Ethernet have at most', () => expect([LARGE, USUAL]).toEqual([65_535, 1500]));

	it('are not narrowed for links that do not stand, nor for those that are wide', async () => {
		// The loopback's MTU is 65536.
		const ends = ['dbxnothere', 'lo'].map((end) => ({ end, mac: '02:00:00:00:00:02', address: '10.69.0.2' }));
		expect(await narrowRoutes('dbx0', ends)).toEqual([]);
	});
});

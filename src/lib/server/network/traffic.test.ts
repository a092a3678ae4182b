import { describe, expect, it } from 'vitest';
import type { Host, Passed } from '../host/index.ts';
import { createTrafficSums } from './traffic.ts';

const row = (from: string | null, to: string, bytes: number, refused = false): Passed => ({
	...{ from, to, protocol: 'tcp', port: 80 },
	...{ packets: 1, bytes, refused }
});

/** Current counters of the table. A rewritten table counts from zero. */
let counted: Passed[] = [];
const host = { call: async () => counted } as unknown as Host;

describe('sums of traffic (with a host that counts nothing itself)', () => {
	it('go on over new tables, and end with the pup', async () => {
		const sums = createTrafficSums({ host, table: 't' });
		counted = [row('10.0.0.2', '10.0.0.3', 5), row('10.0.0.4', '10.0.0.3', 1), row(null, '10.0.0.2', 7)];
		await sums.keep();
		counted = [row('10.0.0.2', '10.0.0.3', 3)];
		const bytes = async () => (await sums.read()).map(({ from, to, bytes }) => [from, to, bytes]);
		expect(await bytes()).toEqual([
			['10.0.0.2', '10.0.0.3', 8],
			['10.0.0.4', '10.0.0.3', 1],
			['outside', '10.0.0.2', 7]
		]);
		// Only this pup's permissions are removed, with their counters.
		const attempt = row('10.0.0.2', '10.0.0.9', 4, true);
		counted = [row('10.0.0.2', '10.0.0.3', 3), row('10.0.0.4', '10.0.0.3', 10), row(null, '10.0.0.2', 1), attempt];
		await sums.keep('10.0.0.2');
		counted = [row('10.0.0.4', '10.0.0.3', 10), attempt];
		expect(await bytes()).toEqual([
			['10.0.0.2', '10.0.0.3', 8],
			['10.0.0.4', '10.0.0.3', 11],
			['outside', '10.0.0.2', 8],
			['10.0.0.2', '10.0.0.9', 4]
		]);
		counted = [row('10.0.0.4', '10.0.0.3', 2)];
		sums.forget('10.0.0.2');
		expect(await bytes()).toEqual([['10.0.0.4', '10.0.0.3', 3]]);
	});
});

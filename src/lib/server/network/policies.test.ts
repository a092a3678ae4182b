import { describe, expect, it } from 'vitest';
import { readPolicies, tablePolicies } from './policies.ts';
import { portRelays } from './port-relays.ts';
import type { NetworkPolicy } from './types.ts';

const policy = (id: string, more: Partial<NetworkPolicy> = {}): NetworkPolicy => ({
	id,
	internet: false,
	lan: false,
	networks: null,
	reaches: [],
	publishes: [],
	...more
});

describe('what pups may reach, as the table takes it', () => {
	it.each([
		[null, null],
		[[], []],
		[
			['1.2.3.4', '1.2.3.0/24', '9.9.9.9/8'],
			['1.2.3.0/24', '9.0.0.0/8']
		],
		[['nonsense', '1.2.3.4/33', 'fd00::/8', '1.2.3'], []]
	])('networks %j', (networks, read) => {
		expect(readPolicies([policy('a', { networks })]).policies.get('a')!.networks).toEqual(read);
	});

	it('gives a port of the box to the first that wants it, by protocol', () => {
		const tcp = { protocol: 'tcp', hostPort: 80, port: 8080 } as const;
		const udp = { ...tcp, protocol: 'udp' } as const;
		const other = { ...tcp, port: 9 } as const;
		const { policies, clashes } = readPolicies([
			policy('a', { publishes: [tcp, other] }),
			policy('b', { publishes: [tcp, udp] })
		]);
		expect(policies.get('a')!.publishes).toEqual([{ ...tcp, hostAddress: null }]);
		expect(policies.get('b')!.publishes).toEqual([{ ...udp, hostAddress: null }]);
		expect(clashes).toEqual(['tcp/80', 'tcp/80']);
	});

	it('leads ports by IPv4 alone; those by IPv6 are carried, for who is connected', () => {
		const at = (hostPort: number, hostAddress: string | null) =>
			({ protocol: 'tcp', hostPort, hostAddress, port: 80 }) as const;
		const publishes = [at(1, null), at(2, '127.0.0.1'), at(3, '::'), at(4, '::1')];
		const { policies, relayed } = readPolicies([
			policy('a', { publishes }),
			policy('away', { publishes: [at(5, '::')] })
		]);
		expect(policies.get('a')!.publishes).toEqual([at(1, null), at(2, '127.0.0.1'), at(3, null)]);
		const member = { id: 'a', address: '10.69.0.2' };
		const end = { end: 'a', mac: '02:db:0a:45:00:02', address: member.address };
		const to = { address: '10.69.0.2', port: 80 };
		expect(portRelays(new Map([['a', { member, end }]]), relayed)).toEqual([
			{ address: '::', protocol: 'tcp', port: 3, to },
			{ address: '::1', protocol: 'tcp', port: 4, to }
		]);
	});

	it('says nothing of who is not connected, nor of who has no policy', () => {
		const member = (id: string, address: string) =>
			[id, { member: { id, address }, end: { end: id, mac: '02:db:0a:45:00:02', address } }] as const;
		const { policies } = readPolicies([policy('a', { internet: true }), policy('away', { lan: true })]);
		expect(tablePolicies(new Map([member('a', '10.69.0.2'), member('b', '10.69.0.3')]), policies)).toEqual([
			{
				address: '10.69.0.2',
				internet: true,
				lan: false,
				networks: null,
				names: null,
				reaches: [],
				neighbors: null,
				ipv6: null,
				chosen: [],
				publishes: []
			}
		]);
	});
});

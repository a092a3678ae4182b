import pino from 'pino';
import { describe, expect, it } from 'vitest';
import type { Host, NetworkInspection } from '../host/index.ts';
import { createPupNetwork } from './network.ts';

const config = { bridge: 'dbxtest0', subnet: '10.251.0.0/16', table: 'dogebox_test' };
const member = { id: 'a'.repeat(32), address: '10.251.0.2' };
const online = { id: member.id, internet: true, lan: false, networks: null, reaches: [], publishes: [] };

/** A host whose agent reports what the test wants. */
function hostThat(says: { forwards: boolean; bounded: boolean; detaches?: boolean }) {
	const calls: string[] = [];
	const inspection = (): NetworkInspection => ({
		stands: true,
		fast: null,
		chosen: [],
		...says,
		others: [],
		legacy: null
	});
	const host = {
		names: { instance: 'dbxtest' },
		async call({ name }: { name: string }) {
			calls.push(name);
			if (name === 'network.inspect') return inspection();
			if (name === 'network.traffic') return [];
			if (name === 'network.detach' && says.detaches === false) throw new Error('the agent is away');
			if (name === 'network.forward' && !says.forwards) throw new Error('read-only');
			return { unbounded: says.bounded ? null : 'no such file', slow: null, ipv6: [], chosen: [] };
		}
	} as unknown as Host;
	const network = (retryMs: number, watchMs = 1) =>
		createPupNetwork({
			host,
			config,
			log: pino({ level: 'silent' }),
			resolvers: () => ({ usable: ['192.0.2.1'], unusable: [] }),
			watchMs,
			retryMs
		});
	const count = (name: string) => calls.filter((call) => call === name).length;
	return { network, count, calls };
}

describe('a host that is looked after', () => {
	it('keeps its firewall where it may pass no packets on; that alone is tried again', async () => {
		const { network, count } = hostThat({ forwards: false, bounded: true });
		const pups = network(60_000);
		await pups.allow([online]);
		await pups.ensure([member]);
		await expect.poll(() => count('network.forward')).toBeGreaterThan(3);
		expect(count('network.table')).toBe(0);
		expect(pups.problems().map(({ code }) => code)).toEqual(['no-forwarding']);
		await pups.close();
	});

	it.each([
		['learns in time that its kernel can bound connections since', 1, ['no-flow-limits'], []],
		['is not asked for that all the time', 60_000, ['no-flow-limits'], ['no-flow-limits']]
	])('%s', async (_what, retryMs, before, after) => {
		const says = { forwards: true, bounded: false };
		const { network, count } = hostThat(says);
		const pups = network(retryMs);
		const codes = () => pups.problems().map(({ code }) => code);
		await pups.allow([online]);
		await pups.ensure([member]);
		expect(codes()).toEqual(before);
		says.bounded = true;
		const inspections = count('network.inspect');
		await expect.poll(() => count('network.inspect')).toBeGreaterThan(inspections + 5);
		expect(codes()).toEqual(after);
		await pups.close();
	});
});

describe('an address that is used again', () => {
	it('has nothing of the pup before, also where that was not taken out of the firewall', async () => {
		const says = { forwards: true, bounded: true, detaches: false };
		const { network, calls } = hostThat(says);
		const pups = network(60_000, 60_000);
		await pups.allow([online]);
		await pups.ensure([member]);
		await expect(pups.detach(member.id)).rejects.toThrow('the agent is away');
		calls.length = 0;
		const next = { ...member, id: 'b'.repeat(32) };
		await pups.attach(next, 1);
		expect(calls.filter((name) => ['network.table', 'network.attach'].includes(name))).toEqual([
			'network.table',
			'network.attach'
		]);
		says.detaches = true;
		await pups.detach(next.id);
		await pups.close();
	});
});

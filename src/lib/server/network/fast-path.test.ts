import { describe, expect, it } from 'vitest';
import type { TablePolicy } from '../host/index.ts';
import { createFastMembers } from './fast-path.ts';

const member = (id: string, last: number) => {
	const address = `10.69.0.${last}`;
	return [id, { member: { id, address }, end: { end: `dbx${id}`, mac: '', address } }] as const;
};
const policy = (...reaches: TablePolicy['reaches']) => ({
	...{ internet: false, lan: false, networks: null, names: null },
	...{ reaches, neighbors: null, ipv6: null, chosen: [], publishes: [] }
});
const policies = new Map([
	[
		'app',
		policy({ address: '10.69.0.3', protocol: 'tcp', port: 5432 }, { address: '10.69.0.4', protocol: 'udp', port: 53 })
	],
	['names', policy()]
]);

describe('the fast path', () => {
	it('is for whom a grant of TCP connects, also where the dependant is not there', () => {
		const members = new Map([member('node', 3), member('names', 4)]);
		const fast = createFastMembers(members);
		expect(fast.ends()).toEqual([]);
		fast.adopt(policies);
		expect(fast.ends()).toEqual(['dbxnode']);
		expect(fast.rulesOf({ address: '10.69.0.3' }, null).fast).toBe(true);
		members.set(...member('app', 2));
		expect(fast.ends()).toEqual(['dbxnode', 'dbxapp']);
		const app = { ...policies.get('app')!, address: '10.69.0.2' };
		expect(fast.rulesOf({ address: '10.69.0.2' }, app)).toEqual({ policy: app, fast: true });
		expect(fast.rulesOf({ address: '10.69.0.4' }, null).fast).toBe(false);
		expect(fast.rulesOf(null, null)).toEqual({ policy: null, fast: false });
	});

	it('is whole where each link that stands has it, and where the kernel has none', () => {
		// Every host has the loopback.
		const [, lo] = member('lo', 3);
		const fast = createFastMembers(new Map([['lo', { ...lo, end: { ...lo.end, end: 'lo' } }], member('node', 3)]));
		fast.adopt(policies);
		expect([['lo'], null, []].map((at) => fast.isWhole({ fast: at }))).toEqual([true, true, false]);
	});
});

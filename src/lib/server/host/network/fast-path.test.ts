import { describe, expect, it } from 'vitest';
import { fastJoinText, fastLeaveText, fastPathText, fastProbeText, removeFastText, SEGMENT } from './fast-path.ts';
import type { TablePolicy } from './policy.ts';

const path = { table: 'dogebox', bridge: 'dbx0', gatewayMac: '02:db:0a:45:00:01' };
const end = (last: number) => ({ end: `dbx${last}`, mac: `02:db:0a:45:00:0${last}`, address: `10.69.0.${last}` });
const policy = (last: number, reaches: TablePolicy['reaches']): TablePolicy => ({
	...{ address: `10.69.0.${last}`, internet: false, lan: false, networks: null, names: null },
	...{ reaches, neighbors: null, ipv6: null, chosen: [], publishes: [] }
});
const policies = [
	policy(2, [
		{ address: '10.69.0.3', protocol: 'tcp', port: 5432 },
		{ address: '10.69.0.4', protocol: 'udp', port: 53 }
	]),
	policy(4, [])
];

describe('the fast path', () => {
	const text = fastPathText(path, [2, 3].map(end), policies);

	it('replaces its table, and names no other but what remembers connections', () => {
		expect(text.split('\n').slice(0, 2)).toEqual(['table netdev dogebox', 'delete table netdev dogebox']);
		for (const line of text.split('\n').filter((one) => /^(table|add|flush|delete)/.test(one)))
			expect(line).toMatch(/ (netdev dogebox|inet dogebox_fast)( |$)/);
	});

	it('is at the links of those who take part', () => {
		expect([...text.matchAll(/ingress device "(\w+)"/g)].map(([, name]) => name)).toEqual(['dbx2', 'dbx3']);
		expect(text).toContain('elements = { 10.69.0.2 : goto to_dbx2, 10.69.0.3 : goto to_dbx3 }');
		expect(text).toContain('elements = { 10.69.0.2 . 10.69.0.3 . 5432 }');
	});

	it('takes of a link what has its MAC and address, and has begun', () => {
		const rules = text.split('\n').filter((line) => line.includes(SEGMENT));
		expect(rules).toHaveLength(2);
		for (const [at, rule] of rules.entries()) {
			const { end: name, mac, address } = end(at + 2);
			expect(rule).toBe(
				`add rule netdev dogebox from_${name} ether type ip ether saddr ${mac} ip saddr ${address} ip version 4 ` +
					`ip hdrlength 5 ip frag-off & 0x3fff == 0 ${SEGMENT} goto segments`
			);
		}
	});

	it('hands on by a grant alone', () => {
		const jumps = text.split('\n').filter((line) => line.includes('@links'));
		expect(jumps).toHaveLength(2);
		for (const jump of jumps) expect(jump).toMatch(/ tcp [sd]port @grants ip daddr vmap @links$/);
		expect(text.match(/fwd to/g)).toHaveLength(2);
	});

	it('lets a pup leave with all that it joined with, whether its link exists or not', () => {
		const join = fastJoinText(path, end(2), policies[0]!).split('\n');
		const leave = fastLeaveText('dogebox', end(2), policies[0]!).split('\n');
		const elements = join.filter((line) => line.startsWith('add element'));
		expect(elements).toHaveLength(2);
		expect(leave).toEqual(expect.arrayContaining(elements));
		expect(leave).toEqual(expect.arrayContaining(elements.map((line) => line.replace('add', 'delete'))));
		for (const chain of ['to_dbx2', 'from_dbx2']) expect(leave).toContain(`delete chain netdev dogebox ${chain}`);
		expect(leave.join()).not.toContain('device');
		expect(fastJoinText(path, end(3), null)).not.toContain('element netdev dogebox grants');
	});

	it('is removed with both tables, and asked for in one that is nobody’s', () => {
		expect(removeFastText('dogebox').match(/^delete .*/gm)).toEqual([
			'delete table netdev dogebox',
			'delete table inet dogebox_fast'
		]);
		expect(fastProbeText('dogebox')).not.toMatch(/ dogebox /);
	});
});

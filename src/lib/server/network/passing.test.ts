import { describe, expect, it } from 'vitest';
import { blockersOf, type Way } from './passing.ts';

const way: Way = { bridge: 'dbx0', uplink: 'eth0', subnet: '10.69.0.0/16' };
const where = { family: 'inet', table: 'mine' };

/** A table with one base chain for forwarded packets, and rules as `nft --json` gives them. */
function table(policy: 'accept' | 'drop', rules: unknown[][], more: Record<string, unknown[][]> = {}) {
	const rulesOf = (chain: string, list: unknown[][]) => list.map((expr) => ({ rule: { ...where, chain, expr } }));
	return [
		{ chain: { ...where, name: 'pass', hook: 'forward', policy } },
		...Object.keys(more).map((name) => ({ chain: { ...where, name } })),
		...rulesOf('pass', rules),
		...Object.entries(more).flatMap(([chain, list]) => rulesOf(chain, list))
	];
}
const meta = (key: string, right: unknown, op = '==') => ({ match: { op, left: { meta: { key } }, right } });
const state = (...right: string[]) => ({ match: { op: 'in', left: { ct: { key: 'state' } }, right } });
const address = (field: string, addr: string, len: number) => ({
	match: { op: '==', left: { payload: { protocol: 'ip', field } }, right: { prefix: { addr, len } } }
});
const port = { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: 25 } };
const xt = { xt: { type: 'match', name: 'conntrack' } };
const [accept, drop] = [{ accept: null }, { drop: null }];
const both = [
	[meta('iifname', 'dbx0'), { counter: {} }, accept],
	[meta('oifname', 'dbx0'), state('established', 'related'), accept]
];

describe('another firewall stops pups', () => {
	it.each<[string, boolean, ReturnType<typeof table>]>([
		['by its policy', true, table('drop', [])],
		['by a last rule', true, table('accept', [[{ reject: { type: 'icmpx' } }]])],
		['by a rule for what is new', true, table('accept', [[state('new'), drop]])],
		['by their network', true, table('accept', [[address('saddr', '10.0.0.0', 8), drop]])],
		['in a chain of its own', true, table('accept', [[{ jump: { target: 'c' } }]], { c: [[drop]] })],
		['by what it does with answers alone', true, table('drop', [[meta('iifname', 'dbx0'), accept]])],
		['by every interface but others', true, table('accept', [[meta('iifname', 'eth1', '!='), drop]])],
		['although others are let through', true, table('drop', [[meta('iifname', { set: ['docker0', 'br*'] }), accept]])],
		[
			'by a target of iptables',
			true,
			table('accept', [[{ xt: { type: 'target', name: 'LOG' } }], [{ xt: { type: 'target', name: 'REJECT' } }]])
		],
		['not where it lets the bridge through', false, table('drop', both)],
		[
			'not where modules of iptables stand beside the bridge',
			false,
			table('drop', [
				[meta('iifname', 'dbx*'), xt, accept],
				[meta('oifname', 'dbx0'), xt, accept]
			])
		],
		[
			'not where their network is let through',
			false,
			table('drop', [
				[address('saddr', '10.69.0.0', 16), accept],
				[address('daddr', '10.69.0.0', 16), accept]
			])
		],
		['not by other networks', false, table('accept', [[address('saddr', '192.168.0.0', 16), drop]])],
		['not by a port', false, table('accept', [[port, drop]])],
		[
			'not by what is not known here',
			false,
			table('accept', [
				[meta('mark', 1), drop],
				[xt, drop]
			])
		],
		['not by IPv6', false, table('accept', [[meta('nfproto', 'ipv6'), drop]])],
		['not behind a return', false, table('accept', [[{ jump: { target: 'c' } }]], { c: [[{ return: null }], [drop]] })],
		[
			'not by rules that never end',
			false,
			table('accept', [[{ jump: { target: 'c' } }]], { c: [[{ jump: { target: 'c' } }]] })
		]
	])('%s: %s', (_name, stops, others) => {
		expect(blockersOf({ others, legacy: null }, way).map((one) => one.table)).toEqual(stops ? ['mine'] : []);
	});

	it('also one that nft does not show', () => {
		const legacy = (...lines: string[]) =>
			blockersOf({ others: [], legacy: [':INPUT ACCEPT [0:0]', ...lines, 'COMMIT'].join('\n') }, way);
		expect(legacy(':FORWARD ACCEPT [0:0]')).toEqual([]);
		expect(legacy(':FORWARD DROP [0:0]')).toMatchObject([{ kind: 'iptables-legacy', chain: 'FORWARD' }]);
		const last = '-A FORWARD -j REJECT --reject-with icmp-host-prohibited';
		expect(legacy(':FORWARD ACCEPT [0:0]', last)).toHaveLength(1);
		const docker = [':FORWARD DROP [0:0]', ':DOCKER-USER - [0:0]', '-A DOCKER-USER -i dbx0 -j ACCEPT'];
		expect(legacy(...docker)).toMatchObject([{ chain: 'DOCKER-USER' }]);
		const replies = '-A DOCKER-USER -o dbx0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT';
		expect(legacy(...docker, replies)).toEqual([]);
		expect(
			legacy(':FORWARD DROP [0:0]', '-A FORWARD -i dbx01 -j ACCEPT', '-A FORWARD -o dbx01 -j ACCEPT')
		).toHaveLength(1);
	});
});

import { describe, expect, it } from 'vitest';
import { blockersOf, type Use, type Way } from './passing.ts';

const way: Way = { bridge: 'dbx0', uplink: 'eth0', subnet: '10.69.0.0/16' };
const where = { family: 'inet', table: 'mine' };

/** A table with one base chain for forwarded packets, and rules as `nft --json` prints them. */
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
		expect(blockersOf({ others, legacy: null }, way, ['out']).map((one) => one.table)).toEqual(stops ? ['mine'] : []);
	});

	it.each<[string, Use[], ReturnType<typeof table>]>([
		['all of it by its policy', ['out', 'between', 'in'], table('drop', [])],
		['all that begins outside', ['in'], table('drop', both)],
		['all but answers and what is its own', ['out', 'between', 'in'], table('drop', [[state('established'), accept]])],
		['what goes out, by its interface', ['out'], table('accept', [[meta('oifname', 'eth0'), state('new'), drop]])],
		[
			'what stays on the bridge',
			['between'],
			table('accept', [[meta('iifname', 'dbx0'), meta('oifname', 'dbx0'), drop]])
		],
		[
			'what comes in for their network',
			['between', 'in'],
			table('accept', [[address('daddr', '10.69.0.0', 16), state('new'), drop]])
		],
		[
			'nothing where both ways are open',
			[],
			table('drop', [
				[meta('iifname', 'dbx0'), accept],
				[meta('oifname', 'dbx0'), accept]
			])
		]
	])('%s', (_name, stops, others) => {
		const found = blockersOf({ others, legacy: null }, way, ['out', 'between', 'in']);
		expect(found.flatMap((one) => one.stops)).toEqual(stops);
		// Directions that no pup needs are not checked.
		expect(blockersOf({ others, legacy: null }, way, [])).toEqual([]);
	});

	describe('that nft does not show', () => {
		const DROP = ':FORWARD DROP [0:0]';
		const docker = [DROP, ':DOCKER-USER - [0:0]', '-A FORWARD -j DOCKER-USER'];
		const replies = '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT';
		it.each<[what: string, chain: string | null, lines: string[]]>([
			['not where its policy is to accept', null, [':FORWARD ACCEPT [0:0]']],
			['by its policy', 'FORWARD', [DROP]],
			[
				'by a last rule',
				'FORWARD',
				[':FORWARD ACCEPT [0:0]', '-A FORWARD -j REJECT --reject-with icmp-host-prohibited']
			],
			['by what it does with answers alone', 'DOCKER-USER', [...docker, '-A DOCKER-USER -i dbx0 -j ACCEPT']],
			[
				'not where it lets the bridge through both ways',
				null,
				[...docker, '-A DOCKER-USER -i dbx0 -j ACCEPT', `-A DOCKER-USER -o dbx0 ${replies}`]
			],
			['although another bridge is let through', 'FORWARD', [DROP, '-A FORWARD -i dbx01 -j ACCEPT']],
			[
				'not where their network is let through',
				null,
				[DROP, '-A FORWARD -s 10.69.0.0/16 -j ACCEPT', '-A FORWARD -d 10.69.0.0/16 -j ACCEPT']
			],
			[
				'not where all bridges of that name and all answers are',
				null,
				[DROP, `-A FORWARD ${replies}`, '-A FORWARD -i dbx+ -m comment --comment "pups \\"of\\" mine" -j ACCEPT']
			],
			[
				'not where a chain of its own lets them through',
				null,
				[DROP, ':mine - [0:0]', '-A FORWARD -g mine', '-A mine ! -i eth7 -j ACCEPT', '-A mine -j ACCEPT']
			],
			[
				'not by rules for a port, by modules that are not known, nor by other networks',
				null,
				[
					':FORWARD ACCEPT [0:0]',
					'-A FORWARD -p tcp -m tcp --dport 25 -j DROP',
					'-A FORWARD -m addrtype --dst-type LOCAL -j DROP',
					'-A FORWARD -s 192.168.0.0/16 -j DROP',
					'-A FORWARD ! -s 10.0.0.0/8 -i dbx0 -j DROP'
				]
			],
			[
				'by a rule behind one that only writes a log',
				'FORWARD',
				[':FORWARD ACCEPT [0:0]', '-A FORWARD -j LOG --log-prefix "stopped: "', '-A FORWARD -j DROP']
			]
		])('%s', (_what, chain, lines) => {
			const text = [':INPUT DROP [0:0]', ...lines, 'COMMIT'].join('\n');
			const found = blockersOf({ others: [], legacy: text }, way, ['out']);
			expect(found).toEqual(
				chain === null ? [] : [{ kind: 'iptables-legacy', family: 'ip', table: 'filter', chain, stops: ['out'] }]
			);
		});
	});
});

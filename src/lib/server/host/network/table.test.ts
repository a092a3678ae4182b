import { describe, expect, it } from 'vitest';
import { SEGMENT } from './fast-path.ts';
import { flowsText } from './flows.ts';
import { digitsOf } from './ipv6.ts';
import { changesText, joinChanges, leaveChanges, tableText, type TableSpec } from './table.ts';

const spec: TableSpec = {
	table: 'dogebox',
	bridge: 'dbx0',
	gateway: '10.69.0.1',
	gatewayMac: '02:db:0a:45:00:01',
	subnet: '10.69.0.0/16',
	fast: [],
	ends: [
		{ end: 'dbxaaaaaaaaaaaa', mac: '02:db:0a:45:00:02', address: '10.69.0.2' },
		{ end: 'dbxbbbbbbbbbbbb', mac: '02:db:0a:45:00:03', address: '10.69.0.3' }
	],
	policies: [
		{
			address: '10.69.0.2',
			internet: true,
			lan: false,
			networks: null,
			names: null,
			reaches: [
				{ address: '10.69.0.3', protocol: 'tcp', port: 5432 },
				{ address: '10.69.0.3', protocol: 'udp', port: 53 }
			],
			neighbors: null,
			ipv6: null,
			chosen: [],
			publishes: []
		},
		{
			address: '10.69.0.3',
			internet: false,
			lan: true,
			networks: ['192.168.1.0/24', '10.2.3.4/32'],
			names: ['0123456789abcdef'],
			reaches: [],
			neighbors: ['10.69.0.4'],
			ipv6: { address: 'fd12:f345:f678::a45:3', neighbors: ['fd12:f345:f678::a45:4'] },
			chosen: [{ address: '172.30.0.5', subnet: '172.30.0.0/24', neighbors: ['10.69.0.4', '172.30.0.6'] }],
			publishes: [
				{ protocol: 'udp', hostPort: 5353, hostAddress: null, port: 53 },
				{ protocol: 'tcp', hostPort: 8080, hostAddress: '127.0.0.1', port: 80 }
			]
		}
	],
	named: [{ from: '10.69.0.3', to: '9.9.9.9', tags: ['0123456789abcdef', 'ff23456789abcdef'], seconds: 77 }],
	closed: ['169.254.0.0/16'],
	home: ['10.0.0.0/8', '192.168.0.0/16'],
	resolvers: ['192.168.1.1', '9.9.9.9'],
	resolverPort: null,
	ownNamesPort: 10054,
	gatewayPort: 10069,
	flows: { open: 100, perMinute: 600, burst: 50 }
};

/** Returns the lines of one chain or set. */
function block(text: string, family: string, kind: string, name: string): string[] {
	const table = text.slice(text.lastIndexOf(`table ${family} dogebox {`));
	const start = table.indexOf(`\t${kind} ${name} {`);
	expect(start).toBeGreaterThan(0);
	return table
		.slice(start, table.indexOf('\n\t}', start))
		.split('\n')
		.slice(1)
		.map((line) => line.trim());
}

describe('the firewall table', () => {
	const text = tableText(spec);

	it('replaces only tables of ours', () => {
		const named = text.split('\n').filter((line) => /^(add |delete |flush )?(table|element|chain|ruleset)/.test(line));
		for (const line of named) expect(line).toMatch(/^(delete )?table (inet|bridge) dogebox( \{)?$/);
		expect(text).not.toContain('flush');
	});

	it('names no protocol that nft has to look up in /etc/protocols, which a small host lacks', () => {
		const text = tableText(spec) + flowsText('dogebox', 'dbx0', spec.flows);
		const named = [...text.matchAll(/l4proto (?:!= )?(?:\{([^}]*)\}|([a-z][\w-]*))/g)].flatMap((match) =>
			(match[1] ?? match[2]!).split(',').map((name) => name.trim())
		);
		expect(named).toEqual(expect.arrayContaining(['tcp', 'udp', 'icmpv6']));
		// Keywords of nft's grammar (nftables, parser_bison.y).
		const known = ['tcp', 'udp', 'icmp', 'icmpv6'];
		expect(named.filter((name) => !known.includes(name))).toEqual([]);
	});
	it('lets a port send only with the MAC and address it was given', () => {
		expect(block(text, 'bridge', 'set', 'senders').join()).toContain(
			'"dbxaaaaaaaaaaaa" . 02:db:0a:45:00:02 . 10.69.0.2'
		);
		expect(block(text, 'bridge', 'chain', 'from_pups').at(-1)).toBe('drop');
	});

	it.each([
		['senders6', '"dbxbbbbbbbbbbbb" . 02:db:0a:45:00:03 . fd12:f345:f678::a45:3'],
		['claims6', '"dbxbbbbbbbbbbbb" . 0xfd12f345f6780000000000000a450003'],
		['owners6', '"dbxbbbbbbbbbbbb" . fd12:f345:f678::a45:3'],
		['neighbors6', 'fd12:f345:f678::a45:3 . fd12:f345:f678::a45:4, fd12:f345:f678::a45:4 . fd12:f345:f678::a45:3']
	])('holds in the set %s of the bridge who has IPv6', (name, elements) => {
		expect(block(text, 'bridge', 'set', name).at(-1)).toBe(`elements = { ${elements} }`);
	});

	it('lets no port pass for a router or for another, and nothing else from port to port', () => {
		expect(block(text, 'bridge', 'chain', 'from_pups6').slice(1, 3)).toEqual([
			expect.stringMatching(/nd-router-advert.* drop$/),
			expect.stringMatching(/nd-neighbor-advert .* != @claims6 drop$/)
		]);
		expect(block(text, 'bridge', 'chain', 'between_ports').at(-1)).toBe('drop');
		expect(block(text, 'bridge', 'chain', 'forward').slice(1)).toEqual([
			'iifname @ports jump between_ports',
			'oifname @ports drop'
		]);
	});

	it.each([
		['fd12:f345:f678::a45:3', 'fd12f345f6780000000000000a450003'],
		['::', '0'.repeat(32)],
		['::1', '1'.padStart(32, '0')],
		['1:2:3:4:5:6:7:8', '00010002000300040005000600070008']
	])('writes the digits of %s', (address, digits) => {
		expect(digitsOf(address)).toBe(digits);
	});

	it.each([
		['internet', '10.69.0.2'],
		['lan', '10.69.0.3'],
		['narrowed', '10.69.0.3'],
		['by_name', '10.69.0.3'],
		['only', '10.69.0.3 . 192.168.1.0/24, 10.69.0.3 . 10.2.3.4/32'],
		['grants', '10.69.0.2 . 10.69.0.3 . tcp . 5432, 10.69.0.2 . 10.69.0.3 . udp . 53'],
		['granted', '10.69.0.2 . 10.69.0.3'],
		[
			'neighbors',
			'10.69.0.3 . 10.69.0.4, 10.69.0.4 . 10.69.0.3, ' +
				'172.30.0.5 . 10.69.0.4, 10.69.0.4 . 172.30.0.5, 172.30.0.5 . 172.30.0.6, 172.30.0.6 . 172.30.0.5'
		],
		['chosen', '172.30.0.5'],
		['networked', '10.69.0.3'],
		['published', '10.69.0.3 . udp . 53, 10.69.0.3 . tcp . 80'],
		['publishers', '10.69.0.3'],
		['host_ports_used', 'udp . 5353'],
		['host_address_ports_used', '127.0.0.1 . tcp . 8080'],
		['named', '10.69.0.3 . 9.9.9.9 timeout 3600s expires 77s comment "0123456789abcdef ff23456789abcdef"'],
		['pups', '10.69.0.2, 10.69.0.3'],
		['closed', '169.254.0.0/16'],
		['home', '10.0.0.0/8, 192.168.0.0/16']
	])('holds in the set %s what was permitted', (name, elements) => {
		expect(block(text, 'inet', 'set', name).at(-1)).toBe(`elements = { ${elements} }`);
	});

	it('leads ports of the host to those of pups', () => {
		expect(block(text, 'inet', 'map', 'host_ports').at(-1)).toBe('elements = { udp . 5353 : 10.69.0.3 . 53 }');
		const mapped = text.split('\n').filter((line) => /@host_ports(?!_)/.test(line));
		expect(mapped).toHaveLength(2);
		// The rule does not apply to traffic from pups.
		expect(mapped[0]).toContain('iifname != "dbx0" fib daddr type local');
		expect(block(text, 'inet', 'map', 'host_address_ports').at(-1)).toBe(
			'elements = { 127.0.0.1 . tcp . 8080 : 10.69.0.3 . 80 }'
		);
		expect(text.split('\n').filter((line) => /@host_address_ports(?!_)/.test(line))).toHaveLength(2);
	});

	it('has what the host sends to its own loopback travel as the gateway’s, and gives answers back', () => {
		expect(block(text, 'inet', 'chain', 'loopback_leaves').slice(1)).toEqual(
			['meta l4proto . th dport @host_ports_used', 'ip daddr . meta l4proto . th dport @host_address_ports_used'].map(
				(used) => `ip saddr 127.0.0.1 ip daddr 127.0.0.0/8 ${used} ip saddr set 10.69.0.1`
			)
		);
		expect(block(text, 'inet', 'chain', 'loopback_returns').at(-1)).toBe(
			'iifname "dbx0" ct direction reply ct status dnat ip saddr 127.0.0.0/8 ip daddr 10.69.0.1 ip daddr set 127.0.0.1'
		);
	});

	it('ends every chain that judges with a refusal', () => {
		const last = (chain: string) => block(text, 'inet', 'chain', chain).at(-1);
		expect(last('to_host')).toBe('drop');
		for (const chain of ['leaving', 'entering']) expect(last(chain)).toBe('goto open_ports');
		for (const chain of ['between', 'open_ports', 'no_internet', 'no_lan']) expect(last(chain)).toBe('goto refuse');
		expect(last('outside')).toBe('goto no_internet');
		expect(last('at_home')).toBe('goto no_lan');
		expect(last('refuse')).toBe('reject with icmpx admin-prohibited');
	});

	it('lets nothing through because a connection was open before', () => {
		const established = text.split('\n').filter((line) => /established.*accept/.test(line));
		expect(established).toEqual(['\t\tct direction reply ct state established,related accept']);
		expect(block(text, 'inet', 'chain', 'to_host')).toContain(established[0]!.trim());
	});

	it('decides about closed networks and the home before it lets anything out', () => {
		const outside = block(text, 'inet', 'chain', 'outside');
		const at = (start: string) => outside.findIndex((line) => line.startsWith(start));
		expect(at('ct original ip daddr @closed')).toBeGreaterThan(0);
		expect(at('ct original ip daddr @home')).toBeGreaterThan(at('ct original ip daddr @closed'));
		expect(at('ct original ip saddr @internet accept')).toBeGreaterThan(at('ct original ip daddr @home'));
		// Names are checked after both, so a name that resolves to one of these addresses opens
		// nothing.
		const named = outside.flatMap((line, index) => (line.includes('@named') ? [index] : []));
		expect(Math.min(...named)).toBeGreaterThan(at('ct original ip daddr @home'));
		expect(block(text, 'inet', 'chain', 'at_home').join()).not.toContain('@named');
	});

	it('asks the resolvers for nobody who is held to names', () => {
		const rules = text.split('\n').filter((line) => line.includes('ct reply ip saddr { 192.168.1.1'));
		expect(rules).toHaveLength(2);
		for (const rule of rules) expect(rule).toContain('ct original ip saddr != @by_name accept');
	});

	it('holds back resets to the host alone, and not the refusal of a connection', () => {
		expect(block(text, 'inet', 'chain', 'answers').at(-1)).toBe(
			'iifname "dbx0" ip daddr 10.69.0.1 tcp flags & (syn | rst) != 0 tcp sequence != 0 jump resets'
		);
		for (const name of ['reset_held', 'reset_seen']) {
			expect(block(text, 'inet', 'set', name)).toEqual(expect.arrayContaining([expect.stringMatching(/^size \d+$/)]));
		}
	});

	it('judges two resets at once as it does one after the other', () => {
		const resets = block(text, 'inet', 'chain', 'resets');
		const holds = resets.filter((rule) => rule.includes('add @'));
		expect(holds).toHaveLength(2);
		// A packet that finds its connection in the second set finds it in the first set too.
		for (const rule of holds) expect(rule).toMatch(/add @reset_held .*add @reset_seen /);
		expect(resets.join()).not.toMatch(/dport @reset_held/);
		expect(resets.filter((rule) => /dport @reset_seen/.test(rule))).toEqual([expect.stringMatching(/ goto again$/)]);
		expect(block(text, 'inet', 'chain', 'again')).toEqual([expect.stringMatching(/@reset_held drop$/), 'accept']);
	});

	it('opens of the gateway its port 80, which leads to another', () => {
		expect(block(text, 'inet', 'chain', 'inward')).toContain(
			'iifname "dbx0" ip daddr 10.69.0.1 tcp dport 80 dnat ip to 10.69.0.1:10069'
		);
		expect(block(text, 'inet', 'chain', 'to_host')).toContain(
			'ip daddr 10.69.0.1 tcp dport 10069 ct status dnat ct original proto-dst 80 accept'
		);
	});

	it('takes what the fast path takes by the same grants, and resets what is granted no more', () => {
		const between = block(text, 'inet', 'chain', 'between');
		const at = (rule: RegExp) => between.findIndex((line) => rule.test(line));
		const segments = between.filter((line) => line.startsWith(SEGMENT));
		expect(segments).toHaveLength(2);
		for (const line of segments) expect(line).toMatch(/ th [sd]port @grants accept$/);
		const reset = at(/^ct state \{ invalid, new \} tcp .* != @neighbors ip saddr != @chosen reject with tcp reset$/);
		expect(reset).toBeGreaterThan(between.indexOf(segments[1]!));
		expect(at(/^ct state invalid drop$/)).toBe(reset + 1);
		expect(at(/@refused_pups/)).toBeGreaterThan(reset);
	});

	it('has nothing of a chosen address but what neighbors send each other', () => {
		expect(block(text, 'bridge', 'set', 'senders').at(-1)).toContain(' . 172.30.0.5 }');
		const drop = 'ip saddr @chosen drop';
		expect(block(text, 'inet', 'chain', 'to_host')[0]).toBe(drop);
		// The rule comes after the jump for traffic between boxes, and before every rule that lets
		// traffic out or rejects it with a message.
		expect(block(text, 'inet', 'chain', 'leaving').slice(0, 2)).toEqual(['oifname "dbx0" goto between', drop]);
		const between = block(text, 'inet', 'chain', 'between');
		expect(between[between.indexOf('ip saddr . ip daddr @neighbors accept') + 1]).toBe(drop);
		expect(block(text, 'inet', 'chain', 'output')).toContain(
			'oifname != "dbx0" icmp type { destination-unreachable, time-exceeded, parameter-problem } ip daddr @chosen drop'
		);
	});

	it('has no name service without a resolver, and empty sets without members', () => {
		const bare = tableText({ ...spec, ends: [], policies: [], resolvers: [], ownNamesPort: null });
		expect(bare).not.toContain('dport 53');
		expect(bare).not.toContain('elements = { }');
		expect(text).toContain('numgen inc mod 2 map { 0 : 192.168.1.1, 1 : 9.9.9.9 }');
	});

	it('leads questions of those on networks to where they are answered, and bounds them', () => {
		expect(block(text, 'inet', 'chain', 'inward')[2]).toBe(
			'iifname "dbx0" ip saddr @networked ip daddr 10.69.0.1 meta l4proto { tcp, udp } th dport 53 dnat ip to 10.69.0.1:10054'
		);
		const rules = block(text, 'inet', 'chain', 'to_host').filter((line) => line.includes('dport 10054'));
		for (const rule of rules) expect(rule).toContain('ct status dnat ct original proto-dst 53 ');
		expect(rules.map((rule) => rule.split(' ').at(-1))).toEqual(['drop', 'accept']);
	});

	it('joins and leaves without failing when done twice', () => {
		for (const [index, end] of spec.ends.entries()) {
			const policy = spec.policies[index]!;
			const join = changesText('dogebox', joinChanges(end, policy)).split('\n');
			for (const line of join) expect(line).toMatch(/^add element (inet|bridge) dogebox \w+ \{ .+ \}$/);
			const leave = changesText('dogebox', leaveChanges(end, policy)).split('\n');
			expect(leave.filter((line) => line.startsWith('add')).sort()).toEqual(join.sort());
			for (const line of leave.filter((one) => one.startsWith('delete')))
				expect(leave).toContain(line.replace('delete', 'add'));
		}
		expect(joinChanges(spec.ends[0]!, null).map(({ set }) => set)).toEqual(['ports', 'senders', 'pups']);
	});
});

describe('the table of connections', () => {
	const text = flowsText('dogebox', 'dbx0', spec.flows);

	it('is one of ours beside the other, whose rules alone are written anew: what was counted stays', () => {
		const named = text
			.split('\n')
			.filter((line) => /^(add |delete |flush )?(table|element|chain|ruleset|set)/.test(line));
		expect(named).toEqual([
			'table inet dogebox_flows {',
			'flush chain inet dogebox_flows bound',
			'table inet dogebox_flows {'
		]);
	});

	it('bounds by address what comes from pups, and nothing else', () => {
		const rules = text.split('\n').filter((line) => line.endsWith('drop'));
		expect(rules).toHaveLength(2);
		for (const rule of rules) expect(rule).toMatch(/^\t+ct state new iifname "dbx0" (add|update) @\w+ \{ ip saddr /);
	});
});

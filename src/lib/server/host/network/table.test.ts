import { describe, expect, it } from 'vitest';
import { flowsText } from './flows.ts';
import { joinText, leaveText, tableText, type TableSpec } from './table.ts';

const spec: TableSpec = {
	table: 'dogebox',
	bridge: 'dbx0',
	gateway: '10.69.0.1',
	subnet: '10.69.0.0/16',
	ends: [
		{ end: 'dbxaaaaaaaaaaaa', mac: '02:db:0a:45:00:02', address: '10.69.0.2', internet: true },
		{ end: 'dbxbbbbbbbbbbbb', mac: '02:db:0a:45:00:03', address: '10.69.0.3', internet: false }
	],
	blocked: ['10.0.0.0/8', '192.168.0.0/16'],
	resolvers: ['192.168.1.1', '9.9.9.9'],
	gatewayPort: null,
	flows: { open: 100, perMinute: 600, burst: 50 }
};

/** The lines of one chain or set. */
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

	it('lets a port send only with the MAC and address it was given', () => {
		expect(block(text, 'bridge', 'set', 'senders').join()).toContain(
			'"dbxaaaaaaaaaaaa" . 02:db:0a:45:00:02 . 10.69.0.2'
		);
		expect(block(text, 'bridge', 'chain', 'from_pups').at(-1)).toBe('drop');
	});

	it('names as internet members only those who asked for it', () => {
		expect(block(text, 'inet', 'set', 'internet').at(-1)).toBe('elements = { 10.69.0.2 }');
	});

	it('ends every chain of pups with a drop', () => {
		for (const chain of ['to_host', 'leaving', 'entering'])
			expect(block(text, 'inet', 'chain', chain).at(-1)).toBe('drop');
	});

	it('decides about blocked networks before it lets anything out', () => {
		const leaving = block(text, 'inet', 'chain', 'leaving');
		const blocked = leaving.findIndex((line) => line.startsWith('ip daddr @blocked'));
		expect(blocked).toBeGreaterThan(0);
		expect(leaving.indexOf('ip saddr @internet accept')).toBeGreaterThan(blocked);
	});

	it('holds back resets to the host alone, and not the refusal of a connection', () => {
		expect(block(text, 'inet', 'chain', 'answers').at(-1)).toBe(
			'iifname "dbx0" ip daddr 10.69.0.1 tcp flags & rst == rst tcp sequence != 0 jump resets'
		);
		for (const name of ['reset_held', 'reset_seen']) {
			expect(block(text, 'inet', 'set', name)).toEqual(expect.arrayContaining([expect.stringMatching(/^size \d+$/)]));
		}
	});

	it('opens the gateway’s port only when there is one', () => {
		expect(text).not.toMatch(/tcp dport \d/);
		expect(block(tableText({ ...spec, gatewayPort: 80 }), 'inet', 'chain', 'to_host')).toContain(
			'ip daddr 10.69.0.1 tcp dport 80 accept'
		);
	});

	it('has no name service without a resolver, and empty sets without members', () => {
		const bare = tableText({ ...spec, ends: [], resolvers: [] });
		expect(bare).not.toContain('dnat');
		expect(bare).not.toContain('elements = { }');
		expect(text).toContain('numgen inc mod 2 map { 0 : 192.168.1.1, 1 : 9.9.9.9 }');
	});

	it('joins and leaves without failing when done twice', () => {
		const leave = leaveText('dogebox', spec.ends[0]!).split('\n');
		for (const line of leave.filter((l) => l.startsWith('delete'))) {
			expect(leave).toContain(line.replace('delete', 'add'));
		}
		expect(joinText('dogebox', spec.ends[1]!)).toContain('delete element inet dogebox internet { 10.69.0.3 }');
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
		for (const rule of rules) expect(rule).toMatch(/^\t+iifname "dbx0" ct state new (add|update) @\w+ \{ ip saddr /);
	});
});

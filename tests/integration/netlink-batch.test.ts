/**
 * The connect task writes the same elements into the tables of pups as nft does. Each of them works
 * in its own network namespace.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONNECT_TASK, RULES_REFUSED } from '../../src/lib/server/host/fork-server/connect-task.ts';
import { changesBatch } from '../../src/lib/server/host/network/netlink-batch.ts';
import {
	changesText,
	joinChanges,
	leaveChanges,
	tableText,
	type ElementChange,
	type TableSpec
} from '../../src/lib/server/host/network/table.ts';
import { spawnSync } from '../support/as-root.ts';
import { createNetSpace, type NetSpace } from './support/net-space.ts';
import { hasTools } from './support/test-network.ts';

const able = hasTools('nft', 'ip', 'unshare', 'nsenter', 'perl');
if (!able) console.log('netlink-batch.test: skipped, needs root with nft, ip, unshare, nsenter and perl');

const table = 'dogebox_batch';
const spec: TableSpec = {
	...{ table, bridge: 'dbx0', gateway: '10.69.0.1', gatewayMac: '02:db:0a:45:00:01', subnet: '10.69.0.0/16' },
	...{ ends: [], fast: [], policies: [], named: [], closed: ['169.254.0.0/16'], home: ['192.168.0.0/16'] },
	...{ resolvers: ['9.9.9.9'], resolverPort: null, ownNamesPort: null, gatewayPort: 10069 },
	flows: { open: 100, perMinute: 600, burst: 50 }
};
const end = { end: 'dbxaaaaaaaaaaaa', mac: '02:db:0a:45:00:02', address: '10.69.0.2' };
const nothing = {
	...{ address: end.address, internet: false, lan: false, networks: null, names: null },
	...{ reaches: [], neighbors: null, ipv6: null, chosen: [], publishes: [] }
};
const policies = {
	'the gateway alone': null,
	'the internet': { ...nothing, internet: true },
	everything: {
		...{ ...nothing, internet: true, lan: true, names: ['0123456789abcdef'], neighbors: ['10.69.0.4'] },
		networks: ['192.168.1.0/24', '10.2.3.4/32', '172.16.0.0/12'],
		reaches: [
			{ address: '10.69.0.3', protocol: 'tcp' as const, port: 5432 },
			{ address: '10.69.0.3', protocol: 'udp' as const, port: 53 }
		],
		ipv6: { address: 'fd12:f345:f678::a45:2', neighbors: ['fd12:f345:f678::a45:4'] },
		chosen: [{ address: '172.30.0.5', subnet: '172.30.0.0/24', neighbors: ['172.30.0.6', '10.69.0.4'] }],
		publishes: [
			{ protocol: 'udp' as const, hostPort: 5353, hostAddress: null, port: 53 },
			{ protocol: 'tcp' as const, hostPort: 8080, hostAddress: '127.0.0.1', port: 80 }
		]
	},
	'hundreds of others': {
		...nothing,
		neighbors: Array.from({ length: 120 }, (_, at) => `10.69.2.${at + 1}`)
	}
};

/** The task as it runs in a fork of the fork server. */
const TASK = `use strict; my ($setns, $telling) = (0, *STDOUT); sub others {} sub without_ipv6 {} ${CONNECT_TASK} task_rules(\\@ARGV);`;

const inside = (space: NetSpace, input: string, ...words: string[]) =>
	spawnSync('nsenter', [`--net=/proc/${space.pid}/ns/net`, ...words], { input, encoding: 'utf8' });

function byNft(space: NetSpace, text: string): void {
	expect(inside(space, `${text}\n`, 'nft', '-f', '-')).toMatchObject({ status: 0, stderr: '' });
}

function byTask(space: NetSpace, changes: ElementChange[]) {
	const { messages, last } = changesBatch(table, changes);
	return inside(space, '', 'perl', '-e', TASK, messages.toString('hex'), String(last));
}

/** Elements of all sets and maps, sorted, because their order differs in the kernel. */
function elementsIn(space: NetSpace): Record<string, string[]> {
	const { stdout } = inside(space, '', 'nft', '--json', 'list', 'ruleset');
	const { nftables } = JSON.parse(stdout) as {
		nftables: { [kind in 'set' | 'map']?: { family: string; name: string; elem?: unknown[] } }[];
	};
	const found = nftables.flatMap(({ set, map }) => set ?? map ?? []);
	return Object.fromEntries(
		found.map(({ family, name, elem = [] }) => [`${family} ${name}`, elem.map((one) => JSON.stringify(one)).sort()])
	);
}

describe.skipIf(!able)('elements that a task writes', () => {
	let nft: NetSpace, task: NetSpace;

	beforeAll(async () => {
		[nft, task] = await Promise.all([createNetSpace(false), createNetSpace(false)]);
		for (const space of [nft, task]) byNft(space, tableText(spec));
	});
	afterAll(() => Promise.all([nft, task].map((space) => space?.close())));

	it.each(Object.entries(policies))('are those that nft writes: %s', (_, policy) => {
		const before = elementsIn(nft);
		expect(elementsIn(task)).toEqual(before);
		const [join, leave] = [joinChanges(end, policy), leaveChanges(end, policy)];
		// A second time changes nothing.
		for (const changes of [join, join]) {
			byNft(nft, changesText(table, changes));
			expect(byTask(task, changes)).toMatchObject({ status: 0, stdout: 'done', stderr: '' });
			expect(elementsIn(task)).toEqual(elementsIn(nft));
		}
		expect(elementsIn(task)).not.toEqual(before);
		for (const changes of [leave, leave]) {
			expect(byTask(task, changes)).toMatchObject({ status: 0, stdout: 'done', stderr: '' });
			expect(elementsIn(task)).toEqual(before);
		}
		byNft(nft, changesText(table, leave));
	});

	it('are all or none', () => {
		const before = elementsIn(task);
		const wrong: ElementChange = { action: 'delete', family: 'inet', set: 'pups', value: '10.69.9.9' };
		const after: ElementChange = { ...wrong, action: 'add', value: '10.69.9.8' };
		const refused = byTask(task, [...joinChanges(end, policies.everything), wrong, after]);
		expect(refused).toMatchObject({ status: RULES_REFUSED, stdout: '' });
		expect(refused.stderr).toMatch(/^rules: /);
		expect(elementsIn(task)).toEqual(before);
	});

	it('are refused where the table is gone', () => {
		byNft(task, `delete table inet ${table}`);
		expect(byTask(task, joinChanges(end, null)).status).toBe(RULES_REFUSED);
	});
});

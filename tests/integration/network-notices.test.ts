/**
 * What on a host cuts pups off from the internet: other firewalls, disabled forwarding, name
 * servers that pups cannot reach. Each case runs in its own network namespace with the agent
 * inside, and the host's own rules stay unchanged.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HostNames } from '../../src/lib/server/host/index.ts';
import { createPupNetwork, type NetworkDeps, type PupNetwork } from '../../src/lib/server/network/index.ts';
import { foldersOf } from '../support/apart.ts';
import { startAgent, type TestAgent } from '../support/agent.ts';
import { mkdtempSync, rmSync, spawnSync } from '../support/as-root.ts';
import { sweep } from '../support/host.ts';
import { createNetSpace, type NetSpace } from './support/net-space.ts';

const run = (program: string, ...args: string[]) => spawnSync(program, args, { encoding: 'utf8' });
const able =
	process.getuid?.() === 0 && ['nft', 'ip', 'unshare', 'nsenter'].every((tool) => run(tool, '-V').error === undefined);
if (!able) console.log('network-notices.test: skipped, needs root with nft, ip, unshare and nsenter');

const instance = `dbn${randomBytes(3).toString('hex')}`;
const bridge = `${instance}0`;
const WAIT = { timeout: 30_000 };

/** Rules that iptables and the firewall's own tools leave in the kernel. */
const DOCKER = `table ip filter {
	chain DOCKER-USER { counter return; }
	chain DOCKER-ISOLATION-STAGE-1 { iifname "docker0" oifname != "docker0" counter drop; counter return; }
	chain FORWARD { type filter hook forward priority filter; policy drop;
		counter jump DOCKER-USER
		counter jump DOCKER-ISOLATION-STAGE-1
		oifname "docker0" ct state related,established counter accept
		iifname "docker0" oifname != "docker0" counter accept
		iifname "docker0" oifname "docker0" counter accept
	}
}`;
const UFW = `table ip filter {
	chain ufw-user-forward { }
	chain ufw-before-forward { ct state related,established counter accept; counter jump ufw-user-forward; }
	chain FORWARD { type filter hook forward priority filter; policy drop; counter jump ufw-before-forward; }
}`;
/**
 * Rules that firewalld 1.3.3 (Debian 12) loads into nft at its start, and after the suggested
 * command.
 */
const recorded = (name: string) =>
	readFileSync(join(import.meta.dirname, '../fixtures/firewalls', `${name}.nft`), 'utf8').replaceAll('BRIDGE', bridge);
const OWN = `table inet mine {
	chain pass { type filter hook forward priority 5; policy accept;
		tcp dport 25 drop
		iifname "lan*" accept
		ct state established accept
		drop
	}
}`;
const HARMLESS = `table ip filter {
	chain FORWARD { type filter hook forward priority filter; policy accept; tcp dport 25 drop; iifname "eth7" drop; meta mark 7 drop; }
}
table inet other { chain input { type filter hook input priority 0; policy drop; }; }`;

/** What the command of the notice does, for firewalls whose program is not on this machine. */
const inserted = (family: string, table: string, chain: string, replies: boolean) => [
	`insert rule ${family} ${table} ${chain} iifname "${bridge}" counter accept`,
	...(replies
		? [`insert rule ${family} ${table} ${chain} oifname "${bridge}" ct state related,established counter accept`]
		: [])
];

interface Firewall {
	name: string;
	/** Rules for nft. */
	rules?: string;
	/** Or commands of a firewall program that is installed on this machine. */
	commands?: string;
	/** Code of the expected problem, or null when the firewall lets pups through. */
	code: string | null;
	command?: RegExp;
	/**
	 * The effect of the suggested command as nft commands. Without it the command itself is run.
	 */
	mended?: string[];
}

const FIREWALLS: Firewall[] = [
	{ name: 'none', code: null },
	{ name: 'one that only drops what is not ours', rules: HARMLESS, code: null },
	{
		name: 'Docker',
		rules: DOCKER,
		code: 'firewall-docker',
		command: /^iptables -I DOCKER-USER -i \S+0 -j ACCEPT && iptables -I DOCKER-USER -o /,
		mended: inserted('ip', 'filter', 'DOCKER-USER', true)
	},
	{
		name: 'ufw',
		rules: UFW,
		code: 'firewall-ufw',
		command: /^ufw route allow in on \S+0$/,
		mended: inserted('ip', 'filter', 'ufw-user-forward', false)
	},
	{
		name: 'firewalld',
		rules: recorded('firewalld'),
		code: 'firewall-firewalld',
		command: /^firewall-cmd --permanent --zone=trusted --add-interface=\S+0 && firewall-cmd --reload$/,
		mended: ['delete table inet firewalld', recorded('firewalld-trusted')]
	},
	{
		name: 'iptables without more',
		rules: 'table ip filter { chain FORWARD { type filter hook forward priority filter; policy drop; }; }',
		code: 'firewall-iptables',
		command: /^iptables -I FORWARD /,
		mended: inserted('ip', 'filter', 'FORWARD', true)
	},
	{
		name: 'one of the owner’s own',
		rules: OWN,
		code: 'firewall-nft-inet-mine-pass',
		command: /^nft insert rule inet mine pass /
	}
];

/** Rules as the firewall programs really write them, where these are installed. */
const REAL: Firewall[] = [
	{
		name: 'Docker, as iptables writes it',
		commands: `iptables -P FORWARD DROP
for chain in DOCKER-USER DOCKER-ISOLATION-STAGE-1; do iptables -N $chain; iptables -A FORWARD -j $chain; iptables -A $chain -j RETURN; done
iptables -A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
iptables -A FORWARD -i docker0 ! -o docker0 -j ACCEPT`,
		code: 'firewall-docker'
	},
	{
		name: 'iptables with a rule for all that is left',
		commands: `iptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
iptables -A FORWARD -i eth7 -m comment --comment home -j ACCEPT
iptables -A FORWARD -j REJECT --reject-with icmp-host-prohibited`,
		code: 'firewall-iptables'
	},
	{
		name: 'iptables in its older way',
		commands: 'iptables-legacy -P FORWARD DROP',
		code: 'firewall-iptables-legacy'
	}
];

describe.skipIf(!able)('the network of the host', () => {
	let space: NetSpace;
	let agent: TestAgent;
	let network: PupNetwork;
	const data = mkdtempSync(join(tmpdir(), `${instance}-`));
	const paths = foldersOf(instance, data);
	const names: HostNames = {
		instance,
		bridge,
		subnet: '10.97.0.0/16',
		nftTable: `dogebox_${instance}`,
		cgroup: `/${instance}`,
		idBase: 524288
	};
	const member = { id: 'a'.repeat(32), address: '10.97.0.2' };
	const online = { id: member.id, internet: true, lan: false, networks: null, reaches: [], publishes: [] };
	const inside = (...command: string[]) => run('nsenter', `--net=/proc/${space.pid}/ns/net`, ...command);
	const nft = (...lines: string[]) =>
		expect(
			spawnSync('nsenter', [`--net=/proc/${space.pid}/ns/net`, 'nft', '-f', '-'], {
				input: lines.join('\n'),
				encoding: 'utf8'
			}).stderr
		).toBe('');
	const codes = () => network.problems().map((problem) => problem.code);

	async function begin(more: Partial<NetworkDeps> = {}, through: string[] = []): Promise<void> {
		agent = await startAgent({ paths, names, through: ['nsenter', `--net=/proc/${space.pid}/ns/net`, ...through] });
		network = createPupNetwork({
			host: agent.host,
			config: { bridge, subnet: names.subnet, table: names.nftTable },
			log: pino({ level: 'silent' }),
			resolvers: () => ({ usable: ['192.0.2.1'], unusable: [] }),
			watchMs: 50,
			...more
		});
	}
	beforeEach(async () => {
		space = await createNetSpace(false);
	});
	afterEach(async () => {
		await network?.close();
		await agent?.close();
		await space.close();
		sweep({ instance, data });
	});
	afterAll(() => rmSync(data, { recursive: true, force: true }));

	const installed = run('iptables-legacy', '-V').error === undefined;
	it.each([...FIREWALLS, ...(installed ? REAL : [])])(
		'with a firewall, $name: what stops pups is named until it does not',
		async (firewall) => {
			if (firewall.rules) nft(firewall.rules);
			if (firewall.commands) expect(inside('sh', '-ec', firewall.commands).stderr).toBe('');
			await begin();
			// No pup needs the internet yet.
			await network.ensure([member]);
			expect(codes()).toEqual([]);
			let notices = 0;
			network.onProblems(() => notices++);
			await network.allow([online]);
			expect(codes()).toEqual(firewall.code === null ? [] : [firewall.code]);
			expect(notices).toBe(firewall.code === null ? 0 : 1);
			if (firewall.code === null) return;
			const { command } = network.problems()[0]!;
			if (firewall.command) expect(command).toMatch(firewall.command);
			if (firewall.mended) nft(...firewall.mended);
			else expect(inside('sh', '-c', command!).stderr).toBe('');
			await expect.poll(codes, WAIT).toEqual([]);
			expect(notices).toBe(2);
		}
	);

	it('passes packets on again where others switched that off', async () => {
		await begin();
		await network.allow([online]);
		await network.ensure([member]);
		const forwards = () => inside('cat', '/proc/sys/net/ipv4/ip_forward').stdout.trim();
		expect(forwards()).toBe('1');
		inside('sh', '-c', 'echo 0 > /proc/sys/net/ipv4/ip_forward');
		await expect.poll(forwards, WAIT).toBe('1');
		expect(codes()).toEqual([]);
	});

	it('says so where it may not switch that on, and goes on with what works without', async () => {
		inside('sh', '-c', 'echo 0 > /proc/sys/net/ipv4/ip_forward');
		const readOnly = 'mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys && exec "$@"';
		await begin({}, ['unshare', '--mount', 'sh', '-c', readOnly, 'sh']);
		await network.allow([online]);
		await network.ensure([member]);
		expect(network.problems()).toMatchObject([{ code: 'no-forwarding', command: 'sysctl -w net.ipv4.ip_forward=1' }]);
		expect(inside('nft', 'list', 'tables').stdout).toContain(names.nftTable);
		inside('sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward');
		await expect.poll(codes, WAIT).toEqual([]);
	});

	it('says where pups can ask for no name, and when they can again', async () => {
		let resolvers = { usable: [] as string[], unusable: ['127.0.0.53'] };
		await begin({ resolvers: () => resolvers });
		await network.allow([online]);
		await network.ensure([member]);
		expect(network.namesToPass()).toEqual({ port: 10_053, resolvers: ['127.0.0.53'] });
		// Nothing is reported while nginx may still be able to pass names on.
		expect(network.problems()).toEqual([]);
		await network.passNames({ missing: 'no-nginx' });
		expect(network.problems()).toMatchObject([
			{ code: 'no-resolver', what: expect.stringContaining('127.0.0.53') as string }
		]);
		resolvers = { usable: [], unusable: ['fd00::1'] };
		await expect.poll(() => network.problems()[0]?.what, WAIT).toContain('IPv6');
		resolvers = { usable: ['192.0.2.1'], unusable: [] };
		await expect.poll(codes, WAIT).toEqual([]);
	});

	it('is put right after somebody emptied all firewalls', async () => {
		await begin();
		await network.allow([online]);
		await network.ensure([member]);
		inside('nft', 'flush', 'ruleset');
		for (const table of [names.nftTable, `${names.nftTable}_flows`])
			await expect.poll(() => inside('nft', 'list', 'tables').stdout, WAIT).toMatch(new RegExp(`inet ${table}$`, 'm'));
	});
});

/** Finds what on this host keeps pups from what they may reach, with a remedy for each. Pure. */
import type { MissingPart } from '../../contract/box.ts';
import { listed } from '../../contract/listed.ts';
import type { NetworkInspection } from '../host/index.ts';
import { passableResolvers, type Resolvers } from './host-network.ts';
import { blockersOf, type Blocker, type Use, type Way } from './passing.ts';
import type { NamesPassed } from './types.ts';

/** The known state of the host's network. */
export interface HostNetwork {
	inspection: Pick<NetworkInspection, 'forwards' | 'others' | 'legacy'>;
	way: Way;
	/** Address of the router of the default route; null where there is none. */
	router: string | null;
	resolvers: Resolvers;
	/** Result of setting up the forwarding of DNS queries; null where it was not tried yet. */
	passed: NamesPassed | null;
	/** Why connections are not limited, in nft's words; null where they are. */
	unbounded: string | null;
	/** Whether boxes are on networks whose name queries nobody answers. */
	unanswered: boolean;
	/** Whether there is any pup, whether any may query names, and what the host must forward. */
	pups: { any: boolean; names: boolean; uses: Use[] };
}

/** Problems that affect no pup are left out. */
export function networkProblems(host: HostNetwork): MissingPart[] {
	const { inspection, way, router, resolvers, passed, unbounded, unanswered, pups } = host;
	const found: MissingPart[] = [];
	if (unanswered) {
		found.push({
			code: 'names-unanswered',
			what: 'The box cannot listen for DNS queries (ports 10054 to 10061 of its bridge).',
			effect:
				'Boxes on the same network, and pups with a list of allowed names, cannot resolve names. The box tries again every minute.',
			command: null
		});
	}
	if (pups.any && unbounded !== null) {
		found.push({
			code: 'no-flow-limits',
			what: 'The kernel cannot limit the number of connections of a pup (nft_connlimit).',
			effect: 'Pups run, but a pup that opens connections endlessly blocks those of the box and other pups.',
			command: null
		});
	}
	if (pups.uses.length > 0 && !inspection.forwards) {
		found.push({
			code: 'no-forwarding',
			what: 'This host does not forward packets (net.ipv4.ip_forward is 0), and Dogebox may not change that.',
			effect: effectOf(pups.uses),
			command: 'sysctl -w net.ipv4.ip_forward=1'
		});
	}
	for (const blocker of blockersOf(inspection, way, pups.uses)) found.push(ofBlocker(blocker, way.bridge));
	if (pups.names && resolvers.usable.length === 0) found.push(...ofResolvers(resolvers.unusable, passed, router));
	return found;
}

const NAMES: Record<Blocker['kind'], string> = {
	docker: 'Docker',
	ufw: 'The firewall ufw',
	firewalld: 'The firewall firewalld',
	iptables: 'The firewall of this host (iptables)',
	'iptables-legacy': 'The firewall of this host (iptables)',
	nft: 'The firewall of this host'
};

/** Consequences of a blocked use. */
const EFFECTS: Record<Use, string> = {
	out: 'Pups that need the internet cannot reach it.',
	between: 'Pups cannot reach the pups that they depend on.',
	in: 'Ports of this box that lead to pups do not answer.'
};
const effectOf = (uses: readonly Use[]) => uses.map((use) => EFFECTS[use]).join(' ');

/** What is blocked, in the words of a notice. */
const STOPPED: Record<Use, string> = {
	out: 'what pups send to the internet',
	between: 'what pups send to each other',
	in: 'what is sent to pups'
};

/** Docker and iptables lose such rules at a restart of the host. */
const FORGETS = 'Run it again after each restart of the host.';

function ofBlocker(blocker: Blocker, bridge: string): MissingPart {
	const { kind, family, table, chain, stops } = blocker;
	const forgets = ['docker', 'iptables', 'iptables-legacy'].includes(kind);
	return {
		code: `firewall-${kind}${kind === 'nft' ? `-${family}-${table}-${chain}` : ''}`,
		what: `${NAMES[kind]} stops ${listed(stops.map((use) => STOPPED[use]))}${kind === 'nft' ? ` (table ${family} ${table})` : ''}.`,
		effect: `${effectOf(stops)}${forgets ? ` ${FORGETS}` : ''}`,
		command: commandFor(blocker, bridge)
	};
}

/** Names chosen by the host's owner that are safe in a command without quotes. */
const PLAIN = /^[A-Za-z0-9_.-]+$/;

/**
 * Returns the command that lets pups through. For connections from outside it must accept more than
 * answers; the box's own table still filters them.
 */
function commandFor({ kind, family, table, chain, stops }: Blocker, bridge: string): string | null {
	const inward = stops.includes('in');
	const iptables = (program: string, into: string) =>
		`${program} -I ${into} -i ${bridge} -j ACCEPT && ` +
		`${program} -I ${into} -o ${bridge} ${inward ? '' : '-m conntrack --ctstate RELATED,ESTABLISHED '}-j ACCEPT`;
	switch (kind) {
		case 'docker':
			return iptables('iptables', 'DOCKER-USER');
		case 'iptables':
			return iptables('iptables', 'FORWARD');
		case 'iptables-legacy':
			return iptables('iptables-legacy', chain);
		case 'ufw':
			return `ufw route allow in on ${bridge}${inward ? ` && ufw route allow out on ${bridge}` : ''}`;
		case 'firewalld':
			return `firewall-cmd --permanent --zone=trusted --add-interface=${bridge} && firewall-cmd --reload`;
		case 'nft': {
			if (![family, table, chain].every((name) => PLAIN.test(name))) return null;
			const insert = `nft insert rule ${family} ${table} ${chain}`;
			return `${insert} iifname ${bridge} accept && ${insert} oifname ${bridge} ${inward ? '' : 'ct state established,related '}accept`;
		}
	}
}

function ofResolvers(unusable: readonly string[], passed: NamesPassed | null, router: string | null): MissingPart[] {
	const canPass = passableResolvers(unusable).length > 0;
	// While the setup is in progress or done, there is no problem.
	if (canPass && (passed === null || 'port' in passed)) return [];
	const listed = unusable.slice(0, 3).join(', ');
	const own = unusable.some((address) => address.startsWith('127.') || address === '::1');
	const missing = passed && 'missing' in passed ? passed.missing : null;
	const byOther = router === null ? null : `sudo npm start -- --resolvers ${router}`;
	return [
		{
			code: 'no-resolver',
			what: own
				? `This host uses a local name server (${listed}), and nothing passes the DNS queries of pups to it.`
				: unusable.length > 0
					? `The name servers of this host have only IPv6 addresses (${listed}), and nothing passes the DNS queries of pups to them.`
					: 'This host has no name server (/etc/resolv.conf names none).',
			effect: `Pups that need the internet cannot resolve names. ${remedyOf(missing)}`,
			command: missing === 'no-module' ? 'apt-get install -y --no-install-recommends libnginx-mod-stream' : byOther
		}
	];
}

function remedyOf(missing: (NamesPassed & { missing: string })['missing'] | null): string {
	const other = 'start Dogebox with the IPv4 address of a name server, usually the router’s';
	if (missing === 'no-module') return `Install the nginx module that passes them on, or ${other}.`;
	if (missing === 'port-taken') return `Another program has port 10053 of the gateway: end it, or ${other}.`;
	return `${other[0]!.toUpperCase()}${other.slice(1)}.`;
}

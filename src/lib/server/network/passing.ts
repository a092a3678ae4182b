/**
 * Finds other firewalls on the host that drop packets of pups. Our own `accept` does not overrule
 * them: a packet is dropped where any table drops it (nft(8), “accept”). Pure.
 *
 * The rules are evaluated as the kernel would. A condition that cannot be known here (marks, ports,
 * modules of iptables) counts as not matching, so that no firewall is reported that may well let
 * pups through.
 */
import type { NetworkInspection } from '../host/index.ts';
import { contains, parseNetwork } from '../../contract/ipv4.ts';
import { legacyRules } from './legacy-rules.ts';

/** A firewall that drops packets of pups. */
export interface Blocker {
	/**
	 * The program that manages it, as far as known. It determines the command that lets pups
	 * through.
	 */
	kind: 'docker' | 'ufw' | 'firewalld' | 'iptables' | 'iptables-legacy' | 'nft';
	family: string;
	table: string;
	chain: string;
	/** The uses that it blocks. */
	stops: Use[];
}

/**
 * What pups need the host to forward: `out` to other networks, `between` pups, and `in` through
 * published ports; each with its answers.
 */
export type Use = 'out' | 'between' | 'in';

/** The path of pups' packets through the host. */
export interface Way {
	bridge: string;
	/** Interface of the default route; null where there is none. */
	uplink: string | null;
	/** Network of the pups, CIDR. */
	subnet: string;
}

interface Packet {
	iifname: string | null;
	oifname: string | null;
	state: 'new' | 'established';
	/** Which of a packet's addresses belong to a pup. */
	sides: ('saddr' | 'daddr')[];
}

type Json = Record<string, unknown>;
type Verdict = 'accept' | 'drop' | null;

interface Rules {
	way: Way;
	packet: Packet;
	/** Statements of each rule, by chain. */
	chains: ReadonlyMap<string, readonly Json[][]>;
}

/** Most nested chains that are followed. The kernel allows 16 (NFT_JUMP_STACK_SIZE). */
const DEEPEST = 16;

/**
 * Firewalls that block pups' packets, each once.
 * @param uses what pups need
 */
export function blockersOf(
	{ others, legacy }: Pick<NetworkInspection, 'others' | 'legacy'>,
	way: Way,
	uses: readonly Use[]
): Blocker[] {
	const older = legacyRules(legacy ?? '');
	const lead = objects(older, 'chain').some(({ name }) => name === 'DOCKER-USER') ? 'DOCKER-USER' : 'FORWARD';
	return [
		...stopping(others, way, uses).map(({ chains, ...rest }) => {
			return { kind: kindOf(rest.family, rest.table, rest.chain, chains), ...rest };
		}),
		...stopping(older, way, uses).map(({ family, table, stops }): Blocker => {
			return { kind: 'iptables-legacy', family, table, chain: lead, stops };
		})
	];
}

/** The packets of a use: one that opens a connection, and an answer. */
function packetsOf(use: Use, { bridge, uplink }: Way): Packet[] {
	const [from, to] = use === 'in' ? [uplink, bridge] : [bridge, use === 'out' ? uplink : bridge];
	const sides: Packet['sides'] = use === 'out' ? ['saddr'] : use === 'in' ? ['daddr'] : ['saddr', 'daddr'];
	const turned = sides.map((side) => (side === 'saddr' ? 'daddr' : 'saddr'));
	return [
		{ iifname: from, oifname: to, state: 'new', sides },
		{ iifname: to, oifname: from, state: 'established', sides: turned }
	];
}

/** Base chains that block pups' packets. */
function stopping(entries: readonly Json[], way: Way, uses: readonly Use[]) {
	return objects(entries, 'chain')
		.filter((chain) => chain.hook === 'forward')
		.flatMap((base) => {
			const [family, table, chain] = [base.family, base.table, base.name].map(String) as [string, string, string];
			const chains = chainsOf(entries, family, table);
			const stops = uses.filter((use) =>
				packetsOf(use, way).some((packet) => {
					const verdict = follow({ way, packet, chains }, chain, true, 0);
					return (verdict === null ? base.policy : verdict) === 'drop';
				})
			);
			return stops.length > 0 ? [{ family, table, chain, chains, stops }] : [];
		});
}

function kindOf(family: string, table: string, chain: string, chains: Rules['chains']): Blocker['kind'] {
	if (table === 'firewalld') return 'firewalld';
	if (family !== 'ip' || table !== 'filter' || chain !== 'FORWARD') return 'nft';
	return chains.has('DOCKER-USER') ? 'docker' : chains.has('ufw-user-forward') ? 'ufw' : 'iptables';
}

function objects(entries: readonly Json[], kind: 'chain' | 'rule'): Json[] {
	return entries.flatMap((entry) => {
		const value = entry[kind];
		return typeof value === 'object' && value !== null ? [value as Json] : [];
	});
}

function chainsOf(entries: readonly Json[], family: string, table: string): Map<string, Json[][]> {
	const own = (one: Json) => one.family === family && one.table === table;
	const chains = new Map(
		objects(entries, 'chain')
			.filter(own)
			.map((chain) => [String(chain.name), [] as Json[][]])
	);
	for (const rule of objects(entries, 'rule').filter(own)) {
		chains.get(String(rule.chain))?.push(Array.isArray(rule.expr) ? (rule.expr as Json[]) : []);
	}
	return chains;
}

/** @param certain false below a rule that may or may not match */
function follow(rules: Rules, chain: string, certain: boolean, depth: number): Verdict {
	if (depth > DEEPEST) return null;
	for (const statements of rules.chains.get(chain) ?? []) {
		const { fits, names } = judge(statements, rules);
		if (fits === false) continue;
		const sure = certain && fits === true;
		const last = statements.at(-1) ?? {};
		if ('accept' in last && (sure || names || rules.packet.state === 'established')) return 'accept';
		if (refuses(last) && sure) return 'drop';
		if ('return' in last && sure) return null;
		const to = (last.jump ?? last.goto) as { target?: unknown } | undefined;
		if (to === undefined) continue;
		const verdict = follow(rules, String(to.target), sure, depth + 1);
		if (verdict !== null) return verdict;
		if ('goto' in last && sure) return null;
	}
	return null;
}

/** Statements that do not restrict which packets match. */
const SILENT = ['counter', 'log', 'comment', 'accept', 'drop', 'reject', 'jump', 'goto', 'return'];

/** A module of iptables, of which nft prints only the name. */
const moduleOf = (statement: Json) => (statement.xt ?? null) as { type?: unknown; name?: unknown } | null;

function isSilent(statement: Json): boolean {
	const xt = moduleOf(statement);
	return xt ? xt.type === 'target' || xt.name === 'comment' : SILENT.some((key) => key in statement);
}

function refuses(statement: Json): boolean {
	const xt = moduleOf(statement);
	return 'drop' in statement || 'reject' in statement || (xt?.type === 'target' && xt.name === 'REJECT');
}

/**
 * Whether a rule matches the packet; null where that cannot be known.
 * @returns `names`: the rule mentions our bridge
 */
function judge(statements: readonly Json[], rules: Rules): { fits: boolean | null; names: boolean } {
	let fits: boolean | null = true;
	let names = false;
	for (const statement of statements) {
		const match = statement.match as { op?: string; left?: unknown; right?: unknown } | undefined;
		const one = match ? matches(match, rules) : isSilent(statement) ? true : null;
		if (one === false) return { fits: false, names: false };
		if (one === null) fits = null;
		if (match && one && isInterface(match.left) && match.op !== '!=') {
			names ||= listOf(match.right).some((name) => typeof name === 'string' && isNamed(rules.way.bridge, name));
		}
	}
	return { fits, names };
}

function isInterface(left: unknown): boolean {
	return /ifname$|^[io]if$/.test(String((left as { meta?: { key?: unknown } } | null)?.meta?.key ?? ''));
}

function matches({ op = '==', left, right }: { op?: string; left?: unknown; right?: unknown }, rules: Rules) {
	const { packet, way } = rules;
	const { meta, ct, payload } = (left ?? {}) as Record<string, { key?: string; protocol?: string; field?: string }>;
	const values = listOf(right);
	let found: boolean | null = null;
	if (meta?.key === 'nfproto') found = values.includes('ipv4');
	else if (isInterface(left)) {
		const name = meta!.key!.startsWith('i') ? packet.iifname : packet.oifname;
		found = name === null ? null : values.some((value) => typeof value === 'string' && isNamed(name, value));
		if (values.some((value) => typeof value === 'string' && value.startsWith('@'))) found = null;
	} else if (ct?.key === 'state') found = values.includes(packet.state);
	else if (payload?.protocol === 'ip6' || payload?.protocol === 'icmpv6') return false;
	else if (payload?.protocol === 'ip' && packet.sides.some((side) => side === payload.field))
		found = holds(values, way.subnet);
	if (found === null) return null;
	return op === '!=' ? !found : found;
}

/** The members of a set, or a single value. */
function listOf(right: unknown): unknown[] {
	if (Array.isArray(right)) return right;
	const set = (right as { set?: unknown } | null)?.set;
	return Array.isArray(set) ? set : [right];
}

function isNamed(name: string, pattern: string): boolean {
	return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/**
 * Whether one of the networks contains that of the pups; null for something other than networks.
 */
function holds(values: readonly unknown[], subnet: string): boolean | null {
	const networks = values.map((value) => {
		const prefix = (value as { prefix?: { addr?: unknown; len?: unknown } } | null)?.prefix;
		const cidr = `${String(prefix?.addr)}/${String(prefix?.len)}`;
		return /^[\d.]+\/\d+$/.test(cidr) ? parseNetwork(cidr) : null;
	});
	if (networks.includes(null)) return null;
	return networks.some((network) => contains(network!, parseNetwork(subnet)));
}

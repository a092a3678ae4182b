/**
 * The fast path of TCP between pups, as text for `nft -f`: a table of the netdev family forwards
 * segments that a grant permits from link to link as they arrive at the host. They cross neither
 * the bridge nor the routes (`docs/decisions/0083-a-fast-path-for-grants.md`).
 *
 * Connections are opened and refused on the routed path, by the table of the inet family: no
 * segment with SYN is forwarded here. This path is also stateless. A segment passes by its
 * contents: the MAC and address assigned to its link, and the two addresses and the port of a
 * grant. The routed path accepts the same segments by the same grants (`table.ts`), so connections
 * survive the removal of this table.
 */
import { listed, type TablePolicy } from './policy.ts';
import type { TableEnd } from './table-end.ts';

/** A segment of an open connection: never SYN, and with ACK or RST, as all segments after SYN. */
export const SEGMENT = 'tcp flags & syn == 0 tcp flags & (ack | rst) != 0';

/**
 * Seconds that conntrack keeps a connection between pups. It sees only how each connection begins:
 * the entry is needed until SYN is answered, including retransmissions. With the default, each
 * connection would count as open for a minute (`flows.ts`).
 */
const REMEMBERED = 5;
/** The same for a connection that was found open on the routed path without this table. */
const REMEMBERED_OPEN = 120;
const STATES = ['syn_sent', 'syn_recv', 'fin_wait', 'close_wait', 'last_ack', 'time_wait', 'close'];

export interface FastPath {
	table: string;
	bridge: string;
	/** MAC of the gateway: the sender of all frames that pups receive. */
	gatewayMac: string;
}

/** Name of the table that sets how long conntrack keeps connections. */
export const fastTable = (table: string) => `${table}_fast`;

/** Name of the chain attached to a link. */
export const fastChain = (end: string) => `from_${end}`;
const chainTo = (end: string) => `to_${end}`;

/**
 * Replaces the whole table.
 * @param ends participating pups whose links exist: nft rejects the whole text if one does not
 */
export function fastPathText(path: FastPath, ends: readonly TableEnd[], policies: readonly TablePolicy[]): string {
	const { table } = path;
	return [
		...replaceNetdev(table),
		...frame(path),
		...ends.flatMap((end) => chainsOf(path, end)),
		`table netdev ${table} {`,
		'	set grants {',
		`		${GRANTS}`,
		...listed([...new Set(policies.flatMap(grantsOf))]),
		'	}',
		'	map links {',
		`		${LINKS}`,
		...listed(ends.map(linkOf)),
		'	}',
		'}'
	].join('\n');
}

/** Adds one pup whose link exists. Idempotent. */
export function fastJoinText(path: FastPath, end: TableEnd, policy: TablePolicy | null): string {
	return [
		...frame(path),
		...chainsOf(path, end),
		...elements(path.table, end, policy).map((element) => `add element ${element}`)
	].join('\n');
}

/** Removes one pup, whether or not its link exists. Idempotent. */
export function fastLeaveText(table: string, end: TableEnd, policy: TablePolicy | null): string {
	const chains = [chainTo(end.end), fastChain(end.end)].map((chain) => `chain netdev ${table} ${chain}`);
	return [
		...sets(table),
		...chains.map((chain) => `add ${chain}`),
		// nft 1.0.6 has no `destroy`: adding first makes the deletion safe.
		...elements(table, end, policy).flatMap((element) => [`add element ${element}`, `delete element ${element}`]),
		...chains.flatMap((chain) => [`flush ${chain}`, `delete ${chain}`])
	].join('\n');
}

/** Removes both tables, whether or not they exist. */
export function removeFastText(table: string): string {
	const brief = `table inet ${fastTable(table)}`;
	return [...replaceNetdev(table), brief, `delete ${brief}`].join('\n');
}

/** A table with everything the kernel must support; for `nft --check` only. */
export function fastProbeText(table: string): string {
	const path = { table: `${table}_probe`, bridge: 'lo', gatewayMac: '02:00:00:00:00:01' };
	const end = { end: 'lo', mac: '02:00:00:00:00:02', address: '127.0.0.1' };
	return fastJoinText(path, end, null);
}

const GRANTS = 'type ipv4_addr . ipv4_addr . inet_service; counter;';
const LINKS = 'type ipv4_addr : verdict';

const replaceNetdev = (table: string) => [`table netdev ${table}`, `delete table netdev ${table}`];

function sets(table: string): string[] {
	return [`table netdev ${table} {`, `	set grants { ${GRANTS} }`, `	map links { ${LINKS}; }`, '}'];
}

/** The parts that are not specific to a pup. They may exist already; their rules are rewritten. */
function frame({ table, bridge }: FastPath): string[] {
	const segments = `netdev ${table} segments`;
	const brief = `inet ${fastTable(table)}`;
	return [
		...sets(table),
		`add chain ${segments}`,
		`flush chain ${segments}`,
		`add rule ${segments} ip saddr . ip daddr . tcp dport @grants ip daddr vmap @links`,
		`add rule ${segments} ip daddr . ip saddr . tcp sport @grants ip daddr vmap @links`,
		`table ${brief} {`,
		'	ct timeout brief {',
		'		protocol tcp',
		'		l3proto ip',
		`		policy = { ${STATES.map((state) => `${state} : ${REMEMBERED}`).join(', ')}, established : ${REMEMBERED_OPEN} }`,
		'	}',
		'	chain forward {',
		'		type filter hook forward priority filter - 20; policy accept;',
		'	}',
		'}',
		`flush chain ${brief} forward`,
		`add rule ${brief} forward iifname "${bridge}" oifname "${bridge}" meta l4proto tcp ct state new ct timeout set "brief"`
	];
}

/** Chains for the packets that a link sends, and for those forwarded to it. */
function chainsOf({ table, gatewayMac }: FastPath, { end, mac, address }: TableEnd): string[] {
	const from = `netdev ${table} ${fastChain(end)}`;
	const to = `netdev ${table} ${chainTo(end)}`;
	// Neither options nor fragments: the routed path decides about those.
	const plain = 'ip version 4 ip hdrlength 5 ip frag-off & 0x3fff == 0';
	return [
		`add chain ${to}`,
		`flush chain ${to}`,
		`add rule ${to} ether daddr set ${mac} ether saddr set ${gatewayMac} fwd to "${end}"`,
		`add chain ${from} { type filter hook ingress device "${end}" priority -500; policy accept; }`,
		`flush chain ${from}`,
		`add rule ${from} ether type ip ether saddr ${mac} ip saddr ${address} ${plain} ${SEGMENT} goto segments`
	];
}

const linkOf = ({ address, end }: TableEnd) => `${address} : goto ${chainTo(end)}`;

function grantsOf({ address, reaches }: TablePolicy): string[] {
	return reaches.filter(({ protocol }) => protocol === 'tcp').map((to) => `${address} . ${to.address} . ${to.port}`);
}

function elements(table: string, end: TableEnd, policy: TablePolicy | null): string[] {
	return [
		`netdev ${table} links { ${linkOf(end)} }`,
		...(policy ? grantsOf(policy) : []).map((grant) => `netdev ${table} grants { ${grant} }`)
	];
}

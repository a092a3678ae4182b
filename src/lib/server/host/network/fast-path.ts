/**
 * The fast path of TCP between pups, as text for `nft -f`: segments of a connection that a grant
 * permits are handed from link to link as they arrive at the host, in a table of the family netdev.
 * They cross neither the bridge nor the routes (`docs/decisions/0083-a-fast-path-for-grants.md`).
 *
 * Connections begin and are refused on the routed way, as the table of the family inet says: no
 * segment with SYN is handed on here. Nothing is remembered here either. A segment passes by what
 * it carries: the MAC and the address that its link was given, and a grant's two addresses and
 * port. The routed way takes the same segments by the same grants (`table.ts`), so a connection
 * goes on where this table is gone.
 */
import { listed, type TablePolicy } from './policy.ts';
import type { TableEnd } from './table-end.ts';

/** Of a connection that was begun: never SYN, and ACK or RST, as every segment after SYN has. */
export const SEGMENT = 'tcp flags & syn == 0 tcp flags & (ack | rst) != 0';

/**
 * Seconds for which the kernel remembers a connection between pups. It sees how each begins, and
 * nothing of it after that: an entry is needed until SYN was answered, also when both are sent
 * again. Without this, each would be counted as open for a minute (`flows.ts`).
 */
const REMEMBERED = 5;
/** The same of one that was found open on the routed way, as this table was gone. */
const REMEMBERED_OPEN = 120;
const STATES = ['syn_sent', 'syn_recv', 'fin_wait', 'close_wait', 'last_ack', 'time_wait', 'close'];

export interface FastPath {
	table: string;
	bridge: string;
	/** Of the gateway: the sender of all frames that pups get. */
	gatewayMac: string;
}

/** Name of the table that says for how long connections are remembered. */
export const fastTable = (table: string) => `${table}_fast`;

/** The chain that stands at a link. */
export const fastChain = (end: string) => `from_${end}`;
const chainTo = (end: string) => `to_${end}`;

/**
 * Replaces the table whole.
 * @param ends of those that take part, with links that exist: nft refuses the text where one does
 *   not
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

/** Adds one pup whose link exists; doing it twice changes nothing. */
export function fastJoinText(path: FastPath, end: TableEnd, policy: TablePolicy | null): string {
	return [
		...frame(path),
		...chainsOf(path, end),
		...elements(path.table, end, policy).map((element) => `add element ${element}`)
	].join('\n');
}

/** Takes one pup out, whether its link exists or not; doing it twice changes nothing. */
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

/** Removes both tables, whether they stand or not. */
export function removeFastText(table: string): string {
	const brief = `table inet ${fastTable(table)}`;
	return [...replaceNetdev(table), brief, `delete ${brief}`].join('\n');
}

/** What a kernel must be able to do for it; to be checked, not to be written. */
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

/** All but what is a pup's own; it may stand already, and its rules are written anew. */
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

/** What is taken from a link, and how something comes to it. */
function chainsOf({ table, gatewayMac }: FastPath, { end, mac, address }: TableEnd): string[] {
	const from = `netdev ${table} ${fastChain(end)}`;
	const to = `netdev ${table} ${chainTo(end)}`;
	// Neither options nor fragments: who takes those is asked on the routed way.
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

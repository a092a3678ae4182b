/**
 * Limits of a pup's connections, as text for `nft -f`. The kernel tracks the connections of the
 * whole host in one table (nf_conntrack_max). One pup could fill it within a second, and then
 * nobody could connect any more.
 *
 * This is a separate table: the counters are in its sets and would be lost when the main table is
 * replaced as a whole. Only its rules are rewritten.
 */

/** Limits of one pup, counted by its address. */
export interface FlowLimits {
	/** Connections open at the same time. */
	open: number;
	/** Average number of new connections per minute. */
	perMinute: number;
	/** New connections in a burst. */
	burst: number;
}

/** Maximum number of counted addresses: the size of the pups' network. */
const MOST_PUPS = 65_536;

/** Name of the table beside the firewall's own. */
export const flowsTable = (table: string) => `${table}_flows`;

/**
 * Creates the table, or rewrites its rules. A surplus packet is dropped rather than refused: the
 * program retries a second later, and waits instead of failing.
 *
 * Conntrack keeps closed connections for two minutes, and they do not count as open. The second
 * rule limits those (nft(8), “ct count” and “limit”).
 */
export function flowsText(table: string, bridge: string, { open, perMinute, burst }: FlowLimits): string {
	const own = `inet ${flowsTable(table)}`;
	const isNew = `ct state new iifname "${bridge}"`;
	return `table ${own} {
	set open {
		type ipv4_addr
		size ${MOST_PUPS}
		flags dynamic
	}
	set fresh {
		type ipv4_addr
		size ${MOST_PUPS}
		flags dynamic,timeout
		timeout 10m
	}
	chain bound {
		type filter hook prerouting priority mangle; policy accept;
	}
}
flush chain ${own} bound
table ${own} {
	chain bound {
		${isNew} add @open { ip saddr ct count over ${open} } drop
		${isNew} update @fresh { ip saddr limit rate over ${perMinute}/minute burst ${burst} packets } drop
	}
}`;
}

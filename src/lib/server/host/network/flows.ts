/**
 * How many connections a pup may have, as text for `nft -f`. The kernel keeps track of the
 * connections of all in one table of the whole host (nf_conntrack_max); one pup could fill it
 * within a second, and nobody could connect any more.
 *
 * A table of its own: what was counted lies in its sets, and would be forgotten with the table that
 * is replaced whole. Only its rules are written anew.
 */

/** Of one pup, counted by its address. */
export interface FlowLimits {
	/** Connections at a time. */
	open: number;
	/** New ones a minute, in the long run. */
	perMinute: number;
	/** New ones at once. */
	burst: number;
}

/** Addresses that are remembered: those of the network of pups. */
const MOST_PUPS = 65_536;

/** Name of the table beside the firewall's own. */
export const flowsTable = (table: string) => `${table}_flows`;

/**
 * Creates the table, or writes its rules anew. A packet too many is dropped: a program tries again
 * a second later, and waits where it would have been refused.
 *
 * Connections that were closed are remembered for two minutes and not counted as open; that is what
 * the second rule bounds (nft(8), “ct count” and “limit”).
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

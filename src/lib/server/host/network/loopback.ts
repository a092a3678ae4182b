/**
 * Published ports of pups at the host's own loopback, as lines of the table.
 *
 * Linux routes no packet with an address in 127.0.0.0/8 to an interface other than `lo`, unless
 * `route_localnet` is on there. With it, everybody behind that interface may send to the host's
 * loopback, and only a firewall prevents it (CVE-2020-8558). So it stays off. Instead such a packet
 * gets another source address before it is filtered or routed, and its answer gets the original
 * address back after that: both travel between the gateway and the pup.
 *
 * This rewrites packets rather than connections, so the restored address is fixed: the one that the
 * kernel chooses when the host sends to its loopback.
 */

/** Source address of the host's packets to 127.0.0.0/8, unless the program chose another. */
const SENDER = '127.0.0.1';

/** Chains within the table of the inet family. */
export function loopbackLines(bridge: string, gateway: string): string[] {
	const own = `ip saddr ${SENDER} ip daddr 127.0.0.0/8`;
	return [
		'	chain loopback_leaves {',
		// Before conntrack, and thus before the port is translated to the pup.
		'		type filter hook output priority raw; policy accept;',
		`		${own} meta l4proto . th dport @host_ports_used ip saddr set ${gateway}`,
		`		${own} ip daddr . meta l4proto . th dport @host_address_ports_used ip saddr set ${gateway}`,
		'	}',
		'	chain loopback_returns {',
		// After the pup's address was translated back (srcnat: 100), and after the `input` chain.
		'		type filter hook input priority 110; policy accept;',
		`		iifname "${bridge}" ct direction reply ct status dnat ip saddr 127.0.0.0/8 ip daddr ${gateway} ip daddr set ${SENDER}`,
		'	}'
	];
}

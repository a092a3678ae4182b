/**
 * Ports of pups at the host's own loopback, as lines of the table.
 *
 * Linux routes nothing with an address of 127.0.0.0/8 to another interface than `lo`, unless
 * `route_localnet` is on there; then everybody behind it may send to the loopback of the host, and
 * nothing but a firewall keeps him from it (CVE-2020-8558). So that stays off. Instead such a
 * packet gets another sender before anything judges or routes it, and its answer gets the first
 * one back after all of that: both travel between the gateway and the pup.
 *
 * It is done to packets rather than connections, so the sender that is given back is one: that
 * which the kernel chooses for what it sends to its loopback.
 */

/** Source of what the host sends to 127.0.0.0/8, where its program chose none. */
const SENDER = '127.0.0.1';

/** Chains within the table of the family inet. */
export function loopbackLines(bridge: string, gateway: string): string[] {
	const own = `ip saddr ${SENDER} ip daddr 127.0.0.0/8`;
	return [
		'	chain loopback_leaves {',
		// Before conntrack, and so before the port is led to the pup.
		'		type filter hook output priority raw; policy accept;',
		`		${own} meta l4proto . th dport @host_ports_used ip saddr set ${gateway}`,
		`		${own} ip daddr . meta l4proto . th dport @host_address_ports_used ip saddr set ${gateway}`,
		'	}',
		'	chain loopback_returns {',
		// After the pup's address has become that of the port (srcnat: 100), and after `input`.
		'		type filter hook input priority 110; policy accept;',
		`		iifname "${bridge}" ct direction reply ct status dnat ip saddr 127.0.0.0/8 ip daddr ${gateway} ip daddr set ${SENDER}`,
		'	}'
	];
}

/**
 * TCP resets from pups to the host, as text for `nft -f`: they are held back until the host has
 * read what was sent before them.
 *
 * When a server answers in the middle of an upload (413) and closes, its kernel sends a reset right
 * after the answer. nginx then fails to write and never reads the answer it has received
 * (`docs/decisions/0016-nginx-carries-pages.md`). RFC 9293, 3.5.3 and 3.10.7.1, distinguishes two
 * kinds:
 *
 * - With ACK: the server closed without reading everything. No data follows, so the reset is turned
 *   into a FIN, as of a normal close: a reader sees the end at once.
 * - Without ACK: the answer to something that the host sent after the close. The host retransmits
 *   until it is answered, so dropping a reset only delays the end.
 *
 * A refused connection (a reset with the sequence number 0) is neither.
 *
 * A connection is identified by its addresses and ports, which a later one may reuse: the entry is
 * deleted when the pup accepts a new connection.
 *
 * Two processors may handle two resets of one close at the same time. So a connection is added to
 * `reset_held` before `reset_seen`, and `reset_seen` is checked first, once.
 */

/** Milliseconds from a connection's first reset; even a busy nginx reads within that time. */
const HELD_MS = 1000;
/** Milliseconds that a held connection is remembered: longer than a host retransmits. */
const REMEMBERED_MS = 60_000;
/** Maximum number of connections. Beyond it, resets pass unchanged. */
const MOST = 4096;

/** Sets and chains within the table of the inet family. */
export function resetLines(bridge: string, gateway: string): string[] {
	const connection = 'ip saddr . tcp sport . tcp dport';
	const set = (name: string, timeoutMs: number) => [
		`	set ${name} {`,
		`		typeof ${connection}`,
		`		size ${MOST}`,
		'		flags dynamic,timeout',
		`		timeout ${timeoutMs}ms`,
		'	}'
	];
	const hold = `add @reset_held { ${connection} } add @reset_seen { ${connection} }`;
	const forget = `delete @reset_seen { ${connection} } delete @reset_held { ${connection} }`;
	return [
		...set('reset_held', HELD_MS),
		...set('reset_seen', REMEMBERED_MS),
		'	chain answers {',
		// Before conntrack, which would consider the connection closed.
		'		type filter hook prerouting priority raw; policy accept;',
		`		iifname "${bridge}" ip daddr ${gateway} tcp flags & (syn | rst) != 0 tcp sequence != 0 jump resets`,
		'	}',
		'	chain again {',
		`		${connection} @reset_held drop`,
		'		accept',
		'	}',
		'	chain resets {',
		`		tcp flags & rst == 0 ${forget} accept`,
		`		tcp flags & ack == ack ${hold} tcp flags set fin | ack accept`,
		`		${connection} @reset_seen goto again`,
		`		${hold} drop`,
		'	}'
	];
}

/**
 * Resets that pups send to the host, as text for `nft -f`: held back until what was sent before
 * them has been read.
 *
 * A server that answers in the middle of an upload (413) and closes has its kernel send a reset
 * right behind the answer. nginx then fails to write, and never reads the answer that it has
 * (`docs/decisions/0016-nginx-carries-pages.md`). Two kinds are distinguished, by RFC 9293, 3.5.3
 * and 3.10.7.1:
 *
 * - with ACK: the server closed and had not read everything. Nothing need follow it, so it goes on
 *   as what a close is otherwise, a FIN: who waits for more sees the end at once.
 * - without ACK: the answer to something that the host sent after the close. The host sends that
 *   again until it is answered, so a reset too few delays the end, and no more.
 *
 * A refused connection (a reset with the sequence number 0) is none of them.
 *
 * A connection is known by its addresses and ports, which the next one may have too: what was known
 * is forgotten when the pup takes a new one.
 *
 * Two resets of one close may be judged by two processors at once. So a connection is held before
 * it is remembered, and what is remembered is asked first, once.
 */

/** Milliseconds from the first reset of a connection; a busy nginx reads within that. */
const HELD_MS = 1000;
/** Milliseconds for which it is remembered that they were held: longer than a host tries again. */
const REMEMBERED_MS = 60_000;
/** Connections at a time. Where there are more, resets pass as they are. */
const MOST = 4096;

/** Sets and chains within the table of the family inet. */
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
		// Before conntrack, which would take the connection for closed.
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

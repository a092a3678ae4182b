/**
 * Tracks the session of each connection to a page, so that all connections of a session are cut
 * when it ends. WebSockets, event streams and downloads are not checked again.
 */
import type { NginxConnection } from '../network/index.ts';
import { tcpSockets } from '../system/index.ts';

/** Most connections that are stored; the oldest are dropped first. */
const MAX_KNOWN = 20_000;
/** States ESTABLISHED and CLOSE_WAIT in the tables (include/net/tcp_states.h). */
const OPEN = new Set(['01', '08']);

export interface KnownConnections {
	/**
	 * Records that a request of a session used a connection. Behind a proxy several may share one.
	 */
	note(connection: NginxConnection, session: string): void;
	/** The connections of `open` that one of the ended sessions used or may have used. */
	toCut(open: NginxConnection[], ended: ReadonlySet<string>): NginxConnection[];
}

const keyOf = ({ port, peer, peerPort }: NginxConnection) => `${port} ${peer} ${peerPort}`;

/**
 * @param before connections that were open when this process started; their sessions are unknown
 */
export function createKnownConnections(before: readonly NginxConnection[]): KnownConnections {
	const known = new Map<string, Set<string>>();
	const strangers = new Set(before.map(keyOf));
	let forgot = false;
	return {
		note(connection, session) {
			const key = keyOf(connection);
			const sessions = known.get(key) ?? new Set();
			strangers.delete(key);
			known.delete(key);
			known.set(key, sessions.add(session));
			if (known.size <= MAX_KNOWN) return;
			known.delete(known.keys().next().value!);
			forgot = true;
		},
		toCut(open, ended) {
			return open.filter((connection) => {
				const key = keyOf(connection);
				const sessions = known.get(key);
				if (!sessions) return forgot || strangers.has(key);
				return [...sessions].some((session) => ended.has(session));
			});
		}
	};
}

/** Names for access without a login, under which connections are recorded. */
export interface Ways {
	/**
	 * The current names. Read them before deciding whether a request may pass: a decision made
	 * while they end belongs to the ended ones.
	 */
	now(port: number): Readonly<Record<'token' | 'open', string>>;
	/** Ends the current names; later requests get new ones. @returns the names that ended */
	end(port: number): string[];
}

/**
 * The names end with each change of who may open the page, so that a cut affects nobody admitted
 * after it.
 */
export function createWays(): Ways {
	const changes = new Map<number, number>();
	const now = (port: number) => {
		const of = `${port}, change ${changes.get(port) ?? 0}`;
		return { token: `token of ${of}`, open: `open ${of}` };
	};
	return {
		now,
		end(port) {
			const ended = Object.values(now(port));
			changes.set(port, (changes.get(port) ?? 0) + 1);
			return ended;
		}
	};
}

/**
 * Open connections at these ports.
 * @param files for tests: tables in the format of proc_net_tcp(5)
 */
export function openConnections(ports: ReadonlySet<number>, files?: readonly string[]): NginxConnection[] {
	const found: NginxConnection[] = [];
	for (const { localPort: port, remoteAddress, remotePort: peerPort, state } of tcpSockets(files)) {
		if (OPEN.has(state) && ports.has(port)) found.push({ port, peer: addressOf(remoteAddress), peerPort });
	}
	return found;
}

/** `0100007F` → `127.0.0.1`: words of four bytes in the machine's byte order, little-endian. */
function addressOf(hex: string): string {
	const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
	const last = bytes.slice(-4).map((byte) => parseInt(byte, 16));
	if (bytes.length === 4) return last.join('.');
	const mapped = bytes.slice(0, 12).join('') === `${'00'.repeat(10)}FFFF`;
	if (mapped) return last.join('.');
	const groups = bytes.flatMap((byte, at) => (at % 2 === 0 ? [byte + (bytes[at + 1] ?? '')] : []));
	return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

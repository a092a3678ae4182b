/**
 * Which session each connection to a page belongs to, so that all of a session's are cut when it
 * ends: WebSockets, event streams and downloads ask nobody again.
 */
import type { NginxConnection } from '../network/index.ts';
import { tcpSockets } from '../system/index.ts';

/** Connections that are remembered; those of longest ago are forgotten first. */
const MAX_KNOWN = 20_000;
/** States ESTABLISHED and CLOSE_WAIT, as the tables write them (include/net/tcp_states.h). */
const OPEN = new Set(['01', '08']);

export interface KnownConnections {
	/** A session passed on this connection. Behind a proxy several may share one. */
	note(connection: NginxConnection, session: string): void;
	/** Those of `open` on which one of the ended sessions passed, or may have. */
	toCut(open: NginxConnection[], ended: ReadonlySet<string>): NginxConnection[];
}

const keyOf = ({ port, peer, peerPort }: NginxConnection) => `${port} ${peer} ${peerPort}`;

/**
 * @param before open when this process began: they asked an earlier one, and whose they are is not
 *   known
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

/** Names for the ways into a page that ask for no login, under which connections are noted. */
export interface Ways {
	/**
	 * Those of now. To be taken before it is decided who passes: what is decided while they end
	 * belongs to the ended ones.
	 */
	now(port: number): Readonly<Record<'token' | 'open', string>>;
	/** Ends them: the next who pass do so under other names. @returns the names that ended */
	end(port: number): string[];
}

/**
 * They end with each change of who may open the page, so that a cut meets nobody let in after it.
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
 * Connections that are open at these ports.
 * @param files for tests: tables in the format of proc_net_tcp(5)
 */
export function openConnections(ports: ReadonlySet<number>, files?: readonly string[]): NginxConnection[] {
	const found: NginxConnection[] = [];
	for (const { localPort: port, remoteAddress, remotePort: peerPort, state } of tcpSockets(files)) {
		if (OPEN.has(state) && ports.has(port)) found.push({ port, peer: addressOf(remoteAddress), peerPort });
	}
	return found;
}

/** `0100007F` → `127.0.0.1`: words of four bytes in the machine's own order, which is little. */
function addressOf(hex: string): string {
	const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
	const last = bytes.slice(-4).map((byte) => parseInt(byte, 16));
	if (bytes.length === 4) return last.join('.');
	const mapped = bytes.slice(0, 12).join('') === `${'00'.repeat(10)}FFFF`;
	if (mapped) return last.join('.');
	const groups = bytes.flatMap((byte, at) => (at % 2 === 0 ? [byte + (bytes[at + 1] ?? '')] : []));
	return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

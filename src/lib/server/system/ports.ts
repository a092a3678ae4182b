/** TCP and UDP sockets of this host, read from the kernel's tables. */
import { readFileSync } from 'node:fs';

/** State LISTEN in the tables (include/net/tcp_states.h). */
const LISTEN = '0A';

/** Tables of IPv4 and IPv6. A kernel without IPv6 lacks the second. */
export const TCP_TABLES: readonly string[] = ['/proc/net/tcp', '/proc/net/tcp6'];

const UDP_TABLES: readonly string[] = ['/proc/net/udp', '/proc/net/udp6'];
/**
 * State of a UDP socket that is bound and not connected; a connected one has the state ESTABLISHED.
 * UDP uses the names of TCP's states, and “closed” means that it receives.
 */
const UDP_BOUND = '07';

/** A line of the tables; states as in include/net/tcp_states.h, in hex. */
export interface TcpSocket {
	localPort: number;
	/** In the kernel's format: words of four bytes in the machine's byte order, in hex. */
	remoteAddress: string;
	remotePort: number;
	state: string;
}

/**
 * All TCP sockets.
 * @param files tables in the format of proc_net_tcp(5); missing ones are skipped
 */
export function* tcpSockets(files: readonly string[] = TCP_TABLES): Generator<TcpSocket> {
	for (const file of files) {
		let text: string;
		try {
			text = readFileSync(file, 'latin1');
		} catch {
			// This kernel has no IPv6.
			continue;
		}
		for (const line of text.split('\n').slice(1)) {
			const [, local, remote, state] = line.trim().split(/\s+/);
			if (!local || !remote || !state) continue;
			const [remoteAddress = '', remotePort = ''] = remote.split(':');
			const localPort = parseInt(local.split(':')[1] ?? '', 16);
			yield { localPort, remoteAddress, remotePort: parseInt(remotePort, 16), state };
		}
	}
}

/**
 * TCP ports at which any program listens now, on any address.
 * @param files for tests: tables in the format of proc_net_tcp(5)
 */
export function listeningPorts(files: readonly string[] = TCP_TABLES): Set<number> {
	const ports = new Set<number>();
	for (const { state, localPort } of tcpSockets(files)) if (state === LISTEN) ports.add(localPort);
	return ports;
}

/**
 * UDP ports at which any program receives now, on any address.
 * @param files for tests: tables in the format of proc_net_udp
 */
export function boundUdpPorts(files: readonly string[] = UDP_TABLES): Set<number> {
	const ports = new Set<number>();
	for (const { state, localPort } of tcpSockets(files)) if (state === UDP_BOUND) ports.add(localPort);
	return ports;
}

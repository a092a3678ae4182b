/** TCP and UDP sockets of this host, read from the kernel's tables. */
import { readFileSync } from 'node:fs';

/** State LISTEN, as the tables write it (include/net/tcp_states.h). */
const LISTEN = '0A';

/** Both families; a kernel without IPv6 has no second one. */
export const TCP_TABLES: readonly string[] = ['/proc/net/tcp', '/proc/net/tcp6'];

const UDP_TABLES: readonly string[] = ['/proc/net/udp', '/proc/net/udp6'];
/**
 * A UDP socket that is bound and not connected; one that is has the state ESTABLISHED. UDP borrows
 * the names of TCP's states, and “closed” is what listens.
 */
const UDP_BOUND = '07';

/** A line of the tables; numbers of states as include/net/tcp_states.h has them, in hex. */
export interface TcpSocket {
	localPort: number;
	/** As the kernel writes it: words of four bytes in the machine's own order, in hex. */
	remoteAddress: string;
	remotePort: number;
	state: string;
}

/**
 * All TCP sockets.
 * @param files tables in the format of proc_net_tcp(5); those that are not there hold none
 */
export function* tcpSockets(files: readonly string[] = TCP_TABLES): Generator<TcpSocket> {
	for (const file of files) {
		let text: string;
		try {
			text = readFileSync(file, 'latin1');
		} catch {
			// No IPv6 in this kernel.
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
 * TCP ports at which anything listens now, at whatever address.
 * @param files for tests: tables in the format of proc_net_tcp(5)
 */
export function listeningPorts(files: readonly string[] = TCP_TABLES): Set<number> {
	const ports = new Set<number>();
	for (const { state, localPort } of tcpSockets(files)) if (state === LISTEN) ports.add(localPort);
	return ports;
}

/**
 * UDP ports at which anything can be sent something now, at whatever address.
 * @param files for tests: tables in the format of proc_net_udp
 */
export function boundUdpPorts(files: readonly string[] = UDP_TABLES): Set<number> {
	const ports = new Set<number>();
	for (const { state, localPort } of tcpSockets(files)) if (state === UDP_BOUND) ports.add(localPort);
	return ports;
}

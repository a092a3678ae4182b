/**
 * The configuration of the nginx that relays ports of boxes at IPv6 addresses. Building the text is
 * separate from applying it. It contains numbers, parsed addresses, and our own folders.
 */
import { createHash } from 'node:crypto';
import {
	controlServer,
	loads,
	OWN_FOLDERS,
	socketName,
	startText,
	WRITTEN,
	type NginxConfig,
	type NginxSocket,
	type TextPaths
} from '../nginx/index.ts';

/** A port of the host at an IPv6 address, and its target. */
export interface PortRelay {
	/** Address of the host; `::` is all IPv6 addresses. */
	address: string;
	protocol: 'tcp' | 'udp';
	port: number;
	/** IPv4 address and port of the box. */
	to: { address: string; port: number };
}

/**
 * An idle TCP connection stays open; the kernel detects a dead peer. Datagrams of one sender belong
 * to one session for as long as in dockerd (its `UDPConnTrackTimeout`).
 */
const TCP = 'so_keepalive=on; proxy_socket_keepalive on; proxy_timeout 365d; proxy_half_close on;';
const UDP = 'udp; proxy_timeout 90s;';

const keyOf = ({ address, protocol, port }: PortRelay) => `${protocol} ${port} ${address}`;

/** The socket at which nginx listens for a relay. */
export const socketOf = ({ address, protocol, port }: PortRelay): NginxSocket => ({ address, port, protocol });

/** Builds the configuration. A single worker, because only it knows the sessions of datagrams. */
export function portsConfig(relays: readonly PortRelay[], place: TextPaths & { streamModule: string }): NginxConfig {
	const sorted = [...relays].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
	const servers = sorted.map(({ address, protocol, port, to }) => {
		const at = `listen [${address}]:${port} ipv6only=on ${protocol === 'tcp' ? TCP : UDP}`;
		return `	server { ${at} proxy_pass ${to.address}:${to.port}; }\n`;
	});
	const text = (
		generation: string
	) => `${WRITTEN}${loads(place.streamModule)}${startText(place, 1, 'stderr error', '365d')}
events { worker_connections ${Math.min(4096, Math.floor(place.openFiles / 2))}; }
stream {
	proxy_connect_timeout 10s; tcp_nodelay on;
${servers.join('')}}
http {
${OWN_FOLDERS}
	access_log off;
${controlServer(place, generation)}
}
`;
	const generation = createHash('sha256').update(text('')).digest('hex').slice(0, 16);
	return {
		text: text(generation),
		generation,
		files: {},
		sockets: sorted.map((one) => socketName(socketOf(one))),
		lowPorts: sorted.some(({ port }) => port < 1024)
	};
}

/**
 * The configuration of the nginx that carries ports of boxes at addresses of IPv6: decided here,
 * apart from the doing. Into it go numbers, addresses that were parsed, and folders of ours.
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

/** A port of the host at an address of IPv6, and where it leads. */
export interface PortRelay {
	/** Of the host; `::` is all of IPv6. */
	address: string;
	protocol: 'tcp' | 'udp';
	port: number;
	/** IPv4 address and port of the box. */
	to: { address: string; port: number };
}

/**
 * Who is silent keeps its connection: that its other end is gone the kernel finds out. Datagrams of
 * one sender are one conversation for as long as dockerd takes them for one (its
 * `UDPConnTrackTimeout`).
 */
const TCP = 'so_keepalive=on; proxy_socket_keepalive on; proxy_timeout 365d; proxy_half_close on;';
const UDP = 'udp; proxy_timeout 90s;';

const keyOf = ({ address, protocol, port }: PortRelay) => `${protocol} ${port} ${address}`;

/** Where nginx listens for it. */
export const socketOf = ({ address, protocol, port }: PortRelay): NginxSocket => ({ address, port, protocol });

/** Writes all that nginx takes in. One worker: it alone knows whose datagrams are whose. */
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

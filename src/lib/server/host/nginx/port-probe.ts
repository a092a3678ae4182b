/** Probes whether a port is free: `nginx -t` accepts a configuration whose ports are taken. */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** An address and port at which nginx listens. */
export interface NginxSocket {
	address: string;
	port: number;
	/** Absent: TCP. */
	protocol?: 'tcp' | 'udp';
}

/** Name of a socket in the record of a process. */
export const socketName = ({ address, port, protocol = 'tcp' }: NginxSocket): string =>
	`${address} ${port}${protocol === 'udp' ? ' udp' : ''}`;

/** Returns null if nobody listens there, otherwise why it cannot be opened. */
export function portProblem({ address, port, protocol = 'tcp' }: NginxSocket): Promise<string | null> {
	return new Promise((resolve) => {
		const failed = (error: NodeJS.ErrnoException) =>
			resolve(
				error.code === 'EADDRINUSE'
					? `Another program on this box uses port ${port}. End it, and this port opens by itself.`
					: `Port ${port} cannot be opened (${error.code ?? error.message}).`
			);
		if (protocol === 'udp') {
			const probe = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4', ipv6Only: true });
			probe.once('error', (error) => {
				probe.close();
				failed(error);
			});
			return probe.bind({ address, port, exclusive: true }, () => probe.close(() => resolve(null)));
		}
		const probe = createServer((socket) => socket.destroy());
		probe.once('error', failed);
		probe.listen({ host: address, port, ipv6Only: true }, () => probe.close(() => resolve(null)));
	});
}

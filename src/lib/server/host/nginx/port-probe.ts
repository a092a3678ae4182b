/** Whether a port is free: nginx' own check calls a configuration good whose ports are taken. */
import { createServer } from 'node:net';

/** Whether nobody listens at `port` of `address`, or why it cannot be opened. */
export function portProblem(address: string, port: number): Promise<string | null> {
	return new Promise((resolve) => {
		const probe = createServer((socket) => socket.destroy());
		probe.once('error', (error: NodeJS.ErrnoException) => {
			resolve(
				error.code === 'EADDRINUSE'
					? `Another program on this box uses port ${port}. End it, and the page opens by itself.`
					: `Port ${port} cannot be opened (${error.code ?? error.message}).`
			);
		});
		probe.listen({ host: address, port, ipv6Only: true }, () => probe.close(() => resolve(null)));
	});
}

/** A TCP server for protocols other than HTTP that no client can crash. */
import { createServer, type Server, type Socket } from 'node:net';
import { guarded } from './guarded.ts';

export interface ConnectionServer {
	readonly server: Server;
	/** Stops listening and cuts all connections. */
	close(): void;
}

/**
 * A failure ends only its connection, and an idle connection is cut. The server does not keep the
 * process alive.
 * @param handle handles its own rejections
 * @param limits.most concurrent connections; more are closed at once
 * @param limits.mostEach the same per address
 * @param limits.idleMs milliseconds without a byte
 */
export function createConnectionServer(
	handle: (socket: Socket) => void | Promise<void>,
	{ most, mostEach, idleMs }: { most: number; mostEach: number; idleMs: number }
): ConnectionServer {
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		const others = [...sockets].filter(({ remoteAddress }) => remoteAddress === socket.remoteAddress);
		sockets.add(socket);
		socket.on('error', () => socket.destroy());
		socket.on('close', () => void sockets.delete(socket));
		socket.setTimeout(idleMs, () => socket.destroy());
		if (others.length >= mostEach) return void socket.destroy();
		guarded(
			() => void handle(socket),
			() => socket.destroy()
		)();
	});
	server.maxConnections = most;
	server.on('error', () => {});
	server.unref();
	return {
		server,
		close() {
			server.close();
			for (const socket of sockets) socket.destroy();
		}
	};
}

/** Listens at an address of this host. @throws where the address is not available */
export async function listenAtAddress(server: Server, port: number, address: string): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, address, () => {
			server.off('error', reject);
			resolve();
		});
	});
}

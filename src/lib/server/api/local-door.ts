/**
 * Serves the API at a Unix socket, for programs of this machine. The kernel checks who may open it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { createGuardedServer, endUpgrade, listenAtSocket } from '../streams/index.ts';

/** Most connections at once. */
const MAX_CONNECTIONS = 256;

export interface LocalDoor {
	close(): void;
}

/**
 * Listens on the socket. If the folder has the setgid bit (chmod(1)), the socket gets the folder's
 * group.
 * @param path of the socket; an existing one is replaced
 * @param to.request answers a request; paths outside the API get 404
 * @param to.upgrade takes over an upgrade. @returns false when it is not for the API
 * @throws when the socket cannot be created
 */
export async function openLocalDoor(
	path: string,
	log: Logger,
	to: {
		request(req: IncomingMessage, res: ServerResponse): void;
		upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): boolean;
	}
): Promise<LocalDoor> {
	const { server, destroySockets } = createGuardedServer({
		request: to.request,
		upgrade(req, socket, head) {
			if (!to.upgrade(req, socket, head)) endUpgrade(socket, 404);
		},
		failed: (error, req) => log.error({ err: error, path: req.url?.slice(0, 200) }, 'a local request failed')
	});
	server.maxConnections = MAX_CONNECTIONS;
	await mkdir(dirname(path), { recursive: true, mode: 0o700 });
	await listenAtSocket(server, path, 0o660);
	return {
		close() {
			server.close();
			destroySockets();
		}
	};
}

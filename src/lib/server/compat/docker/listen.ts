/** Listeners for Docker’s clients: a Unix socket, and TCP with client certificates. */
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { DockerConfig } from '../../config.ts';
import { createGuardedServer, listenAtSocket, type GuardedServer } from '../../streams/index.ts';

/**
 * Most connections at once. Each attached container, followed log and watcher of events needs one.
 */
const MAX_CONNECTIONS = 1024;

/** Handlers of requests and upgrades. */
export interface DockerHandlers {
	request(req: IncomingMessage, res: ServerResponse): void | Promise<void>;
	upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void | Promise<void>;
}

function prepared(handlers: DockerHandlers, log: Logger, tls?: { ca: Buffer; cert: Buffer; key: Buffer }) {
	const guarded = createGuardedServer(
		{
			...handlers,
			failed: (error, req) => log.error({ err: error, path: req.url?.slice(0, 200) }, 'a request of Docker failed')
		},
		tls === undefined ? {} : { tls: { ...tls, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' } }
	);
	const { server } = guarded;
	server.maxConnections = MAX_CONNECTIONS;
	server.headersTimeout = 30_000;
	// Sending an image may take any time. Bodies that are read whole have their own time limit.
	server.requestTimeout = 0;
	server.keepAliveTimeout = 65_000;
	return guarded;
}

/**
 * Opens the Unix socket. It gets the group of its folder where the folder is setgid.
 * @throws where it cannot be created
 */
export async function listenLocally(
	path: string,
	mode: number,
	handlers: DockerHandlers,
	log: Logger
): Promise<GuardedServer> {
	const guarded = prepared(handlers, log);
	await mkdir(dirname(path), { recursive: true, mode: 0o700 });
	await listenAtSocket(guarded.server, path, mode);
	return guarded;
}

/**
 * Opens a port for clients with a certificate of the given authority.
 * @throws where a file cannot be read or the port cannot be opened
 */
export async function listenByTcp(
	tcp: NonNullable<DockerConfig['tcp']>,
	handlers: DockerHandlers,
	log: Logger
): Promise<GuardedServer> {
	const [ca, cert, key] = [tcp.ca, tcp.cert, tcp.key].map((file) => readFileSync(file)) as [Buffer, Buffer, Buffer];
	const guarded = prepared(handlers, log, { ca, cert, key });
	await new Promise<void>((resolve, reject) => {
		guarded.server.once('error', reject);
		guarded.server.listen(tcp.port, tcp.host, () => {
			guarded.server.off('error', reject);
			resolve();
		});
	});
	return guarded;
}

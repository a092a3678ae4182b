/** Where Docker’s clients find the box: a Unix socket, and TCP behind certificates. */
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { DockerConfig } from '../../config.ts';
import { createGuardedServer, listenAtSocket, type GuardedServer } from '../../streams/index.ts';

/** Connections at once: attached containers, followed logs and watchers of events hold one each. */
const MAX_CONNECTIONS = 1024;

/** What answers. */
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
	// An image is sent for as long as it takes; what is read whole has its own limit.
	server.requestTimeout = 0;
	server.keepAliveTimeout = 65_000;
	return guarded;
}

/**
 * Opens the Unix socket. Its group is that of its folder, where that hands it on (setgid).
 * @throws where it cannot be made
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
 * Opens a port for clients that show a certificate of the given authority.
 * @throws where a file cannot be read, or the port not be had
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

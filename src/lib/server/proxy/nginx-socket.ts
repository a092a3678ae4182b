/** The sockets at which nginx asks this process. */
import type { Server } from 'node:http';
import { listenAtSocket } from '../streams/index.ts';

/** Longer than nginx keeps a connection, so that nginx closes it first, ms. */
export const NGINX_KEEP_ALIVE = 75_000;

/** Makes a server listen at a Unix socket in a folder that only nginx may enter. */
export const listenForNginx = (server: Server, socketPath: string): Promise<void> =>
	listenAtSocket(server, socketPath, 0o666);

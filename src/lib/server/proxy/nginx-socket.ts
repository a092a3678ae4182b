/** Where nginx asks this process. */
import type { Server } from 'node:http';
import { listenAtSocket } from '../streams/index.ts';

/** Longer than nginx keeps a connection, so that it is nginx who closes it, ms. */
export const NGINX_KEEP_ALIVE = 75_000;

/** Has a server listen at a Unix socket in a folder that lets nobody in but nginx. */
export const listenForNginx = (server: Server, socketPath: string): Promise<void> =>
	listenAtSocket(server, socketPath, 0o666);

/** Where nginx asks this process. */
import { chmod, rm } from 'node:fs/promises';
import type { Server } from 'node:http';

/** Longer than nginx keeps a connection, so that it is nginx who closes it, ms. */
export const NGINX_KEEP_ALIVE = 75_000;

/** Has a server listen at a Unix socket in a folder that lets nobody in but nginx. */
export async function listenForNginx(server: Server, socketPath: string): Promise<void> {
	// What an earlier life left.
	await rm(socketPath, { force: true });
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(socketPath, () => {
			server.off('error', reject);
			resolve();
		});
	});
	await chmod(socketPath, 0o666);
}

/** Listening at a Unix socket for other processes of this host. */
import { chmod, rm } from 'node:fs/promises';
import type { Server } from 'node:http';

/**
 * Listens at a Unix socket; replaces one that an earlier process left.
 * @param mode permissions of the socket, in addition to those of its folder
 * @throws where the socket cannot be created
 */
export async function listenAtSocket(server: Server, path: string, mode: number): Promise<void> {
	await rm(path, { force: true });
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(path, () => {
			server.off('error', reject);
			resolve();
		});
	});
	await chmod(path, mode);
}

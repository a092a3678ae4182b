/** Where others of this machine find this process. */
import { chmod, rm } from 'node:fs/promises';
import type { Server } from 'node:http';

/**
 * Has a server listen at a Unix socket; one that an earlier life left there is replaced.
 * @param mode who may connect, beside what its folder says
 * @throws where it cannot be made
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

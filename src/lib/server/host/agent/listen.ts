/** The agent's listening socket and its access control. */
import { chmodSync, chownSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { peerOf, type Peer } from './peer.ts';

/** Connections waiting for their check or their turn; dogeboxd uses one. */
const MAX_WAITING = 4;

export interface AgentListener {
	/** Closes the connections and removes the socket. */
	close(): void;
}

/**
 * Listens at a Unix socket in a folder; only root and one group can reach either. Serves one
 * connection at a time. The next one is served after every call of the previous one has ended.
 * @param options.group id of the group
 * @param options.allowed checks each connection; null when the kernel could not identify the peer
 * @param options.serve resolves when the connection is over
 */
export async function listenForPeer(options: {
	socketPath: string;
	group: number;
	allowed: (peer: Peer | null) => boolean | Promise<boolean>;
	serve: (socket: Socket) => Promise<void>;
}): Promise<AgentListener> {
	const { socketPath, group } = options;
	const folder = dirname(socketPath);
	mkdirSync(folder, { recursive: true, mode: 0o710 });
	chownSync(folder, 0, group);
	chmodSync(folder, 0o710);
	// Only root can have created an existing file here.
	rmSync(socketPath, { force: true });
	const open = new Set<Socket>();
	let turn = Promise.resolve();
	let waiting = 0;
	const server = createServer({ pauseOnConnect: true }, (socket) => {
		socket.on('error', () => {});
		if (waiting >= MAX_WAITING) return void socket.destroy();
		waiting++;
		open.add(socket);
		socket.once('close', () => open.delete(socket));
		const one = async () => {
			try {
				if (!(await options.allowed(await peerOf(socket)))) return;
				waiting--;
				await options.serve(socket);
				waiting++;
			} finally {
				waiting--;
				socket.destroy();
			}
		};
		turn = turn.then(one).catch(() => {});
	});
	// Created with a closed mode: nobody can connect before owner and mode are set.
	const mask = process.umask(0o177);
	try {
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject);
			server.listen(socketPath, resolve);
		});
	} finally {
		process.umask(mask);
	}
	server.on('error', () => {});
	chownSync(socketPath, 0, group);
	chmodSync(socketPath, 0o660);
	return {
		close() {
			server.close();
			for (const socket of open) socket.destroy();
			rmSync(socketPath, { force: true });
		}
	};
}

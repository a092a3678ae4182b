/**
 * Identifies the peer of a connection. The kernel lets only root and dogeboxd's group connect; this
 * finds the exact process.
 */
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * A constant Perl script. SOL_SOCKET 1 and SO_PEERCRED 17 are the same on all architectures that
 * Node supports, except MIPS, PA-RISC and SPARC.
 */
const ASK = 'open my $s, "+<&=", 3 or exit 1; print join " ", unpack "iII", getsockopt($s, 1, 17)';
const WITHIN_MS = 5000;

/** The process that connected, as the kernel recorded it at that time. */
export interface Peer {
	pid: number;
	uid: number;
}

/**
 * Asks the kernel who connected: getsockopt(2) with SO_PEERCRED, see unix(7). Node cannot do that,
 * so a short-lived Perl (part of every Debian) inherits the socket.
 * @param socket paused since it was accepted; nothing may have been read from it
 * @returns null when the peer cannot be identified
 */
export function peerOf(socket: Socket): Promise<Peer | null> {
	return new Promise((resolve) => {
		const child = spawn('/usr/bin/perl', ['-e', ASK], {
			env: {},
			cwd: '/',
			// Not as descriptor 0 to 2: libuv makes those blocking, which is a flag of the socket
			// itself and not of the descriptor. A read in this process would then block all of it.
			stdio: ['ignore', 'pipe', 'ignore', socket],
			timeout: WITHIN_MS,
			killSignal: 'SIGKILL'
		});
		let words = '';
		child.stdout?.on('data', (chunk: Buffer) => (words = (words + chunk.toString('latin1')).slice(0, 100)));
		child.once('error', () => resolve(null));
		child.once('close', () => {
			const [pid, uid] = words.split(' ').map(Number);
			resolve(Number.isInteger(pid) && Number.isInteger(uid) ? { pid: pid!, uid: uid! } : null);
		});
	});
}

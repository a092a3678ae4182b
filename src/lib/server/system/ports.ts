/** Ports of this host that programs listen at, read from the kernel's tables. */
import { readFileSync } from 'node:fs';

/** State LISTEN, as the tables write it (include/net/tcp_states.h). */
const LISTEN = '0A';

/**
 * TCP ports at which anything listens now, at whatever address.
 * @param files for tests: tables in the format of proc_net_tcp(5)
 */
export function listeningPorts(files: readonly string[] = ['/proc/net/tcp', '/proc/net/tcp6']): Set<number> {
	const ports = new Set<number>();
	for (const file of files) {
		let text: string;
		try {
			text = readFileSync(file, 'utf8');
		} catch {
			// No IPv6 in this kernel.
			continue;
		}
		for (const line of text.split('\n').slice(1)) {
			const [, local, , state] = line.trim().split(/\s+/);
			const port = state === LISTEN ? local?.split(':')[1] : undefined;
			if (port !== undefined) ports.add(parseInt(port, 16));
		}
	}
	return ports;
}

/** Which registries are on this very machine, by the name that they are asked by. */
import { isIP } from 'node:net';

/**
 * Whether `host[:port]` is this machine, so that what is sent there crosses no network:
 * 127.0.0.0/8, `::1` and `localhost`, as dockerd has it (moby, `registry/config.go`). Addresses
 * count as they are usually written; no name is looked up.
 */
export function isLoopback(host: string): boolean {
	const name = host.replace(/:\d+$/, '');
	if (name === 'localhost') return true;
	if (name.startsWith('[')) return URL.canParse(`http://${name}`) && new URL(`http://${name}`).hostname === '[::1]';
	return isIP(name) === 4 && name.startsWith('127.');
}

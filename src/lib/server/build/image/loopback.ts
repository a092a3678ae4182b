/** Detects registries on this machine by their names. */
import { isIP } from 'node:net';

/**
 * Whether `host[:port]` is this machine, so that requests cross no network: 127.0.0.0/8, `::1` and
 * `localhost`, as in dockerd (moby, `registry/config.go`). Recognises the usual notation of
 * addresses; resolves no names.
 */
export function isLoopback(host: string): boolean {
	const name = host.replace(/:\d+$/, '');
	if (name === 'localhost') return true;
	if (name.startsWith('[')) return URL.canParse(`http://${name}`) && new URL(`http://${name}`).hostname === '[::1]';
	return isIP(name) === 4 && name.startsWith('127.');
}

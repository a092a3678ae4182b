/**
 * Decides what may be reached: resolves names, and checks each address before a connection is
 * opened.
 */
import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { BoxError } from '../../contract/errors.ts';
import type { NetworkZone } from './addresses.ts';

/** Most names that are stored. */
const MAX_NAMES = 10_000;

/** Resolves a name. @throws the system's error (ENOTFOUND …) */
export type Lookup = (name: string) => Promise<readonly LookupAddress[]>;

export interface ReachDeps {
	/** `host:port` that the owner opened for everyone. */
	allow: readonly string[];
	lookup: Lookup;
	zoneOf: (address: string) => NetworkZone;
}

/**
 * One request with all its redirects, or all requests of one run of a program.
 *
 * Internal addresses (the home network, this host) are refused unless the owner named their
 * `host:port`:
 * - It also matters who leads there. The first address comes from the owner or a pup's maker; each
 *   further one from the answer of the server before it. So an internal address may only be reached
 *   at the start, or from another internal address that was allowed. A server at home may redirect
 *   to itself; a server on the internet may never redirect into the home network, not even to a
 *   named address. Once a journey has reached a public address, it stays outside.
 * - A name typed as a source may lead into the home network, but not to this host, unless it is
 *   `localhost`, an address, or opened for everyone: the owner of the name could later point it at
 *   a service that listens only on loopback. A name that led to the internet once may not lead home
 *   later.
 * - A name with public and internal addresses is only reached at the public ones.
 */
export interface Journey {
	/**
	 * Returns the only addresses that may be connected to. Connecting by name would resolve it a
	 * second time.
	 * @throws BoxError 502 `internal-address`; the system's error when the name is not found
	 */
	to(url: URL): Promise<LookupAddress[]>;
}

/**
 * Host and port of a URL in the form of `allow`: lower case, always with the port, IPv6 in
 * brackets.
 * @param url http or https
 */
export function hostPortOf(url: URL | string): string {
	const { hostname, port, protocol } = new URL(url);
	return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}

/**
 * Creates journeys under one policy.
 * @returns a function from the `allow` of a request to its journey
 */
export function createReach({ allow, lookup, zoneOf }: ReachDeps): (allow: readonly string[]) => Journey {
	const opened = new Set(allow.map(plain));
	/** Names that led to the internet since the box was started. */
	const publicNames = new Set<string>();
	return (named) => {
		const typed = new Set(named.map(plain));
		let outside = false;
		return {
			async to(url) {
				const name = url.hostname.replace(/^\[|\]$/g, '');
				const family = isIP(name);
				const found = family ? [{ address: name, family }] : [...(await lookup(name))];
				if (found.length === 0) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' });
				const zones = found.map(({ address }) => zoneOf(address));
				const open = found.filter((_, i) => zones[i] === 'public');
				if (open.length > 0) {
					outside = true;
					if (family === 0 && publicNames.size < MAX_NAMES) publicNames.add(name);
					return open;
				}
				const key = hostPortOf(url);
				const plainly =
					family !== 0 || name === 'localhost' || (zones.every((place) => place === 'home') && !publicNames.has(name));
				if (!outside && (opened.has(key) || (typed.has(key) && plainly))) return found;
				throw refused(key, found[0]!.address, outside, typed.has(key) || opened.has(key));
			}
		};
	};
}

/** Normalises `Host:Port` as somebody typed it, for comparisons. */
function plain(hostPort: string): string {
	return hostPort.trim().toLowerCase();
}

function refused(key: string, address: string, outside: boolean, named: boolean): BoxError {
	const shown = key.startsWith(address) || key.startsWith(`[${address}]`) ? '' : ` (${address})`;
	return new BoxError({
		code: 'internal-address',
		status: 502,
		message: outside
			? `A server on the internet redirects to “${key}”${shown}, which is in your home network or on the box itself. This is not followed.`
			: `“${key}”${shown} is in your home network or on the box itself. Nothing is fetched from there.`,
		hint:
			outside && named
				? 'Use the address in your home network itself.'
				: `If you want that, start the box with --downloads-from ${key}.`
	});
}

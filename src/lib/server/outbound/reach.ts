/**
 * What may be reached: names become addresses here, and each address is judged before anything
 * connects to it.
 */
import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { BoxError } from '../../contract/errors.ts';
import type { NetworkZone } from './addresses.ts';

/** Names that are remembered. */
const MAX_NAMES = 10_000;

/** Finds the addresses of a name. @throws the system's error (ENOTFOUND …) */
export type Lookup = (name: string) => Promise<readonly LookupAddress[]>;

export interface ReachDeps {
	/** `host:port` which the owner opened for all. */
	allow: readonly string[];
	lookup: Lookup;
	zoneOf: (address: string) => NetworkZone;
}

/**
 * One request with all its redirects, or all that one run of a program asks for.
 *
 * Internal addresses (the home network, this host) are refused, but where the owner named
 * `host:port`:
 * - Who leads there matters too. The first stop is what the owner or a pup's maker wrote; each
 *   further one is what the server before it answered. So an internal address is only entered from
 *   the start or from another internal one that was allowed: a server at home may redirect to
 *   itself, a server on the internet never into the home, also not to what is named. Once a journey
 *   has been at a public address, it stays outside.
 * - A name typed as a source may lead into the home network, but not to this host itself, unless it
 *   is `localhost`, an address, or opened for all: whoever owns the name could later point it at
 *   what listens only on loopback. Nor may a name that led to the internet once lead home later.
 * - A name with public and internal addresses is only reached at the public ones.
 */
export interface Journey {
	/**
	 * The addresses to connect to, and to no other: connecting by name would look it up a second
	 * time.
	 * @throws BoxError 502 `internal-address`; the system's error when the name is not found
	 */
	to(url: URL): Promise<LookupAddress[]>;
}

/**
 * Host and port of an address, as `allow` has them: lower case, port always there, IPv6 in
 * brackets.
 * @param url with a scheme of the web
 */
export function hostPortOf(url: URL | string): string {
	const { hostname, port, protocol } = new URL(url);
	return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}

/**
 * Journeys under one policy.
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

/** `Host:Port` as somebody typed it, to compare. */
function plain(hostPort: string): string {
	return hostPort.trim().toLowerCase();
}

function refused(key: string, address: string, outside: boolean, named: boolean): BoxError {
	const shown = key.startsWith(address) || key.startsWith(`[${address}]`) ? '' : ` (${address})`;
	return new BoxError({
		code: 'internal-address',
		status: 502,
		message: outside
			? `A server on the internet leads to “${key}”${shown}, which lies in your home network or on the box itself. This is not followed.`
			: `“${key}”${shown} lies in your home network or on the box itself. Nothing is fetched from there.`,
		hint:
			outside && named
				? 'Use the address in your home network itself.'
				: `If this is meant, let the box fetch from there: start it with --downloads-from ${key}.`
	});
}

/** Reads the current state of the host's network. Changes nothing. */
import { readFileSync, readdirSync } from 'node:fs';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { readSmall } from '../host/index.ts';
import { formatNetwork, parseNetwork } from '../../contract/ipv4.ts';

/**
 * IPv4 networks of the host's interfaces, without the interfaces in `except`; CIDR, unique, sorted.
 */
export function connectedNetworks(except: (name: string) => boolean): string[] {
	const found = new Set<string>();
	for (const [name, addresses] of Object.entries(networkInterfaces())) {
		if (except(name)) continue;
		for (const address of addresses ?? []) {
			if (address.family === 'IPv4' && address.cidr) found.add(formatNetwork(parseNetwork(address.cidr)));
		}
	}
	return [...found].sort();
}

/**
 * Networks that the kernel routes to other interfaces (VPNs, static routes), CIDR. The default
 * route is left out.
 */
export function routedNetworks(except: (name: string) => boolean): string[] {
	const text = readOptional('/proc/net/route') ?? '';
	return text
		.split('\n')
		.slice(1)
		.flatMap((line) => {
			const [name, destination, , , , , , mask] = line.split('\t');
			if (!name || !destination || !mask || mask === '00000000' || except(name)) return [];
			const bytes = addressIn(destination);
			const length = [...Number.parseInt(mask, 16).toString(2)].filter((bit) => bit === '1').length;
			return [formatNetwork(parseNetwork(`${bytes}/${length}`))];
		});
}

/** Interface and router of the default route; null where there is none. */
export function defaultRoute(): { interface: string; router: string | null } | null {
	for (const line of (readOptional('/proc/net/route') ?? '').split('\n').slice(1)) {
		const [name, destination, gateway, , , , , mask] = line.split('\t');
		if (!name || !gateway || destination !== '00000000' || mask !== '00000000') continue;
		const router = addressIn(gateway);
		return { interface: name, router: router === '0.0.0.0' ? null : router };
	}
	return null;
}

/**
 * Parses an address of /proc/net/route. It is in the machine's byte order: little-endian on every
 * machine that Node runs on except s390x.
 */
function addressIn(hex: string): string {
	return Buffer.from(hex, 'hex').reverse().join('.');
}

/** IPv4 address and prefix of an interface, or null. */
export function addressOfInterface(name: string): { address: string; cidr: string } | null {
	const found = networkInterfaces()[name]?.find((address) => address.family === 'IPv4' && address.cidr);
	return found?.cidr ? { address: found.address, cidr: found.cidr } : null;
}

/** Links of the host whose alias starts with `prefix`: name → rest of the alias. */
export function linksByAlias(prefix: string): Map<string, string> {
	const found = new Map<string, string>();
	for (const name of readdirSync('/sys/class/net')) {
		const alias = readOptional(`/sys/class/net/${name}/ifalias`)?.trim();
		if (alias?.startsWith(prefix)) found.set(name, alias.slice(prefix.length));
	}
	return found;
}

/** Bytes that an interface carried, as the host counts them; null where it no longer exists. */
export function linkBytes(name: string): { received: number; sent: number } | null {
	const received = readSmall(`/sys/class/net/${name}/statistics/rx_bytes`);
	const sent = readSmall(`/sys/class/net/${name}/statistics/tx_bytes`);
	return received === null || sent === null ? null : { received: Number(received), sent: Number(sent) };
}

/** The host's resolvers, divided into those that pups can use and those that they cannot. */
export interface Resolvers {
	/** IPv4 addresses that pups reach through the host. */
	usable: string[];
	/** Resolvers on the host itself (127.…) and those with an IPv6 address. */
	unusable: string[];
}

/**
 * The resolvers that nginx can query for pups. nginx does not support IPv6 zones (`fe80::1%eth0`).
 */
export const passableResolvers = (unusable: readonly string[]): string[] =>
	unusable.filter((address) => !address.includes('%'));

/**
 * Files with the real resolvers where /etc/resolv.conf names a program on this host
 * (systemd-resolved(8), NetworkManager).
 */
const RESOLV_FILES = [
	'/etc/resolv.conf',
	'/run/systemd/resolve/resolv.conf',
	'/run/NetworkManager/no-stub-resolv.conf'
];

/** Reads the host's resolvers. At most three, like the C library (resolv.conf(5), MAXNS). */
export function hostResolvers(files: readonly string[] = RESOLV_FILES): Resolvers {
	const unusable = new Set<string>();
	for (const file of files) {
		const found = readResolvConf(readOptional(file) ?? '');
		const usable = found.filter((address) => isIP(address) === 4 && !address.startsWith('127.'));
		if (usable.length > 0) return { usable: usable.slice(0, 3), unusable: [] };
		for (const address of found) unusable.add(address);
	}
	return { usable: [], unusable: [...unusable] };
}

/** The name servers in the text of a resolv.conf, in order, unique. */
function readResolvConf(text: string): string[] {
	const found = text.split('\n').flatMap((line) => {
		const address = /^\s*nameserver\s+(\S+)\s*$/.exec(line)?.[1] ?? '';
		return isIP(address) && address !== '0.0.0.0' ? [address] : [];
	});
	return [...new Set(found)];
}

function readOptional(path: string): string | null {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return null;
	}
}

/** What the host's network looks like at the moment; reads only. */
import { readFileSync, readdirSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { formatNetwork, parseNetwork } from './addresses.ts';

/**
 * IPv4 networks of the host's interfaces but those named in `except`, CIDR, without doubles,
 * sorted.
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
 * Networks which the kernel routes to other interfaces (VPNs, static routes), CIDR. The default
 * route is none.
 */
export function routedNetworks(except: (name: string) => boolean): string[] {
	const text = readOptional('/proc/net/route') ?? '';
	return text
		.split('\n')
		.slice(1)
		.flatMap((line) => {
			const [name, destination, , , , , , mask] = line.split('\t');
			if (!name || !destination || !mask || mask === '00000000' || except(name)) return [];
			// Both are in the byte order of the machine's memory, little-endian on every machine
			// Node runs on but s390x.
			const bytes = Buffer.from(destination, 'hex').reverse().join('.');
			const length = [...Number.parseInt(mask, 16).toString(2)].filter((bit) => bit === '1').length;
			return [formatNetwork(parseNetwork(`${bytes}/${length}`))];
		});
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

/** Bytes that went over an interface as the host sees them, or null when it is gone. */
export function linkBytes(name: string): { received: number; sent: number } | null {
	const received = readOptional(`/sys/class/net/${name}/statistics/rx_bytes`);
	const sent = readOptional(`/sys/class/net/${name}/statistics/tx_bytes`);
	return received === null || sent === null ? null : { received: Number(received), sent: Number(sent) };
}

/** The host's resolvers as far as pups can use them, and why others cannot. */
export interface Resolvers {
	usable: string[];
	/** A sentence for the log when there is none. */
	problem: string | null;
}

/**
 * Where the real resolvers stand when /etc/resolv.conf names a program on this host
 * (systemd-resolved(8), NetworkManager).
 */
const RESOLV_FILES = [
	'/etc/resolv.conf',
	'/run/systemd/resolve/resolv.conf',
	'/run/NetworkManager/no-stub-resolv.conf'
];

/**
 * Reads the host's resolvers again. At most three, as the C library uses (resolv.conf(5), MAXNS).
 */
export function hostResolvers(files: readonly string[] = RESOLV_FILES): Resolvers {
	for (const file of files) {
		const usable = readResolvConf(readOptional(file) ?? '').filter((address) => !address.startsWith('127.'));
		if (usable.length > 0) return { usable: usable.slice(0, 3), problem: null };
	}
	return {
		usable: [],
		problem:
			'Pups cannot look up names: /etc/resolv.conf names no IPv4 name server beside programs on this host itself (127.…).'
	};
}

/** The IPv4 name servers of a resolv.conf text, in order, without doubles. */
export function readResolvConf(text: string): string[] {
	const found = text.split('\n').flatMap((line) => {
		const match = /^\s*nameserver\s+(\d{1,3}(?:\.\d{1,3}){3})\s*$/.exec(line);
		return match?.[1] && match[1].split('.').every((part) => Number(part) <= 255) && match[1] !== '0.0.0.0'
			? [match[1]]
			: [];
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

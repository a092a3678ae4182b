/**
 * Decides whether a request for a page without login comes from the home network: from a device
 * there, and for a name that only exists there. Pure.
 */
import { BlockList, isIP } from 'node:net';

/** An address of this machine, from `os.networkInterfaces()`. */
export interface OwnAddress {
	/** `192.168.1.20/24`; null where the system does not report it. */
	cidr: string | null;
}

/** Networks without addresses on the internet: RFC 1918, 3927, 4193, 4291, and loopback. */
const PRIVATE = [
	'10.0.0.0/8',
	'127.0.0.0/8',
	'169.254.0.0/16',
	'172.16.0.0/12',
	'192.168.0.0/16',
	'::1/128',
	'fc00::/7',
	'fe80::/10'
];

/** Top-level domains that do not exist in public DNS: RFC 6761, 6762, 8375, ICANN (.internal). */
const HOME_NAMES = /\.(?:local|lan|home|internal|localdomain|localhost|home\.arpa)$/;

function listOf(networks: readonly string[]): BlockList {
	const list = new BlockList();
	for (const network of networks) {
		const [address = '', bits = ''] = network.split('/');
		const family = isIP(address);
		if (family !== 0) list.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
	}
	return list;
}

/**
 * Whether an address is that of a device at home: a private one, or one in a network that this
 * machine is part of (with IPv6, devices at home have public addresses).
 */
export function isHomeAddress(address: string, own: readonly OwnAddress[]): boolean {
	const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
	const family = isIP(plain);
	if (family === 0) return false;
	const networks = own.flatMap(({ cidr }) => (cidr === null ? [] : [cidr]));
	return listOf([...PRIVATE, ...networks]).check(plain, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Whether a name can only be one of the home network. A foreign page can point its own name at the
 * box (DNS rebinding); the browser would then treat the pup's page as same-origin.
 * @param hostname as in a URL, in lower case
 * @param publicHost of the owner's public address of the box; null for none
 */
export function isHomeName(hostname: string, publicHost: string | null): boolean {
	const name = hostname.replace(/\.$/, '');
	if (/^\[[0-9a-f:.]+\]$/.test(name) || isIP(name) === 4) return true;
	return name !== '' && (!name.includes('.') || HOME_NAMES.test(name) || name === publicHost);
}

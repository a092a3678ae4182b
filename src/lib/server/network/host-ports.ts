/** Chooses ports of the box for pups. Apart from the tables and pure. */
import { BoxError } from '../../contract/errors.ts';

export type Protocol = 'tcp' | 'udp';

/** Current use of the box's ports. */
export interface PortWorld {
	/** Names of the pups that own ports, by {@link portKey}. */
	taken: ReadonlyMap<string, string>;
	/** Ports at which any program listens, by {@link portKey}. */
	listening: ReadonlySet<string>;
	/** Port at which the owner's browser reaches the box. */
	dashboard: number;
	/** Range that is reserved for web pages, both ends included. */
	pages: { first: number; last: number };
}

/** `tcp 8100` */
export const portKey = (protocol: Protocol, port: number): string => `${protocol} ${port}`;

/**
 * Ports that the box needs itself, or at which devices at home expect another service; with IANA's
 * service names.
 */
const RESERVED: Readonly<Record<Protocol, Readonly<Record<number, string>>>> = {
	tcp: {
		22: 'remote administration (SSH)',
		53: 'names (DNS)',
		80: 'a web server before the box',
		443: 'a web server before the box'
	},
	udp: {
		53: 'names (DNS)',
		67: 'addresses (DHCP)',
		68: 'addresses (DHCP)',
		123: 'the time (NTP)',
		443: 'a web server before the box',
		546: 'addresses (DHCPv6)',
		547: 'addresses (DHCPv6)',
		5353: 'the box’s own name (mDNS)'
	}
};

/** Distance to the next port that is tried where the wanted one is not free. */
const STEP = 10_000;
/** If none of those is free, ports are tried from this one on. */
const FIRST_OTHER = 10_000;
const LAST = 65_535;

const refuse = (code: 'port-reserved' | 'port-taken', message: string, hint: string) =>
	new BoxError({ code, status: code === 'port-reserved' ? 422 : 409, message, hint });

/**
 * Returns why a port of the box cannot be used, or null where it can.
 * @param use.forPage the port is for a web page, so it may be in the range for pages
 */
export function portRefusal(
	{ protocol, port, forPage = false }: { protocol: Protocol; port: number; forPage?: boolean },
	world: PortWorld
): BoxError | null {
	const other = 'Choose another one, from 1024 up.';
	const reserved = RESERVED[protocol][port];
	if (reserved !== undefined) return refuse('port-reserved', `Port ${port} is reserved for ${reserved}.`, other);
	if (protocol === 'tcp' && port === world.dashboard) {
		return refuse('port-reserved', `Port ${port} is the port of the dashboard.`, other);
	}
	const { first, last } = world.pages;
	if (!forPage && protocol === 'tcp' && port >= first && port <= last) {
		return refuse('port-reserved', `Ports ${first} to ${last} are reserved for pages of pups.`, other);
	}
	const owner = world.taken.get(portKey(protocol, port));
	if (owner !== undefined) return refuse('port-taken', `${owner} already uses port ${port} of the box.`, other);
	if (world.listening.has(portKey(protocol, port))) {
		return refuse('port-taken', `Another program on this box uses port ${port}.`, 'End it, or choose another port.');
	}
	return null;
}

/**
 * Chooses a port of the box: the wanted one, else a similar one, else the lowest free one.
 * @throws BoxError 409 `port-taken` where none is left
 */
export function choosePort(protocol: Protocol, wanted: number, world: PortWorld): number {
	for (let port = wanted; port <= LAST; port += STEP) if (!portRefusal({ protocol, port }, world)) return port;
	for (let port = FIRST_OTHER; port <= LAST; port++) if (!portRefusal({ protocol, port }, world)) return port;
	throw refuse('port-taken', 'No port of the box is left.', 'Remove a pup that you no longer use, with its data.');
}

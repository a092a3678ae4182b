/** Ports of the host that lead to boxes. Pure. */
import { isIPv6 } from 'node:net';
import { BoxError } from '../../contract/errors.ts';
import type { BoxPort } from '../../contract/box-inputs.ts';
import { choosePort, portKey, portRefusal, type PortWorld } from '../network/index.ts';
import type { PortRow } from './rows.ts';

export type WantedPort = Omit<PortRow, 'boxId'>;

/** Normalises an address as the host writes it: `2001:DB8:0::1` becomes `2001:db8::1`. */
const asWritten = (address: string): string =>
	isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;

/**
 * Assigns a port of the host to each requested port.
 * @param world all uses of the host's ports, without those of this box
 * @throws BoxError 409 `port-taken`, 422 `port-reserved`
 */
export function choosePorts(wanted: readonly BoxPort[], world: PortWorld, name: string): WantedPort[] {
	const taken = new Map(world.taken);
	const now = { ...world, taken };
	const take = (one: BoxPort, hostPort: number): WantedPort => {
		taken.set(portKey(one.protocol, hostPort), name);
		const hostAddress = one.hostAddress === undefined ? null : asWritten(one.hostAddress);
		return { protocol: one.protocol, hostPort, hostAddress, port: one.port };
	};
	// Requests with a fixed host port go first, so that no chosen port takes one of them.
	const choice = (one: BoxPort) => (one.hostPort === undefined ? 2 : one.hostPortLast === undefined ? 0 : 1);
	const order = [...wanted].sort((a, b) => choice(a) - choice(b));
	return order.map((one) => {
		const { protocol, hostPort } = one;
		if (hostPort === undefined) return take(one, choosePort(protocol, one.port, now));
		let refusal: Error | null = null;
		for (let port = hostPort; port <= (one.hostPortLast ?? hostPort); port++) {
			const why = portRefusal({ protocol, port }, now);
			if (!why) return take(one, port);
			refusal ??= why;
		}
		throw refusal!;
	});
}

/**
 * Checks that the host has the requested addresses.
 * @param addressesOf returns the host's addresses; called only where a port names one
 * @throws BoxError 422 `invalid-input` for an address that the host does not have
 */
export function needOwnAddresses(wanted: readonly BoxPort[], addressesOf: () => readonly string[]): void {
	for (const { hostAddress } of wanted) {
		if (hostAddress === undefined || hostAddress.startsWith('127.') || hostAddress === '::') continue;
		const addresses = addressesOf();
		if (addresses.includes(asWritten(hostAddress))) continue;
		throw new BoxError({
			code: 'invalid-input',
			status: 422,
			message: `The host does not have the address ${hostAddress}.`,
			hint: `Give one of its own (${addresses.slice(0, 4).join(', ')}), 127.0.0.1, or none for all of IPv4.`,
			fields: { ports: 'This is no address of the host.' }
		});
	}
}

/** @param own current ports of the box: they are free for it, although something listens on them */
export function withoutOwn(world: PortWorld, own: readonly WantedPort[]): PortWorld {
	const keys = new Set(own.map(({ protocol, hostPort }) => portKey(protocol, hostPort)));
	return {
		...world,
		taken: new Map([...world.taken].filter(([key]) => !keys.has(key))),
		listening: new Set([...world.listening].filter((key) => !keys.has(key)))
	};
}

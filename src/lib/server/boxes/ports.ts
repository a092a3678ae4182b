/** Ports of the host that lead to boxes. Pure. */
import type { BoxPort } from '../../contract/box-inputs.ts';
import { choosePort, portKey, portRefusal, type PortWorld } from '../network/index.ts';
import type { PortRow } from './rows.ts';

export type WantedPort = Omit<PortRow, 'boxId'>;

/**
 * Ports as they are asked for, each with one of the host.
 * @param world with all that is taken, but for what this box has itself
 * @throws BoxError 409 `port-taken`, 422 `port-reserved`
 */
export function choosePorts(wanted: readonly BoxPort[], world: PortWorld, name: string): WantedPort[] {
	const taken = new Map(world.taken);
	const now = { ...world, taken };
	const take = (one: BoxPort, hostPort: number): WantedPort => {
		taken.set(portKey(one.protocol, hostPort), name);
		return { protocol: one.protocol, hostPort, port: one.port };
	};
	// Those that are named go first, so that none that is chosen takes their place.
	const order = [...wanted].sort((a, b) => Number(a.hostPort === undefined) - Number(b.hostPort === undefined));
	return order.map((one) => {
		const { protocol, hostPort } = one;
		if (hostPort === undefined) return take(one, choosePort(protocol, one.port, now));
		const refusal = portRefusal({ protocol, port: hostPort }, now);
		if (refusal) throw refusal;
		return take(one, hostPort);
	});
}

/** @param own ports that the box has now: to it they are free, though something listens there */
export function withoutOwn(world: PortWorld, own: readonly WantedPort[]): PortWorld {
	const keys = new Set(own.map(({ protocol, hostPort }) => portKey(protocol, hostPort)));
	return {
		...world,
		taken: new Map([...world.taken].filter(([key]) => !keys.has(key))),
		listening: new Set([...world.listening].filter((key) => !keys.has(key)))
	};
}

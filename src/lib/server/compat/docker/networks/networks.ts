/** Networks that clients can name: those of boxes, and Docker's built-in ones. */
import type { BoxSummary } from '../../../../contract/boxes.ts';
import type { Services } from '../../../services.ts';
import { badRequest, DockerError } from '../errors.ts';
import { BRIDGE, BUILTIN, findNetwork, shown, type Addresses, type ShownNetwork } from './words.ts';

/** Whether a box is on the default network `bridge`. */
export const isOnBridge = (box: Pick<BoxSummary, 'network' | 'networks' | 'ports'>): boolean =>
	box.networks.length === 0 && (box.network !== 'none' || box.ports.length > 0);

/** All networks, the built-in ones first. */
export function allNetworks(boxes: Services['boxes']): ShownNetwork[] {
	const onBridge = boxes
		.all()
		.filter(isOnBridge)
		.map(({ id, name, state, address }) => {
			const up = state === 'running' || state === 'paused';
			return { id, name, aliases: [], address: up ? address : null, ipv6: null };
		});
	return [{ ...BRIDGE, boxes: onBridge }, ...BUILTIN.slice(1), ...boxes.networks.list().map(shown)];
}

/** @throws DockerError 404 for none, 400 for a beginning that fits several */
export function needNetwork(boxes: Services['boxes'], text: string): ShownNetwork {
	const found = findNetwork(allNetworks(boxes), text);
	if (found === 'ambiguous') throw badRequest(`multiple networks found with provided prefix: ${text.slice(0, 80)}`);
	if (found) return found;
	throw new DockerError(404, `network ${text.slice(0, 200)} not found`);
}

export function addressesOf({ network, config }: Pick<Services, 'network' | 'config'>): Addresses {
	const subnet = network?.subnet ?? config.subnet;
	const [first = '10', second = '69'] = subnet.split('.');
	return { subnet, gateway: network?.gateway ?? `${first}.${second}.0.1`, subnet6: network?.subnet6 ?? 'fd00::/64' };
}

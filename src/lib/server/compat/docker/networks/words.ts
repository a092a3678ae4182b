/** Formats networks for Docker’s clients, and applies their filters. Pure. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { networkSubnet, type NetworkInfo } from '../../../../contract/networks.ts';
import { firstAddress, networksMeet, wholeNetwork } from '../../../network/index.ts';
import { badRequest } from '../errors.ts';
import { dockerId } from '../ids.ts';
import { allOf, anyOf, hasLabel, type Filters } from '../query.ts';
import { NO_REQUEST, type KeptNetwork } from './request.ts';

export const LIST_FILTERS = ['name', 'id', 'driver', 'label', 'type', 'dangling', 'scope'];
export const PRUNE_FILTERS = ['until', 'label', 'label!'];

/** Version of the format stored at a network. Texts of other versions are ignored. */
const VERSION = 1;

/** A network as clients see it: created by somebody, or built in. */
export interface ShownNetwork extends NetworkInfo {
	driver: 'bridge' | 'host' | 'null';
	builtin: boolean;
}

const builtin = (name: string, driver: ShownNetwork['driver'], digits: string): ShownNetwork => ({
	id: dockerId(digits.padStart(32, '0')),
	name,
	driver,
	builtin: true,
	labels: {},
	internal: false,
	ipv6: false,
	subnet: null,
	annotations: null,
	createdAt: 0,
	boxes: []
});

/** The default network of containers, and the other built-in networks of Docker. */
export const BRIDGE = builtin('bridge', 'bridge', 'b71d6e00');
export const BUILTIN = [BRIDGE, builtin('host', 'host', '40570000'), builtin('none', 'null', '40e00000')] as const;

export const shown = (info: NetworkInfo): ShownNetwork => ({ ...info, driver: 'bridge', builtin: false });

/** Serialises what a client asked for, so that inspect can return it. */
export const keptText = (kept: KeptNetwork): string => JSON.stringify({ docker: VERSION, ...kept });

function keptOf(text: string | null): KeptNetwork {
	try {
		// Another program may have created the network and stored a text of its own.
		const read = JSON.parse(text ?? 'null') as (Partial<KeptNetwork> & { docker?: unknown }) | null;
		return read?.docker === VERSION ? { ...NO_REQUEST, ...read } : NO_REQUEST;
	} catch {
		return NO_REQUEST;
	}
}

/** Whether a subnet that a client gave is the network's. */
const isSame = (given: unknown, subnet: string | null) => v.is(networkSubnet, given) && wholeNetwork(given) === subnet;

/** @throws DockerError 400 where an address is that of the gateway as the client asked for it */
export function needOther(network: ShownNetwork, address: string | undefined): void {
	const mine = keptOf(network.annotations).ipam.find(({ Subnet }) => isSame(Subnet, network.subnet));
	if (address === undefined || network.subnet === null) return;
	if (address === (mine?.['Gateway'] || firstAddress(network.subnet)))
		throw badRequest(`Address already in use: ${address} is that of the network’s gateway.`);
}

/** Addresses of the network that all boxes share. */
export interface Addresses {
	/** CIDR. */
	subnet: string;
	gateway: string;
	/** The IPv6 subnet, CIDR. */
	subnet6: string;
}

/** An id for the endpoint that joins a container to a network. */
export const endpointId = (networkId: string, boxId: string): string =>
	createHash('sha256').update(`${networkId}/${boxId}`).digest('hex');

/** @param inspected include the running containers */
export function networkAnswer(network: ShownNetwork, { subnet, gateway, subnet6 }: Addresses, inspected: boolean) {
	const { ipam, options, attachable } = keptOf(network.annotations);
	const lengthOf = (cidr: string) => cidr.split('/')[1] ?? '';
	const prefixOf = (address: string) =>
		lengthOf(network.subnet !== null && networksMeet(network.subnet, `${address}/32`) ? network.subnet : subnet);
	const [, prefix6 = ''] = subnet6.split('/');
	// Subnets that the client did not ask for are filled in with the actual ones.
	const asked6 = ipam.some(({ Subnet }) => String(Subnet).includes(':'));
	const asked4 = ipam.length > (asked6 ? 1 : 0);
	const here = [
		...(network.driver === 'bridge' && !asked4 ? [{ Subnet: subnet, Gateway: gateway }] : []),
		...ipam,
		...(network.ipv6 && !asked6 ? [{ Subnet: subnet6 }] : [])
	];
	const running = network.boxes.filter(({ address }) => inspected && address !== null);
	return {
		Name: network.name,
		Id: network.id,
		Created: new Date(network.createdAt).toISOString(),
		Scope: 'local',
		Driver: network.driver,
		EnableIPv4: true,
		EnableIPv6: network.ipv6,
		IPAM: { Driver: 'default', Options: null, Config: here },
		Internal: network.internal,
		Attachable: attachable,
		Ingress: false,
		ConfigFrom: { Network: '' },
		ConfigOnly: false,
		Containers: Object.fromEntries(
			running.map(({ id, name, address, ipv6 }) => [
				dockerId(id),
				{
					Name: name,
					EndpointID: endpointId(network.id, id),
					MacAddress: '',
					IPv4Address: `${address}/${prefixOf(address!)}`,
					IPv6Address: ipv6 === null ? '' : `${ipv6}/${prefix6}`
				}
			])
		),
		Options: options,
		Labels: network.labels
	};
}

/**
 * Finds a network by its whole id, its name, or the beginning of its id, in dockerd’s order.
 * @returns `ambiguous` where a beginning fits several
 */
export function findNetwork(all: readonly ShownNetwork[], text: string): ShownNetwork | 'ambiguous' | null {
	const exact = all.find(({ id }) => id === text) ?? all.find(({ name }) => name === text);
	if (exact) return exact;
	const fitting = /^[0-9a-f]{1,63}$/.test(text) ? all.filter(({ id }) => id.startsWith(text)) : [];
	return fitting.length > 1 ? 'ambiguous' : (fitting[0] ?? null);
}

/** @throws DockerError 400 for an invalid filter value */
export function networksThatFit(all: readonly ShownNetwork[], filters: Filters): ShownNetwork[] {
	for (const type of filters.get('type') ?? []) {
		if (type !== 'custom' && type !== 'builtin') throw badRequest(`invalid filter: 'type'='${type.slice(0, 80)}'`);
	}
	const [dangling] = filters.get('dangling') ?? [];
	if (dangling !== undefined && !/^(1|0|true|false)$/i.test(dangling))
		throw badRequest(`invalid filter 'dangling=${dangling.slice(0, 80)}'`);
	const wanted = dangling === undefined ? null : /^(1|true)$/i.test(dangling);
	return all.filter(
		({ name, id, driver, labels, builtin: own, boxes }) =>
			anyOf(filters, 'name', (part) => name.includes(part)) &&
			anyOf(filters, 'id', (part) => id.startsWith(part)) &&
			anyOf(filters, 'driver', (one) => one === driver) &&
			anyOf(filters, 'scope', (scope) => scope === 'local') &&
			anyOf(filters, 'type', (type) => (type === 'builtin') === own) &&
			allOf(filters, 'label', (label) => hasLabel(labels, label)) &&
			(wanted === null || wanted === (!own && boxes.length === 0))
	);
}

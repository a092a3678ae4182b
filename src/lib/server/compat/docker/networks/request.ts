/** Reads requests to create networks and to connect containers to them. Pure. */
import { isIP } from 'node:net';
import * as v from 'valibot';
import { networkSubnet, type NetworkInfo } from '../../../../contract/networks.ts';
import type { Asked } from '../containers/asked.ts';
import { badRequest, DockerError } from '../errors.ts';
import { resolveId } from '../ids.ts';
import { noNulls, readShape } from '../read-shape.ts';

const text = v.nullish(v.string());
const flag = v.nullish(v.boolean());
const texts = v.nullish(v.record(v.string(), v.nullish(v.string())));
const ipamConfig = v.object({ Subnet: text, IPRange: text, Gateway: text, AuxiliaryAddresses: texts });

const asked = v.object({
	Name: text,
	Driver: text,
	Scope: text,
	EnableIPv4: flag,
	EnableIPv6: flag,
	IPAM: v.nullish(v.object({ Driver: text, Options: texts, Config: v.nullish(v.array(ipamConfig)) })),
	Internal: flag,
	Attachable: flag,
	Ingress: flag,
	ConfigOnly: flag,
	ConfigFrom: v.nullish(v.object({ Network: text })),
	Options: texts,
	Labels: texts
});

/** Parts of a request that are returned by inspect and have no effect. */
export interface KeptNetwork {
	ipam: Record<string, unknown>[];
	options: Record<string, string>;
	attachable: boolean;
}
export const NO_REQUEST: KeptNetwork = { ipam: [], options: {}, attachable: false };

export interface NetworkRequest {
	name: string;
	labels: Record<string, string>;
	internal: boolean;
	ipv6: boolean;
	/** Subnet in which a container's address can be chosen. Absent: addresses cannot be chosen. */
	subnet?: string;
	kept: KeptNetwork;
	/** What differs from the request; empty for nothing. */
	warning: string;
}

/** Rejects options that would isolate the containers of a network more than is possible here. */
function checkOptions(options: Readonly<Record<string, string>>): void {
	const no = (name: string) => /^(false|0|f)$/i.test(options[`com.docker.network.bridge.${name}`] ?? '');
	if (no('enable_icc')) throw badRequest('Containers on one network cannot be kept apart (enable_icc=false) here.');
	if (no('enable_ip_masquerade') || (options['com.docker.network.bridge.gateway_mode_ipv4'] ?? 'nat') !== 'nat')
		throw badRequest('Outgoing traffic of a network always has the address of the host here.');
}

/**
 * The body of `POST /networks/create`.
 * @throws DockerError 400 for a request that cannot be fulfilled
 */
export function readNetwork(body: unknown): NetworkRequest {
	const given = readShape(asked, body);
	const name = given.Name ?? '';
	if (name.trim() === '') throw badRequest('network name cannot be empty');
	const driver = given.Driver || 'bridge';
	if (driver === 'host' || driver === 'null')
		throw new DockerError(403, `only one instance of "${driver}" network is allowed`);
	if (driver !== 'bridge' && driver !== 'default')
		throw badRequest(`The network driver “${driver.slice(0, 80)}” is not offered: only “bridge” is.`);
	if (given.EnableIPv4 === false) throw badRequest('A network without IPv4 is not offered.');
	if (given.Ingress || given.ConfigOnly || given.ConfigFrom?.Network || given.Scope === 'swarm')
		throw badRequest('Networks of a swarm are not offered.');
	const { Driver: ipamDriver, Config } = given.IPAM ?? {};
	if (ipamDriver && ipamDriver !== 'default')
		throw badRequest(`The address driver “${ipamDriver.slice(0, 80)}” is not offered.`);
	const ipam = (Config ?? []).map((one) => {
		const [address = '', length = ''] = (one.Subnet ?? '').split('/');
		const kind = isIP(address);
		if (one.Subnet && (kind === 0 || !/^\d{1,3}$/.test(length) || Number(length) > (kind === 4 ? 32 : 128)))
			throw badRequest(`invalid subnet ${one.Subnet.slice(0, 80)}: give a network, as 172.30.0.0/16 or fd00:1::/64`);
		if (kind === 6 && !given.EnableIPv6)
			throw badRequest(`The subnet ${one.Subnet!.slice(0, 80)} is IPv6: create the network with --ipv6.`);
		return Object.fromEntries(Object.entries(one).filter(([, value]) => value !== null && value !== undefined));
	});
	const options = noNulls(given.Options);
	checkOptions(options);
	const subnet = ipam.map(({ Subnet }) => String(Subnet ?? '')).find((one) => v.is(networkSubnet, one));
	return {
		name,
		labels: noNulls(given.Labels),
		internal: given.Internal ?? false,
		ipv6: given.EnableIPv6 ?? false,
		...(subnet !== undefined && { subnet }),
		kept: { ipam, options, attachable: given.Attachable ?? false },
		warning:
			ipam.length > 0
				? 'The subnet is stored and shown, and only applies to chosen addresses (--ip); other addresses come from this box’s own network.'
				: ''
	};
}

const endpoint = v.object({
	Aliases: v.nullish(v.array(v.string())),
	Links: v.nullish(v.array(v.string())),
	IPAMConfig: v.nullish(v.object({ IPv4Address: text, IPv6Address: text })),
	MacAddress: text
});
type Endpoint = v.InferOutput<typeof endpoint>;

/** How a container joins a network. */
export interface WantedEndpoint {
	aliases: string[];
	/** An address that the client chose. */
	address?: string;
	/** Links, written by the client as `container:alias`. */
	links: string[];
}

/**
 * Accepts links whose alias is already a name of the container. Compose writes nearly only such
 * links.
 * @param boxes on the network
 * @throws DockerError 400 for an alias that is no name of a box
 */
export function needNames(links: readonly string[], boxes: NetworkInfo['boxes']): void {
	for (const link of links) {
		const [to = '', alias = to] = link.split(':');
		const found = resolveId(boxes, to);
		if (found === null || found === 'ambiguous')
			throw badRequest(`Could not get container for ${to.slice(0, 80)}: it is not on this network.`);
		const { id, name, aliases } = found;
		// Compose also writes each container's name without the project, which nobody uses.
		const known = [name, id.slice(0, 12), ...aliases].includes(alias) || /[-_]\d+$/.test(alias);
		if (!known) {
			throw badRequest(
				`The link ${link.slice(0, 80)} is not offered: give ${name} the alias “${alias.slice(0, 80)}” on the network.`
			);
		}
	}
}

/** @throws DockerError 400 for a request that cannot be fulfilled */
function endpointOf(given: Endpoint | null | undefined): WantedEndpoint {
	const { IPv4Address, IPv6Address } = given?.IPAMConfig ?? {};
	if (IPv6Address) throw badRequest('A chosen IPv6 address is not offered: use names instead.');
	if (IPv4Address && isIP(IPv4Address) !== 4) throw badRequest(`invalid IPv4 address: ${IPv4Address.slice(0, 80)}`);
	if (given?.MacAddress) throw badRequest('A chosen MAC address is not offered.');
	const address = IPv4Address ? { address: IPv4Address } : {};
	return { aliases: [...new Set(given?.Aliases ?? [])], links: given?.Links ?? [], ...address };
}

/** Names of the default network. */
const DEFAULT = new Set(['', 'default', 'bridge']);
/** Whether a network mode means the default network. */
export const isDefaultNetwork = (mode: string | null | undefined): boolean => DEFAULT.has(mode ?? '');

/**
 * Networks that a new container joins, by the names that the client gave.
 * @throws DockerError 400 for a request that cannot be fulfilled
 */
export function wantedNetworks({ HostConfig, NetworkingConfig }: Asked): ({ name: string } & WantedEndpoint)[] {
	const mode = HostConfig?.NetworkMode ?? '';
	const endpoints = Object.entries(NetworkingConfig?.EndpointsConfig ?? {});
	const named = endpoints.filter(([name]) => !DEFAULT.has(name) && name !== mode);
	const own = endpoints.find(([name]) => name === mode || (DEFAULT.has(mode) && DEFAULT.has(name)))?.[1];
	const first = endpointOf(own);
	if (mode === 'none') {
		if (named.length > 0)
			throw badRequest('A container without a network (none) cannot be on others: omit one of the two.');
		return [];
	}
	// As with dockerd, names of containers do not resolve on the default network.
	if (DEFAULT.has(mode) && first.links.length > 0)
		throw badRequest('Links are not offered: put the containers on one network, where names lead to them.');
	if (DEFAULT.has(mode) && first.address !== undefined)
		throw badRequest('user specified IP address is supported on user defined networks only');
	if (DEFAULT.has(mode) && first.aliases.length > 0)
		throw badRequest('network-scoped alias is supported only for containers in user defined networks');
	return [
		...(DEFAULT.has(mode) ? [] : [{ name: mode, ...first }]),
		...named.map(([name, given]) => ({ name, ...endpointOf(given) }))
	];
}

/** The body of `POST /networks/{id}/connect`. @throws DockerError 400 */
export function readConnect(body: unknown): { container: string } & WantedEndpoint {
	const given = readShape(v.object({ Container: text, EndpointConfig: v.nullish(endpoint) }), body);
	if (!given.Container) throw badRequest('no container was named');
	return { container: given.Container, ...endpointOf(given.EndpointConfig) };
}

/** The body of `POST /networks/{id}/disconnect`. @throws DockerError 400 */
export function readDisconnect(body: unknown): { container: string } {
	const given = readShape(v.object({ Container: text }), body);
	if (!given.Container) throw badRequest('no container was named');
	return { container: given.Container };
}

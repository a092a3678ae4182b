/** `docker ps` and `docker inspect`: the shapes of a container. Pure. */
import { hostnameOf } from '../../../../contract/box-options.ts';
import type { BoxDetail, BoxSummary } from '../../../../contract/boxes.ts';
import type { PupSummary } from '../../../../contract/pups.ts';
import type { NetworkOfBox } from '../../../../contract/networks.ts';
import { dockerId } from '../ids.ts';
import { isOnBridge } from '../networks/networks.ts';
import { endpointId } from '../networks/words.ts';
import type { Kept } from './kept.ts';
import { givenOf, HOST, restartWords } from './host-config.ts';
import { healthcheckOf, hostOfOptions } from './options.ts';
import { boxState, moment, pupState, stateOf } from './state.ts';

/** A network as a container's endpoint shows it, where the box has an address at all. */
export interface NetworkWords {
	name: string;
	/** The network's id in Docker's API. */
	id: string;
	gateway: string;
	/** Prefix length of the network. */
	prefix: number;
	/** Returns the IPv6 address that belongs to an IPv4 address, where the network has IPv6. */
	ipv6Of: (address: string) => string;
	/** Prefix length of the IPv6 network. */
	prefix6: number;
}

const nothing = (value: string | null | undefined) => value ?? '';

/** Digits of the short id, which is also a container's name on its networks. */
const SHORT_ID = 12;

/** What a container's endpoints show of the container. */
interface Joined {
	id: string;
	name: string;
	address: string | null;
	/** Networks of the box's own. An empty list means the default network. */
	networks: readonly NetworkOfBox[];
	/** The container has no network: it reaches nobody, inside or outside. */
	none: boolean;
}

function endpointOf(
	{ id: NetworkID, gateway, prefix, ipv6Of, prefix6 }: NetworkWords,
	{ id, name, address }: Pick<Joined, 'id' | 'name' | 'address'>,
	aliases: readonly string[] | null,
	ipv6 = false,
	chosen: string | null = null
) {
	const up = address !== null;
	const address6 = up && ipv6 ? ipv6Of(address) : '';
	const short = id.slice(0, SHORT_ID);
	return {
		IPAMConfig: chosen === null ? null : { IPv4Address: chosen },
		Links: null,
		// Clients before API 1.45 look for the short id among the aliases.
		Aliases: aliases && [...new Set([...aliases, short])],
		MacAddress: '',
		DriverOpts: null,
		GwPriority: 0,
		NetworkID,
		EndpointID: up ? endpointId(NetworkID, id) : '',
		Gateway: up ? gateway : '',
		IPAddress: nothing(address && (chosen ?? address)),
		IPPrefixLen: up ? prefix : 0,
		IPv6Gateway: '',
		GlobalIPv6Address: address6,
		GlobalIPv6PrefixLen: address6 === '' ? 0 : prefix6,
		DNSNames: aliases && [...new Set([name, ...aliases, short])]
	};
}

/** Returns the endpoints of a container by the names of its networks. */
export function networksOf(one: Joined, network: NetworkWords): Record<string, ReturnType<typeof endpointOf>> {
	if (one.networks.length > 0) {
		return Object.fromEntries(
			one.networks.map(({ id, name, aliases, ipv6, address }) => [
				name,
				endpointOf({ ...network, id, name }, one, aliases, ipv6, address)
			])
		);
	}
	const shown = one.none ? { ...network, name: 'none', id: '', gateway: '' } : network;
	return { [shown.name]: endpointOf(shown, { ...one, address: one.none ? null : one.address }, null) };
}

type Mounts = Pick<BoxDetail, 'volumes'>['volumes'];

export const mountsOf = (volumes: Mounts) =>
	volumes.map((one) =>
		one.kind === 'volume'
			? {
					Type: 'volume',
					Name: one.name,
					Source: `/var/lib/docker/volumes/${one.name}/_data`,
					Destination: one.target,
					Driver: 'local',
					Mode: one.readonly ? 'ro' : 'z',
					RW: !one.readonly,
					Propagation: ''
				}
			: {
					Type: 'bind',
					Source: one.source,
					Destination: one.target,
					Mode: one.readonly ? 'ro' : '',
					RW: !one.readonly,
					Propagation: 'rprivate'
				}
	);

const isUp = ({ state }: BoxSummary) => state === 'running' || state === 'paused';

/** A port on all addresses is listed once for IPv4 and once for IPv6, as dockerd does. */
const hostIps = (address: string | null): string[] => (address === '::' ? ['0.0.0.0', '::'] : [address ?? '0.0.0.0']);

/** Ports in the form of `docker ps`. */
const listedPorts = (box: BoxSummary) =>
	isUp(box)
		? box.ports.flatMap(({ hostPort, hostAddress, port, protocol }) =>
				hostIps(hostAddress).map((IP) => ({ IP, PrivatePort: port, PublicPort: hostPort, Type: protocol }))
			)
		: [];

/** Ports in the form of inspect: published ones, and exposed ones that are not published. */
function bindingsOf(ports: BoxSummary['ports'], exposed: readonly string[]) {
	const bindings: Record<string, { HostIp: string; HostPort: string }[] | null> = {};
	for (const name of exposed) bindings[name] = null;
	for (const { hostPort, hostAddress, port, protocol } of ports)
		for (const HostIp of hostIps(hostAddress))
			(bindings[`${port}/${protocol}`] ??= []).push({ HostIp, HostPort: String(hostPort) });
	return bindings;
}

/** A command line in the form of `docker ps`. */
export const commandOf = (argv: readonly string[] | null) =>
	(argv ?? []).map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');

/** The endpoint data of a box. */
const joinedBox = (box: BoxSummary): Joined => ({
	...{ id: box.id, name: box.name, networks: box.networks },
	address: isUp(box) ? box.address : null,
	none: box.networks.length === 0 && !isOnBridge(box)
});

/** What a list shows of a box beyond its summary. */
export type ListedWords = Pick<BoxDetail, 'argv' | 'volumes'>;

/**
 * One entry of `GET /containers/json`, without its status text, which changes with the time.
 * @param imageId of the box's image, as in `GET /images/json`
 */
export function listedBox(
	box: BoxSummary & ListedWords,
	{ network, imageId }: { network: NetworkWords; imageId: string }
) {
	const joined = joinedBox(box);
	return {
		Id: dockerId(box.id),
		Names: [`/${box.name}`],
		Image: box.image,
		ImageID: imageId,
		Command: commandOf(box.argv),
		Created: Math.floor(box.createdAt / 1000),
		Ports: listedPorts(box),
		Labels: box.labels,
		State: boxState(box).status,
		HostConfig: { NetworkMode: joined.none ? 'none' : (box.networks[0]?.name ?? 'bridge') },
		NetworkSettings: { Networks: networksOf(joined, network) },
		Mounts: mountsOf(box.volumes)
	};
}

/** Labels that mark a container as a pup. */
export const pupLabels = (pup: PupSummary): Record<string, string> => ({
	'dogebox.pup': pup.id,
	'dogebox.pup.name': pup.name,
	'dogebox.pup.version': pup.version,
	'dogebox.pup.state': pup.state
});

const pupImage = ({ name, version }: PupSummary) =>
	`dogebox/${name.toLowerCase().replace(/[^a-z0-9_.-]+/g, '-')}:${version}`;

const joinedPup = ({ id, address }: PupSummary, name: string): Joined => ({
	...{ id, name, address },
	networks: [],
	none: false
});

/** The list entry of a pup. @param name of the pup among containers */
export function listedPup(pup: PupSummary, name: string, network: NetworkWords) {
	return {
		Id: dockerId(pup.id),
		Names: [`/${name}`],
		Image: pupImage(pup),
		ImageID: '',
		Command: pup.services.map((service) => service.name).join(' '),
		Created: Math.floor((pup.installedAt ?? 0) / 1000),
		Ports: [],
		Labels: pupLabels(pup),
		State: pupState(pup).status,
		HostConfig: { NetworkMode: 'bridge' },
		NetworkSettings: { Networks: networksOf(joinedPup(pup, name), network) },
		Mounts: []
	};
}

/** What the host knows of a container at this moment. */
export interface Live {
	pid: number;
	oomKilled: boolean;
	/** Bytes; null where the client did not ask for sizes. */
	size: { root: number; written: number } | null;
}

export interface InspectInput {
	box: BoxDetail;
	kept: Kept;
	network: NetworkWords;
	live: Live;
	/** Id of the box's image, as in `GET /images/json`. */
	imageId: string;
}

const EMPTY = {
	ResolvConfPath: '',
	HostnamePath: '',
	HostsPath: '',
	LogPath: '',
	Driver: 'overlay2',
	Platform: 'linux',
	MountLabel: '',
	ProcessLabel: '',
	AppArmorProfile: '',
	ExecIDs: null
};

const settingsOf = (id: string, up: boolean, ports: object, networks: ReturnType<typeof networksOf>) => {
	const bridge = networks['bridge'];
	return {
		Bridge: '',
		SandboxID: up ? dockerId(id) : '',
		SandboxKey: '',
		Ports: ports,
		HairpinMode: false,
		LinkLocalIPv6Address: '',
		LinkLocalIPv6PrefixLen: 0,
		SecondaryIPAddresses: null,
		SecondaryIPv6Addresses: null,
		EndpointID: nothing(bridge?.EndpointID),
		Gateway: nothing(bridge?.Gateway),
		GlobalIPv6Address: '',
		GlobalIPv6PrefixLen: 0,
		IPAddress: nothing(bridge?.IPAddress),
		IPPrefixLen: bridge?.IPPrefixLen ?? 0,
		IPv6Gateway: '',
		MacAddress: '',
		Networks: networks
	};
};

/** `Config` of a box. */
export function inspectedConfig(box: BoxDetail, { asked, words }: Kept) {
	const exposed = [...new Set([...words.exposed, ...Object.keys(asked.ExposedPorts ?? {})])];
	const healthcheck = healthcheckOf(box.options);
	const begins = asked.Entrypoint ?? words.entrypoint;
	const user = asked.User ?? (box.user === '0:0' ? '' : box.user);
	const volumes = [...words.volumes, ...Object.keys(asked.Volumes ?? {})];
	return {
		Hostname: hostnameOf(box),
		Domainname: nothing(asked.Domainname),
		User: String(user),
		AttachStdin: asked.AttachStdin ?? false,
		AttachStdout: asked.AttachStdout ?? false,
		AttachStderr: asked.AttachStderr ?? false,
		...(exposed.length > 0 && { ExposedPorts: Object.fromEntries(exposed.map((name) => [name, {}])) }),
		Tty: asked.Tty ?? false,
		OpenStdin: asked.OpenStdin ?? false,
		StdinOnce: asked.StdinOnce ?? false,
		// The box's own variables come first, and replace those of the image.
		Env: Object.entries({ ...box.env, ...words.env, ...box.env }).map(([name, value]) => `${name}=${nothing(value)}`),
		Cmd: asked.Cmd ?? (asked.Entrypoint ? null : (box.argv?.slice(begins.length) ?? null)),
		Image: box.image,
		Volumes: volumes.length > 0 ? Object.fromEntries(volumes.map((name) => [name, {}])) : null,
		WorkingDir: asked.WorkingDir || words.workingDir,
		Entrypoint: begins.length > 0 ? begins : null,
		OnBuild: null,
		Labels: box.labels,
		...(box.options.stopSignal && { StopSignal: box.options.stopSignal }),
		...(box.options.stopSeconds !== undefined && { StopTimeout: box.options.stopSeconds }),
		...(healthcheck && { Healthcheck: healthcheck })
	};
}

/** `GET /containers/{id}/json` of a box. */
export function inspectedBox(input: InspectInput) {
	const { box, kept, network, live } = input;
	const Config = inspectedConfig(box, kept);
	const up = isUp(box);
	const joined = joinedBox(box);
	const hostConfig = kept.asked.HostConfig;
	const networks = networksOf(joined, network);
	const mode = hostConfig?.NetworkMode;
	return {
		Id: dockerId(box.id),
		Created: moment(box.createdAt),
		Path: box.argv?.[0] ?? '',
		Args: box.argv?.slice(1) ?? [],
		State: stateOf(boxState(box), live, box.checks),
		Image: input.imageId,
		...EMPTY,
		Name: `/${box.name}`,
		RestartCount: box.restarts,
		HostConfig: {
			...HOST,
			...givenOf(hostConfig),
			...hostOfOptions(box.options),
			NetworkMode: joined.none ? 'none' : mode || 'default',
			PortBindings: hostConfig?.PortBindings ?? bindingsOf(box.ports, []),
			RestartPolicy: restartWords(box.restart),
			AutoRemove: box.ephemeral,
			Memory: box.memoryBytes,
			NanoCpus: Math.round((box.cpus ?? 0) * 1e9),
			PidsLimit: box.pids
		},
		GraphDriver: { Name: 'overlay2', Data: null },
		...(live.size && { SizeRw: live.size.written, SizeRootFs: live.size.root }),
		Mounts: mountsOf(box.volumes),
		Config,
		NetworkSettings: settingsOf(
			box.id,
			up,
			up ? bindingsOf(box.ports, Object.keys(Config.ExposedPorts ?? {})) : {},
			networks
		)
	};
}

/** `GET /containers/{id}/json` of a pup, with as much as clients need to recognise it. */
export function inspectedPup(pup: PupSummary, name: string, network: NetworkWords, live: Live) {
	const state = pupState(pup);
	const up = state.status === 'running';
	const services = pup.services.map((service) => service.name);
	return {
		Id: dockerId(pup.id),
		Created: moment(pup.installedAt),
		Path: services[0] ?? '',
		Args: services.slice(1),
		State: stateOf(state, live),
		Image: '',
		...EMPTY,
		Name: `/${name}`,
		RestartCount: pup.services.reduce((sum, { restarts }) => sum + restarts, 0),
		HostConfig: { ...HOST, ReadonlyRootfs: true },
		GraphDriver: { Name: 'overlay2', Data: null },
		Mounts: [],
		Config: {
			Hostname: name,
			Domainname: '',
			User: '',
			AttachStdin: false,
			AttachStdout: false,
			AttachStderr: false,
			Tty: false,
			OpenStdin: false,
			StdinOnce: false,
			Env: [],
			Cmd: services,
			Image: pupImage(pup),
			Volumes: null,
			WorkingDir: '',
			Entrypoint: null,
			OnBuild: null,
			Labels: pupLabels(pup)
		},
		NetworkSettings: settingsOf(pup.id, up, {}, networksOf(joinedPup(pup, name), network))
	};
}

/** Builds what runs pups and boxes, for the composition root: network, nginx, roots. */
import { dirname, join } from 'node:path';
import { createBoxes, hostCannotRun, type Boxes, type BoxesDeps } from './boxes/index.ts';
import { createBuilder } from './build/index.ts';
import type { Builder } from './build/types.ts';
import type { BoxConfig } from './config.ts';
import type { EngineDeps } from './containers/index.ts';
import { createDockerfiles, type Dockerfiles } from './dockerfiles/index.ts';
import { nixVerbs, type Host, type HostFacts } from './host/index.ts';
import { createImages, type Images } from './images/index.ts';
import {
	createGatewayPlane,
	createPagePlane,
	createPortPlane,
	createPupNetwork,
	type NetworkDeps,
	type PortWorld,
	type PupNetwork
} from './network/index.ts';
import { openConnections } from './proxy/index.ts';
import type { Services } from './services.ts';

/**
 * Creates the network of pups, with the owner's name servers or the host's.
 * @param changed called when something else keeps pups from the internet
 */
export function networkOf(
	{ resolvers }: BoxConfig,
	{ host, log }: Pick<NetworkDeps, 'host' | 'log'>,
	changed: () => void
): PupNetwork {
	const { bridge, subnet, nftTable: table } = host.names;
	const named = resolvers.length > 0 ? { resolvers: () => ({ usable: resolvers, unusable: [] }) } : {};
	const network = createPupNetwork({ host, config: { bridge, subnet, table }, log, ...named });
	network.onProblems(changed);
	return network;
}

/** Builds systems of NixOS containers with this process's own rights; null on another host. */
export function nixosOf({ nixpkgs, dkmProgram }: BoxConfig, local: Host, { nixos }: HostFacts): EngineDeps['nixos'] {
	if (!nixos || nixpkgs === null) return null;
	// Beside the folder of the programs, like the pups.
	const modules = join(dirname(dkmProgram), '../nix');
	return {
		folder: join(local.paths.data, 'nixos'),
		build: (of, signal) => local.call(nixVerbs.nixosSystem, { ...of, modules, nixpkgs }, { signal })
	};
}

/** Creates nginx for pages, between pups, and for IPv6 ports; all null without an agent. */
export function planesOf(
	hasAgent: boolean,
	{ network, ...deps }: Parameters<typeof createPagePlane>[0] & { network: PupNetwork | null },
	changed: () => void
): Pick<Services, 'pagePlane' | 'gatewayPlane' | 'portPlane'> {
	if (!hasAgent) return { pagePlane: null, gatewayPlane: null, portPlane: null };
	const gatewayPlane = createGatewayPlane({ ...deps, openConnections });
	gatewayPlane.onProblem(changed);
	const portPlane = createPortPlane({ ...deps, openConnections });
	network?.onPortRelays(portPlane.show);
	return { pagePlane: createPagePlane(deps), gatewayPlane, portPlane };
}

/** Creates boxes and builds of their images. Boxes and pups never get each other's ports. */
export function boxesOf(
	deps: Omit<BoxesDeps, 'ports' | 'enforce' | 'images' | 'space'> &
		Pick<Parameters<typeof createDockerfiles>[0], 'images' | 'space'> & { images: Images },
	others: () => Pick<Services, 'pups' | 'wiring' | 'portPlane'>
): { boxes: Boxes; dockerfiles: Dockerfiles } {
	const enforce = (signal?: AbortSignal) => others().wiring.enforce(signal);
	const ports = (): PortWorld => {
		const world = others().pups.portWorld();
		// nginx listens there for boxes, which own these ports or just did.
		const carried = others().portPlane?.carried();
		return carried ? { ...world, listening: new Set([...world.listening].filter((key) => !carried.has(key))) } : world;
	};
	const boxes = createBoxes({ ...deps, enforce, ports });
	const dockerfiles = createDockerfiles({ ...deps, enforce, cannotRun: () => hostCannotRun(deps) });
	return { boxes, dockerfiles };
}

/** Creates the builder of roots, limited to what the owner lets it fetch, and the image store. */
export function rootsOf(
	{ plainRegistries, registryAuth, debianSnapshots, nixpkgs, dkmProgram }: BoxConfig,
	deps: Pick<Parameters<typeof createBuilder>[0], 'host' | 'outbound' | 'log'> &
		Pick<BoxesDeps, 'database' | 'jobs' | 'engine' | 'paths' | 'facts'>
): { builder: Builder | null; images: Images; recover(): Promise<void> } {
	const { engine, database, facts, paths } = deps;
	// Beside the folder of the programs, like the pups.
	const nixModules = join(dirname(dkmProgram), '../nix');
	const own = { plainRegistries, registryAuth, debianSnapshots, nixpkgs, nixModules };
	const builder = engine && createBuilder({ ...deps, ...own, engine, db: database });
	const images = createImages({ database, jobs: deps.jobs, builder, paths, cannotRun: () => hostCannotRun({ facts }) });
	const recover = async () => {
		await builder?.recover();
		await images.recover();
	};
	return { builder, images, recover };
}

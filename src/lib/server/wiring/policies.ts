/**
 * Computes the policies of the network and the gateway from the owner's grants. Pure. Nothing is
 * open without a grant, and nothing to or from a pup that is not installed.
 */
import { grantedRoutes } from '../../contract/granted-routes.ts';
import type { Manifest } from '../../contract/manifest.ts';
import type { ManifestExpose } from '../../contract/manifest-schema.ts';
import type { GatewayGrant, NetworkPolicy } from '../network/index.ts';
import type { KnownPup, LinkedProvider } from '../pups/index.ts';
import { accessOf } from './access.ts';
import { needsOf, type Need } from './needs.ts';
import { serves } from './offers.ts';
import type { AccessRow, GrantRow, ProviderRow } from './rows.ts';

/** All inputs of the policies. */
export interface WiringFacts {
	pups: readonly KnownPup[];
	providers: readonly ProviderRow[];
	grants: readonly GrantRow[];
	access: readonly AccessRow[];
}

type Group = Manifest['interfaces'][number]['permissionGroups'][number];

/** A dependency of an installed pup, with its provider if that pup can still provide it. */
interface Link {
	pup: KnownPup & { address: string };
	need: Need;
	provider: (KnownPup & { address: string }) | null;
	granted: ReadonlySet<string>;
}

/** Routes that match everything. */
const EVERYTHING: ReadonlySet<string> = new Set(['/', '*', '/*', '/**']);

const groupsOf = ({ interfaces }: Manifest, name: string): Group[] =>
	interfaces.filter((one) => one.name === name).flatMap((one) => one.permissionGroups);

export const exposesOf = ({ container }: Manifest, name: string): ManifestExpose[] =>
	container.exposes.filter((one) => one.interfaces.includes(name));

const isHttp = ({ type }: Pick<ManifestExpose, 'type'>) => type === 'http';

/**
 * The port that a group opens directly, without the gateway; null for none. A group without a port
 * of its own opens that of the interface, as in the original, but only where that allows no more
 * than its routes do.
 */
export function directPort(manifest: Manifest, name: string, group: Group): number | null {
	const exposes = exposesOf(manifest, name);
	const direct = exposes.filter((one) => !isHttp(one));
	if (direct.length === 0) return null;
	if (group.port) return direct.some(({ port }) => port === group.port) ? group.port : null;
	const limited = group.routes.length > 0 && !group.routes.some((route) => EVERYTHING.has(route));
	// Routes do not restrict an interface that is not HTTP.
	if (limited && exposes.some(isHttp)) return null;
	return direct.at(-1)!.port;
}

/** The port to which the gateway forwards an interface; null where the interface has none. */
function gatewayTarget(manifest: Manifest, name: string): number | null {
	const exposes = exposesOf(manifest, name);
	return (exposes.findLast(isHttp) ?? exposes.at(-1))?.port ?? null;
}

const isConnected = (pup: KnownPup | undefined): pup is KnownPup & { address: string } =>
	pup !== undefined && pup.state !== 'uninstalled' && pup.address !== null;

function linksOf({ pups, providers, grants }: WiringFacts): Link[] {
	const byId = new Map(pups.map((pup) => [pup.id, pup]));
	const key = (id: string, name: string) => JSON.stringify([id, name]);
	const chosen = new Map(providers.map((row) => [key(row.dependantId, row.interface), row.providerId]));
	const granted = new Map<string, Set<string>>();
	for (const { dependantId, interface: name, group } of grants) {
		const known = granted.get(key(dependantId, name)) ?? new Set();
		granted.set(key(dependantId, name), known.add(group));
	}
	return pups.filter(isConnected).flatMap((pup) =>
		needsOf(pup.manifest).map((need): Link => {
			const provider = byId.get(chosen.get(key(pup.id, need.interface)) ?? '');
			const usable = isConnected(provider) && provider.id !== pup.id && serves(provider.manifest, need);
			return {
				pup,
				need,
				provider: usable ? provider : null,
				// Groups that the manifest no longer asks for stay closed.
				granted: new Set(
					[...(granted.get(key(pup.id, need.interface)) ?? [])].filter((one) => need.groups.includes(one))
				)
			};
		})
	);
}

/** Ports of providers that a dependency opens directly. */
function reachesOf({ need, provider, granted }: Link): NetworkPolicy['reaches'] {
	if (!provider) return [];
	const ports = groupsOf(provider.manifest, need.interface)
		.filter((group) => granted.has(group.name))
		.map((group) => directPort(provider.manifest, need.interface, group))
		.filter((port) => port !== null);
	return [...new Set(ports)].map((port) => ({ address: provider.address, protocol: 'tcp', port }));
}

/** The policy of each pup, in the order of the pups. */
export function policiesOf(
	facts: WiringFacts,
	publishedBy: (id: string) => NetworkPolicy['publishes'] = () => []
): NetworkPolicy[] {
	const said = new Map(facts.access.map((row) => [row.pupId, row]));
	const reaches = new Map<string, NetworkPolicy['reaches']>();
	for (const link of linksOf(facts)) {
		const known = reaches.get(link.pup.id) ?? [];
		const isNew = ({ address, port }: NetworkPolicy['reaches'][number]) =>
			!known.some((one) => one.address === address && one.port === port);
		reaches.set(link.pup.id, [...known, ...reachesOf(link).filter(isNew)]);
	}
	return facts.pups.filter(isConnected).map((pup) => {
		const { reachesInternet, lan, networks } = accessOf(pup, said.get(pup.id) ?? null);
		return {
			id: pup.id,
			internet: reachesInternet,
			lan,
			networks,
			reaches: reaches.get(pup.id) ?? [],
			publishes: publishedBy(pup.id)
		};
	});
}

/** Limits for one grant of the gateway and for all. Legitimate pups stay below them. */
const MOST_ROUTES = 1024;
const MOST_MISSING = 64;
const MOST_GRANTS = 4000;
/** Most characters of all routes together; a call of the agent takes 4 MiB. */
const MOST_GRANTED = 1_500_000;
const MOST_MISSING_TEXT = 500_000;

/** States in which nothing of a pup runs. */
const ASLEEP: ReadonlySet<KnownPup['state']> = new Set(['installing', 'stopped', 'broken', 'uninstalled']);

/** Whether part of a pup may be running and sending requests. */
export const isAwake = ({ state }: Pick<KnownPup, 'state'>): boolean => !ASLEEP.has(state);

/** States in which a pup may answer requests. */
const ANSWERS: ReadonlySet<KnownPup['state']> = new Set(['starting', 'running', 'crashed']);

/** Whether part of a pup may be there to answer requests. */
export const mayAnswer = ({ state }: Pick<KnownPup, 'state'>): boolean => ANSWERS.has(state);

function gatewayGrant({ pup, need, provider, granted }: Link): GatewayGrant {
	const groups = provider ? groupsOf(provider.manifest, need.interface) : [];
	const routesOf = ({ routes }: (typeof groups)[number]) => (provider ? grantedRoutes(provider.manifest, routes) : []);
	const port = provider && mayAnswer(provider) ? gatewayTarget(provider.manifest, need.interface) : null;
	return {
		from: pup.address,
		interface: need.interface,
		to: provider && port !== null ? { address: provider.address, port } : null,
		routes: [...new Set(groups.filter(({ name }) => granted.has(name)).flatMap(routesOf))].slice(0, MOST_ROUTES),
		names: { dependant: pup.name, provider: provider?.name ?? null },
		missing: groups
			.filter(({ name }) => !granted.has(name))
			.slice(0, MOST_MISSING)
			.map((group) => ({ group: group.name, routes: routesOf(group) }))
	};
}

/**
 * Grants of the gateway, one for each dependency, with or without a provider. Those with a provider
 * come first, because manifests may define more than the gateway accepts.
 */
export function gatewayGrantsOf(facts: WiringFacts): GatewayGrant[] {
	const links = linksOf(facts);
	const ordered = [...links.filter(({ provider }) => provider), ...links.filter(({ provider }) => !provider)];
	return bounded(ordered.slice(0, MOST_GRANTS).map(gatewayGrant));
}

/**
 * Drops what one manifest could make too long for all: all routes of a grant, or all its missing
 * groups (which only appear in messages), where they exceed the grant's share of the limit.
 */
function bounded(grants: GatewayGrant[]): GatewayGrant[] {
	const lengthOf = (routes: readonly string[]) => routes.reduce((sum, route) => sum + route.length + 8, 0);
	const longest = Math.max(1, grants.length);
	return grants.map((grant) => {
		const missing = grant.missing.reduce((sum, { routes }) => sum + lengthOf(routes) + 100, 0);
		const fits = lengthOf(grant.routes) <= Math.max(4000, MOST_GRANTED / longest);
		return {
			...grant,
			routes: fits ? grant.routes : [],
			missing: missing <= Math.max(2000, MOST_MISSING_TEXT / longest) ? grant.missing : []
		};
	});
}

/**
 * Addresses at which a pup's services find its providers. They do not depend on whether a provider
 * runs: a provider that stops restarts nobody.
 */
export function linkedProviders(pup: KnownPup, facts: Pick<WiringFacts, 'pups' | 'providers'>): LinkedProvider[] {
	return needsOf(pup.manifest).flatMap(({ interface: name }): LinkedProvider[] => {
		const row = facts.providers.find((one) => one.dependantId === pup.id && one.interface === name);
		const provider = row && facts.pups.find(({ id }) => id === row.providerId);
		const expose = provider && exposesOf(provider.manifest, name)[0];
		if (!provider || !expose || provider.address === null) return [];
		return [{ interface: name, name: expose.name, host: provider.address, port: expose.port }];
	});
}

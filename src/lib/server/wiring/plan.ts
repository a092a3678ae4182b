/** Converts the resolver's result into the plan that an owner reads and confirms. Pure. */
import { createHash } from 'node:crypto';
import { bytes } from '../../contract/bytes.ts';
import { askedOnInstall, configSections } from '../../contract/config-values.ts';
import { deviceRequests } from '../../contract/devices.ts';
import { hostPorts, protocolOf, webPages, type Manifest } from '../../contract/manifest.ts';
import { severityWords } from '../../contract/severity.ts';
import type {
	AskedPermission,
	InstallPlan,
	PlanConflict,
	PlanGrant,
	PlannedPup,
	PlannedWire,
	ProviderOption
} from '../../contract/wiring.ts';
import { listed } from '../../contract/listed.ts';
import type { KnownPup } from '../pups/index.ts';
import { permissionsOf } from '../store/index.ts';
import { conflictOf } from './conflicts.ts';
import { rangeWords, type Need } from './needs.ts';
import {
	indexOffers,
	isOf,
	keyOf,
	keyOfRoot,
	MOST_OFFERS,
	MOST_VERSIONS,
	namesOf,
	providedVersion,
	serves
} from './offers.ts';
import type { Planned, Provider, Resolution, ResolverInput, Wire } from './resolver-types.ts';

/** Resources of the box. */
export interface Room {
	/** Free bytes on the disk of the pups; null where unknown. */
	freeBytes: number | null;
	/** Unused ports for web pages. */
	freePages: number;
}

const MEBIBYTE = 1024 ** 2;
/** Most alternative providers listed for one need. */
const MOST_OPTIONS = 20;

/**
 * Describes what the requested groups of an interface allow. A group that the interface lacks gets
 * no description.
 * @param granted names of the granted groups
 */
export function askedPermissions(
	provider: Manifest | null,
	need: Pick<Need, 'interface' | 'groups' | 'optionalGroups'>,
	granted: readonly string[]
): AskedPermission[] {
	// A manifest may list an interface twice.
	const known = (provider?.interfaces ?? []).filter(({ name }) => name === need.interface).flatMap(permissionsOf);
	return need.groups.map((name) => {
		const permission = joined(
			name,
			known.filter((one) => one.name === name)
		);
		const { label, meaning } = severityWords(permission.severity);
		return {
			...permission,
			severityLabel: label,
			severityMeaning: meaning,
			optional: need.optionalGroups.includes(name),
			granted: granted.includes(name)
		};
	});
}

/** A group that a manifest defines twice allows what both definitions do. */
function joined(name: string, groups: readonly ReturnType<typeof permissionsOf>[number][]) {
	const severities = groups.flatMap(({ severity }) => severity ?? []);
	return {
		name,
		description: [...new Set(groups.map(({ description }) => description))].join(' ').trim(),
		severity: severities.length === 0 ? null : Math.min(...severities),
		routes: [...new Set(groups.flatMap(({ routes }) => routes))],
		port: groups.find(({ port }) => port !== null)?.port ?? null
	};
}

/** An installed pup as an option. */
export function standingOption(pup: KnownPup, name: string): ProviderOption {
	const provides = providedVersion(pup.manifest, name) ?? '';
	return { key: pup.id, name: pup.name, version: pup.version, provides, installed: true, sourceName: null };
}

function offeredOption({ key, name: shown, offer, version }: Planned, name: string): ProviderOption {
	return {
		key,
		name: shown,
		version: version.version,
		provides: providedVersion(version.manifest, name) ?? '',
		installed: false,
		sourceName: offer.sourceName
	};
}

const optionOf = (provider: Provider, name: string): ProviderOption =>
	provider.kind === 'standing' ? standingOption(provider.pup, name) : offeredOption(provider, name);

/**
 * Returns a function that lists all pups that could serve a need, installed ones first. Considers
 * no more offers and versions than the search does.
 */
function createOptions({ offers, standing }: ResolverInput) {
	const there = standing.filter((pup) => pup.state !== 'uninstalled');
	const here = new Map(there.map((pup) => [keyOf(pup), pup]));
	const nextName = namesOf({ offers, standing });
	const byInterface = indexOffers(offers);
	const known = new Map<string, Planned[]>();

	function offered(need: Need): Planned[] {
		const key = JSON.stringify([need.interface, need.ranges]);
		const found =
			known.get(key) ??
			(byInterface.get(need.interface) ?? []).slice(0, MOST_OFFERS).flatMap((offer) => {
				const version = offer.versions
					.slice(0, MOST_VERSIONS)
					.find((one) => one.problem === null && serves(one.manifest, need));
				if (!version) return [];
				const first = here.get(keyOf(offer));
				if (!first) return [{ key: keyOf(offer), name: offer.name, offer, version }];
				// A second pup of the offer helps where the installed ones do not fit.
				const name = nextName(offer);
				const fits = there.some((pup) => isOf(pup, offer) && serves(pup.manifest, need));
				return fits ? [] : [{ key: keyOf({ ...offer, name }), name, offer, version }];
			});
		known.set(key, found);
		return found;
	}

	return ({ of, need }: Pick<Wire, 'of' | 'need'>): ProviderOption[] =>
		[
			...there
				.filter((pup) => keyOf(pup) !== of.key && serves(pup.manifest, need))
				.map((pup) => standingOption(pup, need.interface)),
			...offered(need)
				.filter(({ key }) => key !== of.key)
				.map((one) => offeredOption(one, need.interface))
		].slice(0, MOST_OPTIONS);
}

/** A group with its severity: “RPC” (can change things). */
const permissionWords = ({ name, severityLabel }: AskedPermission) => `“${name}” (${severityLabel.toLowerCase()})`;

function wireWords(name: string, need: Need, provider: ProviderOption | null, asked: AskedPermission[]): string {
	if (provider === null) return `${name} goes without ${need.interface}; it also runs without.`;
	const granted = asked.filter((one) => one.granted).map(permissionWords);
	const left = asked.filter((one) => !one.granted).map(permissionWords);
	const uses = `${name} uses ${need.interface} ${provider.provides} of ${provider.name}`;
	return [
		`${uses}${granted.length > 0 ? `, and is granted ${listed(granted)} there` : ''}.`,
		...(left.length > 0 ? [`It also asks for ${listed(left)}, which you may grant or not.`] : [])
	].join(' ');
}

/** Groups that a wire grants: the required ones, and optional ones that the owner chose. */
export function grantedBy({ of, need }: Pick<Wire, 'of' | 'need'>, grants: readonly PlanGrant[]): string[] {
	const chosen = grants.filter((one) => one.of === of.key && one.interface === need.interface);
	return need.groups.filter(
		(group) => !need.optionalGroups.includes(group) || chosen.some((one) => one.group === group)
	);
}

function plannedWire(
	wire: Wire,
	optionsOf: ReturnType<typeof createOptions>,
	grants: readonly PlanGrant[]
): PlannedWire {
	const { of, need, provider } = wire;
	const manifest =
		provider === null ? null : provider.kind === 'standing' ? provider.pup.manifest : provider.version.manifest;
	const option = provider && optionOf(provider, need.interface);
	const permissions = option ? askedPermissions(manifest, need, grantedBy(wire, grants)) : [];
	const options = optionsOf(wire);
	return {
		of: of.key,
		ofName: of.name,
		interface: need.interface,
		range: rangeWords(need),
		optional: need.optional,
		provider: option,
		permissions,
		// The chosen version may be older than the listed one, and replaces it in the list.
		options: option ? [option, ...options.filter(({ key }) => key !== option.key)] : options,
		text: wireWords(of.name, need, option, permissions)
	};
}

function plannedPup({ key, name, offer, version }: Planned, input: ResolverInput): PlannedPup {
	const { manifest } = version;
	const { resources, requiresInternet } = manifest.container;
	const inBytes = (mib: number | null) => (mib === null ? null : mib * MEBIBYTE);
	const kept = input.standing.some((pup) => pup.state === 'uninstalled' && keyOf(pup) === key);
	const asks = askedOnInstall({
		showOnInstall: manifest.config.showOnInstall,
		sections: configSections(manifest, null)
	});
	return {
		key,
		sourceId: offer.sourceId,
		sourceName: offer.sourceName,
		name,
		version: version.version,
		signature: version.signature,
		asked: key === keyOfRoot(input.root),
		requiresInternet,
		devices: deviceRequests(manifest.container),
		pages: webPages(manifest).map(({ name }) => name),
		hostPorts: hostPorts(manifest).map(({ name, type, port }) => ({ name, type, port })),
		diskBytes: inBytes(resources.diskMiB),
		memoryBytes: inBytes(resources.memoryMiB),
		needsSettings: asks.length > 0 && !kept,
		keptData: kept
	};
}

/** Conflicts where the box has too few ports for the pups' pages. */
function missingPages(installs: readonly PlannedPup[], room: Room): PlanConflict[] {
	const pages = installs.flatMap((pup) => pup.pages).length;
	if (pages <= room.freePages) return [];
	return [
		{
			of: null,
			interface: null,
			second: null,
			kind: 'pages',
			reason: `These pups have ${pages} web pages; the box has ports for ${room.freePages} more.`,
			hint: 'Remove a pup with web pages that you no longer use, with its data.'
		}
	];
}

/** Bytes to be written, by the makers' estimates. Kept data already exist. */
const diskOf = (installs: readonly PlannedPup[]) =>
	installs.reduce((sum, { diskBytes, keptData }) => sum + (keptData ? 0 : Math.max(0, diskBytes ?? 0)), 0);

/**
 * Notes about disk space. An estimate never blocks an installation, because many pups need less.
 */
function diskNotes(installs: readonly PlannedPup[], { freeBytes }: Room): string[] {
	const needed = diskOf(installs);
	if (freeBytes === null || needed <= freeBytes) return [];
	return [
		`These pups take about ${bytes(needed)} in time; ${bytes(freeBytes)} are free. Resources shows what takes it.`
	];
}

/** Notes about pups that want the same port of the box. */
function portNotes(installs: readonly PlannedPup[], standing: readonly KnownPup[]): string[] {
	const wanted = new Map<string, string[]>();
	const note = (name: string, ports: PlannedPup['hostPorts']) => {
		for (const { type, port } of ports) {
			const key = `${protocolOf(type)} ${port}`;
			wanted.set(key, [...(wanted.get(key) ?? []), name]);
		}
	};
	for (const pup of standing) {
		if (pup.state === 'uninstalled') continue;
		note(pup.name, hostPorts(pup.manifest));
	}
	const before = new Set([...wanted].filter(([, names]) => new Set(names).size > 1).map(([key]) => key));
	for (const pup of installs) note(pup.name, pup.hostPorts);
	return [...wanted].flatMap(([key, names]) => {
		const all = [...new Set(names)];
		if (all.length < 2 || before.has(key)) return [];
		return [`${listed(all)} want the same port of the box, ${key.split(' ')[1]}; one of them gets another.`];
	});
}

function notesOf(
	installs: readonly PlannedPup[],
	wires: readonly Wire[],
	standing: readonly KnownPup[],
	room: Room
): string[] {
	const serving = new Map(
		wires.flatMap(({ provider }) => (provider?.kind === 'standing' ? [[provider.key, provider.pup] as const] : []))
	);
	const others = installs.filter(({ asked, needsSettings }) => !asked && needsSettings);
	return [
		...others.map(({ name }) => `${name} starts when its settings were saved; its page asks for them.`),
		...[...serving.values()]
			.filter(({ state }) => state === 'broken' || state === 'crashed')
			.map(({ name, state }) => `${name}, which is to serve, is ${state}; its page says why.`),
		...installs.filter((pup) => pup.keptData).map(({ name }) => `${name} finds its data of before.`),
		...portNotes(installs, standing),
		...diskNotes(installs, room)
	];
}

function planWords(installs: readonly PlannedPup[], wires: readonly PlannedWire[]): string {
	const asked = installs.find((one) => one.asked)!;
	const others = installs.filter((one) => !one.asked);
	const serving = new Set(wires.flatMap(({ provider }) => (provider?.installed ? [provider.name] : [])));
	const said = (one: PlannedPup) => `${one.name} ${one.version}`;
	return [
		others.length === 0
			? `${said(asked)} is installed.`
			: `${listed(others.map(said))} ${others.length === 1 ? 'is' : 'are'} installed and started first, then ${said(asked)}.`,
		...(serving.size > 0
			? [`${listed(serving)}, which you have, ${serving.size === 1 ? 'serves' : 'serve'} them.`]
			: [])
	].join(' ');
}

/** Identifies everything that an owner agrees to. Free disk space does not change it. */
function idOf(resolution: Resolution, wires: readonly PlannedWire[]): string {
	const installs = resolution.installs.map(({ key, version }) => [
		key,
		version.version,
		version.treeHash,
		version.identity,
		version.signature,
		createHash('sha256').update(JSON.stringify(version.manifest)).digest('hex')
	]);
	const agreed = wires.map(({ of, interface: name, provider, permissions }) => [
		of,
		name,
		provider?.key ?? null,
		permissions
	]);
	return createHash('sha256')
		.update(JSON.stringify([installs, agreed]))
		.digest('hex')
		.slice(0, 32);
}

/** The plan for a person. */
export function planOf(resolution: Resolution, input: ResolverInput, room: Room): InstallPlan {
	const installs = resolution.installs.map((one) => plannedPup(one, input));
	const optionsOf = createOptions(input);
	const wires = resolution.wires.map((one) => plannedWire(one, optionsOf, input.grants));
	return {
		id: idOf(resolution, wires),
		text: planWords(installs, wires),
		installs,
		wires,
		conflicts: [
			...resolution.unserved.map((one) => conflictOf(one, resolution.gaveUp)),
			...missingPages(installs, room)
		],
		notes: notesOf(installs, resolution.wires, input.standing, room),
		disk: { bytes: diskOf(installs), free: room.freeBytes }
	};
}

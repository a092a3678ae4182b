/** Converts the sources' offers into what the store shows. Pure. */
import { configSections } from '../../contract/config-values.ts';
import { BUILD_KINDS, buildKinds, categoryOf, webPages, type Manifest } from '../../contract/manifest.ts';
import type { StorePup, StorePupDetail } from '../../contract/store.ts';
import { problemOf, type JudgedVersion, type OfferedPup } from '../sources/index.ts';
import { chooseBuild } from './capabilities.ts';
import type { HostCapabilities, InstalledPup } from './types.ts';
import { satisfies } from './versions.ts';

/** What the store shows in addition to the sources' data. */
export interface StoreView {
	capabilities: HostCapabilities;
	/** By `<source id>/<name>`. */
	installed: ReadonlyMap<string, Pick<InstalledPup, 'id' | 'state'>>;
	logoUrl(pup: OfferedPup): string | null;
}

/** Why a version cannot be installed and run here; null when it can. */
export function hindranceOf(version: JudgedVersion, capabilities: HostCapabilities): string | null {
	const choice = chooseBuild(version.manifest, capabilities);
	const cannot = choice.ok
		? null
		: [choice.reason, choice.command && `Run: ${choice.command}`].filter(Boolean).join(' ');
	return problemOf(version) ?? cannot;
}

/** One line of the store. `version` default: the shown one. */
export function storePupOf(pup: OfferedPup, view: StoreView, version: JudgedVersion = pup.shown): StorePup {
	const { manifest, warnings } = version;
	const reason = hindranceOf(version, view.capabilities);
	const here = view.installed.get(`${pup.sourceId}/${pup.name}`);
	return {
		sourceId: pup.sourceId,
		sourceName: pup.sourceName,
		name: pup.name,
		version: version.version,
		versions: pup.versions.length,
		category: categoryOf(manifest),
		shortDescription: manifest.meta.shortDescription,
		longDescription: manifest.meta.longDescription,
		logoUrl: view.logoUrl(pup),
		runnable: reason === null,
		reason,
		requiresInternet: manifest.container.requiresInternet,
		webPages: webPages(manifest).map((page) => page.name),
		interfaces: manifest.interfaces.map(({ name, version }) => ({ name, version })),
		dependencies: manifest.dependencies.map((one) => ({
			name: one.interfaceName,
			version: one.interfaceVersion,
			optional: one.optional
		})),
		warnings,
		signature: version.signature,
		updatedAt: version.updatedAt,
		installedPupId: here?.id ?? null,
		installedState: here?.state ?? null
	};
}

type Permission = StorePupDetail['offers'][number]['permissions'][number];
/** What an interface allows others to do, according to its manifest. */
export const permissionsOf = (offered: Manifest['interfaces'][number]): Permission[] =>
	offered.permissionGroups.map(({ name, description, severity, routes, port }) => ({
		name,
		description,
		severity,
		routes,
		// Existing manifests write 0 for none.
		port: port || null
	}));

/**
 * The page of one pup.
 * @param version to show
 * @param all every pup of the store, to find providers
 * @param readmeHtml safe HTML
 */
export function storeDetailOf(
	pup: OfferedPup,
	version: JudgedVersion,
	all: readonly OfferedPup[],
	view: StoreView,
	readmeHtml: string | null
): StorePupDetail {
	const { manifest } = version;
	const { exposes, resources } = manifest.container;
	const choice = chooseBuild(manifest, view.capabilities);
	const bytes = (mib: number | null) => (mib === null ? null : mib * 1024 * 1024);
	return {
		...storePupOf(pup, view, version),
		offered: pup.versions.map((one) => ({
			version: one.version,
			origin: one.origin,
			updatedAt: one.updatedAt,
			hash: one.treeHash,
			signature: one.signature,
			problem: problemOf(one)
		})),
		hash: version.treeHash,
		upstreamVersions: manifest.meta.upstreamVersions,
		exposes: exposes.map(({ name, type, port, webUI, listenOnHost, interfaces }) => ({
			name,
			type,
			port,
			webUI,
			listenOnHost,
			interfaces
		})),
		offers: manifest.interfaces.map((one) => ({
			name: one.name,
			version: one.version,
			permissions: permissionsOf(one)
		})),
		needs: manifest.dependencies.map((need) => {
			const found = providersOf(need, pup, all, view);
			return {
				name: need.interfaceName,
				version: need.interfaceVersion,
				optional: need.optional,
				// The provider's manifest describes what a group allows.
				permissions: need.permissionGroups.map((group) => {
					const said = found.flatMap((one) => one.permissions).find((one) => one.name === group);
					return said ?? { name: group, description: '', severity: null, routes: [], port: null };
				}),
				providers: found.map(({ sourceId, name, installed }) => ({ sourceId, name, installed }))
			};
		}),
		config: { showOnInstall: manifest.config.showOnInstall, sections: configSections(manifest, null) },
		resources: { memoryBytes: bytes(resources.memoryMiB), diskBytes: bytes(resources.diskMiB) },
		builds: BUILD_KINDS.filter((kind) => buildKinds(manifest).includes(kind)).map((kind) => {
			const able = view.capabilities[kind];
			return {
				kind,
				chosen: choice.ok && choice.kind === kind,
				reason: able.ok ? null : able.reason,
				command: able.ok ? null : able.command
			};
		}),
		readmeHtml
	};
}

/** Pups that provide an interface, installed ones first. */
function providersOf(
	need: { interfaceName: string; interfaceVersion: string },
	dependant: OfferedPup,
	all: readonly OfferedPup[],
	view: StoreView
): { sourceId: string; name: string; installed: boolean; permissions: Permission[] }[] {
	return all
		.filter((one) => one !== dependant)
		.flatMap(({ sourceId, name, shown }) => {
			const served = shown.manifest.interfaces.find(
				(one) => one.name === need.interfaceName && satisfies(one.version, need.interfaceVersion)
			);
			const here = view.installed.get(`${sourceId}/${name}`);
			const installed = here !== undefined && here.state !== 'uninstalled';
			return served ? [{ sourceId, name, installed, permissions: permissionsOf(served) }] : [];
		})
		.sort((a, b) => Number(b.installed) - Number(a.installed));
}

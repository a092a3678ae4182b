/** The shop: the sources' offers, combined with what this host can do and what is installed. */
import type { Events } from '../events/types.ts';
import type { OfferedPup, Sources } from '../sources/index.ts';
import { hindranceOf, storeDetailOf, storePupOf, type StoreView } from './listing.ts';
import type { HostCapabilities, InstalledPup, Store } from './types.ts';

export interface StoreDeps {
	sources: Pick<Sources, 'offers' | 'offer' | 'readme' | 'hasLogo' | 'refresh'>;
	events: Events;
	/** What this host can build and run; see {@link createCapabilities}. */
	capabilities: () => Promise<HostCapabilities> | HostCapabilities;
	/** All pups of this box. */
	installed: () => readonly InstalledPup[];
}

const UNKNOWN: HostCapabilities = (() => {
	const no = { ok: false as const, reason: 'The box is still finding out what this host can do.', command: null };
	return { nix: no, flake: no, debian: no, image: no };
})();

/** Path on the box of a logo in the store. */
const logoPath = ({ sourceId, name }: OfferedPup) => `/api/v1/store/${sourceId}/${encodeURIComponent(name)}/logo`;

/** The host is not inspected before `begin`. */
export function createStore({ sources, events, ...deps }: StoreDeps): Store {
	let capabilities = UNKNOWN;

	async function inspectHost(): Promise<void> {
		const before = JSON.stringify(capabilities);
		capabilities = await deps.capabilities();
		if (before !== JSON.stringify(capabilities)) events.emit({ kind: 'store' });
	}

	/**
	 * Installed pups by offer: the pup of that name, else one from the same offer with another
	 * name.
	 */
	function installedByOffer(): StoreView['installed'] {
		const all = deps.installed();
		const renamed = all.filter(({ offerName, state }) => offerName !== null && state !== 'uninstalled');
		return new Map([
			...renamed.map((pup) => [`${pup.sourceId}/${pup.offerName}`, pup] as const),
			...all.map((pup) => [`${pup.sourceId}/${pup.name}`, pup] as const)
		]);
	}

	function view(): StoreView {
		return {
			capabilities,
			installed: installedByOffer(),
			logoUrl: (pup) => (sources.hasLogo(pup.sourceId, pup.name) ? logoPath(pup) : null)
		};
	}

	return {
		list() {
			const now = view();
			return sources.offers().map((pup) => storePupOf(pup, now));
		},
		async detail(sourceId, name, wanted) {
			const { pup, version } = sources.offer(sourceId, name, wanted);
			const readme = await sources.readme(sourceId, name, wanted);
			return storeDetailOf(pup, version, sources.offers(), view(), readme);
		},
		hindrance: (version) => hindranceOf(version, capabilities),
		async refresh(sourceId) {
			await inspectHost();
			await sources.refresh(sourceId);
		},
		begin: inspectHost
	};
}

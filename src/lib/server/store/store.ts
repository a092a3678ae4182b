/** The shop: what sources offer, seen with what this host can do and what is installed. */
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

/** The host is not looked at before `begin`. */
export function createStore({ sources, events, ...deps }: StoreDeps): Store {
	let capabilities = UNKNOWN;

	async function lookAtHost(): Promise<void> {
		const before = JSON.stringify(capabilities);
		capabilities = await deps.capabilities();
		if (before !== JSON.stringify(capabilities)) events.emit({ kind: 'store' });
	}

	function view(): StoreView {
		return {
			capabilities,
			installed: new Map(deps.installed().map((pup) => [`${pup.sourceId}/${pup.name}`, pup])),
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
			await lookAtHost();
			await sources.refresh(sourceId);
		},
		begin: lookAtHost
	};
}

import type { BuildKind } from '../../contract/manifest.ts';
import type { JudgedVersion } from '../sources/index.ts';
import type { PupState } from '../../contract/pups.ts';
import type { StorePup, StorePupDetail } from '../../contract/store.ts';

/**
 * Whether one thing can be done here; else why not, and the one command that mends it (null where
 * none can).
 */
export type Able = { ok: true } | { ok: false; reason: string; command: string | null };

/** For each way to build a pup, whether this host can build it so and run it. */
export type HostCapabilities = Record<BuildKind, Able>;

/** What the store knows of an installed pup. */
export interface InstalledPup {
	id: string;
	sourceId: string;
	name: string;
	/** Name in its source where that is another: it is one more beside others. */
	offerName: string | null;
	state: PupState;
}

/** The shop: the union of what all sources offer, and what of it this host can run. */
export interface Store {
	list(): StorePup[];
	/**
	 * One pup with all that its page shows; `version` default is the newest that can be used.
	 * @throws BoxError 404
	 */
	detail(sourceId: string, name: string, version?: string): Promise<StorePupDetail>;
	/** Why this version cannot be installed and run here; null when it can. */
	hindrance(version: JudgedVersion): string | null;
	/** Looks at the host anew, then reads a source, or all. @throws BoxError 404 */
	refresh(sourceId?: string): Promise<void>;
	/**
	 * Looks at the host. Before the sources begin: what cannot be known to run would be shown as
	 * what cannot run.
	 */
	begin(): Promise<void>;
}

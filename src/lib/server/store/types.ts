import type { BuildKind } from '../../contract/manifest.ts';
import type { JudgedVersion } from '../sources/index.ts';
import type { PupState } from '../../contract/pups.ts';
import type { StorePup, StorePupDetail } from '../../contract/store.ts';

/**
 * Whether something is possible here; if not, why, and the one command that fixes it (null for
 * none).
 */
export type Able = { ok: true } | { ok: false; reason: string; command: string | null };

/** For each way to build a pup, whether this host can build and run it. */
export type HostCapabilities = Record<BuildKind, Able>;

/** What the store needs of an installed pup. */
export interface InstalledPup {
	id: string;
	sourceId: string;
	name: string;
	/** Name in its source where it has another name because it is a second pup of the offer. */
	offerName: string | null;
	state: PupState;
}

/** The shop: the offers of all sources, and what this host can run of them. */
export interface Store {
	list(): StorePup[];
	/**
	 * One pup with everything that its page shows; `version` defaults to the newest usable one.
	 * @throws BoxError 404
	 */
	detail(sourceId: string, name: string, version?: string): Promise<StorePupDetail>;
	/** Why this version cannot be installed and run here; null when it can. */
	hindrance(version: JudgedVersion): string | null;
	/** Inspects the host again, then reads one source or all. @throws BoxError 404 */
	refresh(sourceId?: string): Promise<void>;
	/**
	 * Inspects the host. Call this before the sources begin, because pups of an unknown host would
	 * be shown as unable to run.
	 */
	begin(): Promise<void>;
}

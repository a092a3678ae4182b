/** Inputs and results of the resolver. All of it is plain data. */
import type { Manifest } from '../../contract/manifest.ts';
import type { SignatureState } from '../../contract/sources.ts';
import type { PlanChoice, PlanGrant } from '../../contract/wiring.ts';
import type { KnownPup } from '../pups/index.ts';
import type { Need } from './needs.ts';
import type { Edge } from './order.ts';

/** A version of a pup that a source offers. */
export interface OfferedVersion {
	version: string;
	manifest: Manifest;
	signature: SignatureState;
	/** Hash of its tree, where it is known before the tree is fetched. */
	treeHash: string | null;
	/** Identifies its content, as the source states it before anything is fetched. */
	identity: string;
	/** Why it cannot be installed and run here; null when it can. */
	problem: string | null;
}

/** A pup that a source offers. */
export interface Offer {
	sourceId: string;
	sourceName: string;
	/** Address of the source, by which manifests name it. */
	location: string;
	name: string;
	/** Newest first. */
	versions: readonly OfferedVersion[];
}

/**
 * Key of a pup within a plan: the id of an installed pup, or `<source id>/<name>` of one to
 * install, with the name that people will see. No id contains a slash.
 */
export type PupKey = string;

export interface ResolverInput {
	/** `as`: a name of its own for a second pup of the offer. */
	root: { sourceId: string; name: string; as?: string | undefined; version: string };
	offers: readonly Offer[];
	/** Pups that have a row on this box. */
	standing: readonly KnownPup[];
	/** Required dependencies among them, by their ids. */
	given: readonly Edge[];
	choices: readonly PlanChoice[];
	/** Optional groups that the owner grants. They do not affect the choice of providers. */
	grants: readonly PlanGrant[];
}

/** A pup that is to be installed. */
export interface Planned {
	key: PupKey;
	/** Name that people see: the offer's, or that of a second pup. */
	name: string;
	offer: Offer;
	version: OfferedVersion;
}

/** A pup that may provide an interface. */
export type Provider = { kind: 'standing'; key: PupKey; pup: KnownPup } | ({ kind: 'planned' } & Planned);

/** Why a pup that provides an interface cannot serve a need. */
export type Rejection =
	| { why: 'version'; provider: Provider; has: string }
	| { why: 'problem'; provider: Provider; problem: string }
	/** The installed version does not fit. Version `fits` would, also as `second` beside it. */
	| { why: 'installed'; pup: KnownPup; has: string | null; fits: string; second: PupKey }
	/** Another version is planned, for another dependant. */
	| { why: 'taken'; planned: Planned; has: string | null; fits: string; for: PupKey }
	/**
	 * It depends on the dependant itself, over `path`: names from the provider to the dependant.
	 */
	| { why: 'circle'; provider: Provider; path: string[] }
	/** The plan would exceed the limit of pups. */
	| { why: 'too-many'; provider: Provider };

/** A dependency with its provider; null where nobody provides it, because it is optional. */
export interface Wire {
	of: Planned;
	need: Need;
	provider: Provider | null;
}

/** A need that nobody can serve. */
export interface Unserved {
	of: Planned;
	need: Need;
	/** Set where the owner chose this pup and it does not fit. */
	chosen: PupKey | null;
	rejections: Rejection[];
}

export interface Resolution {
	/** Providers before their dependants. */
	installs: Planned[];
	wires: Wire[];
	/** Empty where the plan can be carried out. */
	unserved: Unserved[];
	/** The search ended early, so an untried pup might fit. */
	gaveUp: boolean;
}

/** What the resolver is given, and what it finds. All of it is data. */
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
	/** Hash of its tree where that is known before it is fetched. */
	treeHash: string | null;
	/** The same for the same content, as its source tells it before anything is fetched. */
	identity: string;
	/** Why it cannot be installed and run here; null when it can. */
	problem: string | null;
}

/** A pup that a source offers. */
export interface Offer {
	sourceId: string;
	sourceName: string;
	/** Address of the source, which manifests name it by. */
	location: string;
	name: string;
	/** Newest first. */
	versions: readonly OfferedVersion[];
}

/**
 * Stands for a pup within a plan: the id of one that is installed, `<source id>/<name>` of one that
 * is to be, by the name that people will see. No id holds a slash.
 */
export type PupKey = string;

export interface ResolverInput {
	/** `as`: its own name, where it is one more beside others of its kind. */
	root: { sourceId: string; name: string; as?: string | undefined; version: string };
	offers: readonly Offer[];
	/** Pups that have a row on this box. */
	standing: readonly KnownPup[];
	/** Who of them was given whom without fail, by their ids. */
	given: readonly Edge[];
	choices: readonly PlanChoice[];
	/** Optional groups that the owner grants. They do not change who serves whom. */
	grants: readonly PlanGrant[];
}

/** A pup that is to be installed. */
export interface Planned {
	key: PupKey;
	/** As people see it: that of the offer, or of one more beside others. */
	name: string;
	offer: Offer;
	version: OfferedVersion;
}

/** Who may provide something. */
export type Provider = { kind: 'standing'; key: PupKey; pup: KnownPup } | ({ kind: 'planned' } & Planned);

/** Why a pup that provides an interface is not taken for a need. */
export type Rejection =
	| { why: 'version'; provider: Provider; has: string }
	| { why: 'problem'; provider: Provider; problem: string }
	/** It is installed in a version that does not fit; `fits` would, also as `second` beside it. */
	| { why: 'installed'; pup: KnownPup; has: string | null; fits: string; second: PupKey }
	/** It is planned in another version, for somebody else. */
	| { why: 'taken'; planned: Planned; has: string | null; fits: string; for: PupKey }
	/** It needs, over `path`, the dependant itself. Names from the provider to the dependant. */
	| { why: 'circle'; provider: Provider; path: string[] }
	/** The plan would hold more pups than a plan may. */
	| { why: 'too-many'; provider: Provider };

/** A pup that depends, what on, and who provides it; null: nobody, as it is optional. */
export interface Wire {
	of: Planned;
	need: Need;
	provider: Provider | null;
}

/** A need that nobody can serve. */
export interface Unserved {
	of: Planned;
	need: Need;
	/** Set where the owner's choice is what does not fit. */
	chosen: PupKey | null;
	rejections: Rejection[];
}

export interface Resolution {
	/** Providers before those that need them. */
	installs: Planned[];
	wires: Wire[];
	/** Empty where the plan can be carried out. */
	unserved: Unserved[];
	/** The search ended before all was tried: somebody might do who was not looked at. */
	gaveUp: boolean;
}

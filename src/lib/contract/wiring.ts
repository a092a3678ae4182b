/** Who provides what to whom and plans of installations, as browsers and programs see them. */
import * as v from 'valibot';
import { permission, pupState, signatureState } from './pups.ts';

/** Why a plan cannot be carried out. */
export const CONFLICT_KINDS = [
	'missing',
	'version',
	'two-versions',
	'circle',
	'unusable',
	'bad-range',
	'too-many',
	'pages'
] as const;

export const planConflict = v.object({
	kind: v.picklist(CONFLICT_KINDS),
	/** The pup that it is about, by its key in the plan; null for the plan as a whole. */
	of: v.nullable(v.string()),
	/** What that needs and does not get; null for what is about no interface. */
	interface: v.nullable(v.string()),
	/** What is wrong. */
	reason: v.string(),
	/** The way out. */
	hint: v.string()
});
export type PlanConflict = v.InferOutput<typeof planConflict>;

/** A pup that could provide something. */
export const providerOption = v.object({
	/** Id of an installed pup, `<source id>/<name>` of one that would be installed. */
	key: v.string(),
	name: v.string(),
	/** Version of the pup. */
	version: v.string(),
	/** Version of the interface. */
	provides: v.string(),
	installed: v.boolean(),
	/** Only of one that is installed: its source is told where it is to be. */
	sourceName: v.nullable(v.string())
});
export type ProviderOption = v.InferOutput<typeof providerOption>;

/** A permission group that a pup asks for, with how far it reaches in words. */
export const askedPermission = v.object({
	...permission.entries,
	/** “Can change things”. */
	severityLabel: v.string(),
	severityMeaning: v.string()
});
export type AskedPermission = v.InferOutput<typeof askedPermission>;

export const plannedWire = v.object({
	/** The pup that needs it, by its key in the plan. */
	of: v.string(),
	ofName: v.string(),
	interface: v.string(),
	/** Range of versions that will do, for a person. */
	range: v.string(),
	optional: v.boolean(),
	/** Null: nobody, as it also runs without. */
	provider: v.nullable(providerOption),
	permissions: v.array(askedPermission),
	/** All who could, best first. */
	options: v.array(providerOption),
	/** All of it in a sentence. */
	text: v.string()
});
export type PlannedWire = v.InferOutput<typeof plannedWire>;

export const plannedPup = v.object({
	key: v.string(),
	sourceId: v.string(),
	sourceName: v.string(),
	name: v.string(),
	version: v.string(),
	signature: signatureState,
	/** The one that was asked for; the others are there for it. */
	asked: v.boolean(),
	requiresInternet: v.boolean(),
	/** Names of its web pages; each takes a port of the box. */
	pages: v.array(v.string()),
	/** Ports that it would have open to the home network. */
	hostPorts: v.array(v.object({ name: v.string(), type: v.picklist(['tcp', 'http', 'udp']), port: v.number() })),
	/** Bytes, as its manifest estimates; null where it says nothing. */
	diskBytes: v.nullable(v.number()),
	memoryBytes: v.nullable(v.number()),
	/** It does not start before settings were saved. */
	needsSettings: v.boolean(),
	/** Data of an earlier installation are there, and are used again. */
	keptData: v.boolean()
});
export type PlannedPup = v.InferOutput<typeof plannedPup>;

/** What an installation would do, with all that the pup depends on. */
export const installPlan = v.object({
	/** Stands for this very plan: an installation says yes to it with this. */
	id: v.string(),
	/** All of it in a few sentences. */
	text: v.string(),
	/** In the order in which they are installed and started, providers first. */
	installs: v.array(plannedPup),
	wires: v.array(plannedWire),
	/** Why it cannot be carried out; empty where it can. */
	conflicts: v.array(planConflict),
	/** What an owner should know beside that, in sentences. */
	notes: v.array(v.string()),
	/** Bytes that all of it takes as far as manifests say, and what is free where pups lie. */
	disk: v.object({ bytes: v.number(), free: v.nullable(v.number()) })
});
export type InstallPlan = v.InferOutput<typeof installPlan>;

/** Whom the owner wants to provide something within a plan. */
export const planChoice = v.object({
	/** The pup that needs it, by its key in the plan. */
	of: v.pipe(v.string('Give the key of a pup in the plan.'), v.maxLength(300)),
	interface: v.pipe(v.string('Give the name of an interface.'), v.maxLength(200)),
	/** A key of the options; null: nobody, where it is optional. */
	provider: v.nullable(v.pipe(v.string('Give the key of a provider, or null.'), v.maxLength(300)))
});
export type PlanChoice = v.InferOutput<typeof planChoice>;

/** What an installed pup depends on. */
export const dependency = v.object({
	interface: v.string(),
	range: v.string(),
	optional: v.boolean(),
	/** Who was chosen; null for nobody. */
	provider: v.nullable(v.object({ id: v.string(), name: v.string(), state: pupState })),
	/** Why that does not do, or what is missing, in a sentence; null where all is well. */
	problem: v.nullable(v.string()),
	permissions: v.array(askedPermission),
	/** Installed pups that could. */
	options: v.array(providerOption)
});
export type Dependency = v.InferOutput<typeof dependency>;

/** A pup that was given this one as provider. */
export const dependant = v.object({
	id: v.string(),
	name: v.string(),
	state: pupState,
	interface: v.string(),
	optional: v.boolean()
});
export type Dependant = v.InferOutput<typeof dependant>;

export const pupWiring = v.object({
	dependsOn: v.array(dependency),
	/** Who depends on it. */
	serves: v.array(dependant)
});
export type PupWiring = v.InferOutput<typeof pupWiring>;

/** Who provides what to whom and plans of installations, as browsers and programs see them. */
import * as v from 'valibot';
import { deviceRequest } from './devices.ts';
import { pupState } from './pups.ts';
import { signatureState } from './sources.ts';
import { permission } from './store.ts';
import { reachEntry } from './reach.ts';

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
	hint: v.string(),
	/** A second pup that would do, as a choice for this interface; null where there is none. */
	second: v.nullable(v.string())
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
	/** Null where it is installed already; else the source that it comes from. */
	sourceName: v.nullable(v.string())
});
export type ProviderOption = v.InferOutput<typeof providerOption>;

/** A permission group that a pup asks for, with how far it reaches in words. */
export const askedPermission = v.object({
	...permission.entries,
	/** “Can change things”. */
	severityLabel: v.string(),
	severityMeaning: v.string(),
	/** The pup also runs without it: it is granted only where the owner says so. */
	optional: v.boolean(),
	/** Whether it is granted; in a plan, whether it will be. */
	granted: v.boolean()
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
	/** Devices that it asks for; it gets none before its owner allows it on its page. */
	devices: v.array(deviceRequest),
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

/** A group that a pup also runs without, which the owner grants within a plan. */
export const planGrant = v.object({
	/** The pup that asks for it, by its key in the plan. */
	of: v.pipe(v.string('Give the key of a pup in the plan.'), v.maxLength(300)),
	interface: v.pipe(v.string('Give the name of an interface.'), v.maxLength(200)),
	group: v.pipe(v.string('Give the name of a permission group.'), v.maxLength(200))
});
export type PlanGrant = v.InferOutput<typeof planGrant>;

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

/** What an installed pup cannot do without, and does not have. */
export interface UnservedNeed {
	pupId: string;
	pupName: string;
	/** Why, in a sentence. */
	problem: string;
}

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

/** Names, addresses and networks that one pup is held to, at most. */
const MOST_NETWORKS = 64;

/** What a pup may reach beyond this box. */
export const pupAccess = v.object({
	/** The owner's word on the internet; null: as its manifest asks. */
	internet: v.nullable(v.boolean()),
	/** Whether its manifest asks for the internet. */
	asksInternet: v.boolean(),
	/** Whether it may reach the internet: the owner's word, else what it asks for. */
	reachesInternet: v.boolean(),
	/** Devices of the home network too; never this box itself, never other pups. */
	lan: v.boolean(),
	/**
	 * Only these of what the two allow, as addresses, networks (CIDR), or names of the internet
	 * (`api.example.org`, `*.example.org` for all below it); null: all of it. With a name in it, no
	 * other name is answered.
	 */
	networks: v.nullable(v.array(v.string()))
});
export type PupAccess = v.InferOutput<typeof pupAccess>;

/** What is to be changed of it; what is left out stays. */
export const accessChange = v.object({
	internet: v.optional(v.nullable(v.boolean('Give true, false, or null.'))),
	lan: v.optional(v.boolean('Give true or false.')),
	networks: v.optional(
		v.nullable(
			v.pipe(
				v.array(reachEntry, 'Give a list of names and addresses, or null.'),
				v.maxLength(MOST_NETWORKS, `Give at most ${MOST_NETWORKS} names and networks.`)
			)
		)
	)
});
export type AccessChange = v.InferOutput<typeof accessChange>;

/** A place that something leads to or comes from. */
export const connectionNode = v.object({
	/** Of the pup; `internet`, `lan`. */
	id: v.string(),
	kind: v.picklist(['pup', 'internet', 'lan']),
	name: v.string(),
	/** Null for what is no pup. */
	state: v.nullable(pupState),
	/** On the pup network. */
	address: v.nullable(v.string())
});
export type ConnectionNode = v.InferOutput<typeof connectionNode>;

/** A group of an edge. */
export const connectionGroup = v.object({
	name: v.string(),
	description: v.string(),
	/** 1 critical … 3 can only read; null: not rated. */
	severity: v.nullable(v.number()),
	granted: v.boolean(),
	optional: v.boolean()
});

/** What one place may reach at another. */
export const connectionEdge = v.object({
	from: v.string(),
	to: v.string(),
	/** Null for the internet and the home network. */
	interface: v.nullable(v.string()),
	/** Of what is granted, the most serious; of what is asked for where nothing is. */
	severity: v.nullable(v.number()),
	groups: v.array(connectionGroup),
	/** Whether anything of it is allowed. */
	open: v.boolean(),
	/** Names and networks of the internet or the home that it is held to; null: to none. */
	only: v.nullable(v.array(v.string())),
	/** Why nothing can pass although it is allowed, in a sentence. */
	problem: v.nullable(v.string()),
	/** Since this box counts; null: not counted. */
	bytes: v.nullable(v.number()),
	requests: v.nullable(v.number()),
	refused: v.nullable(v.number())
});
export type ConnectionEdge = v.InferOutput<typeof connectionEdge>;

/** All pups, the internet and the home network, with what may pass between them. */
export const connections = v.object({
	nodes: v.array(connectionNode),
	edges: v.array(connectionEdge),
	/** Why pups cannot call each other over the gateway, in a sentence; null where they can. */
	problem: v.nullable(v.string())
});
export type Connections = v.InferOutput<typeof connections>;

/** A request from one pup to another. */
export const connectionRequest = v.object({
	/** Milliseconds since the epoch. */
	at: v.number(),
	method: v.string(),
	/** Without its query. */
	path: v.string(),
	status: v.number(),
	bytes: v.number(),
	/** Why the gateway refused it; null where it passed. */
	refused: v.nullable(v.string())
});
export type ConnectionRequest = v.InferOutput<typeof connectionRequest>;

/**
 * Which pups provide interfaces to which, and installation plans, as browsers and programs get
 * them.
 */
import * as v from 'valibot';
import { deviceRequest } from './devices.ts';
import { pupState } from './pups.ts';
import { signatureState } from './sources.ts';
import { permission } from './store.ts';
import { reachEntry } from './reach.ts';

/** Reasons why a plan cannot be carried out. */
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
	/** The pup that it concerns, by its key in the plan; null for the plan as a whole. */
	of: v.nullable(v.string()),
	/** The interface that the pup lacks; null when the conflict concerns no interface. */
	interface: v.nullable(v.string()),
	/** What is wrong. */
	reason: v.string(),
	/** How to resolve it. */
	hint: v.string(),
	/** A second pup that could be chosen for this interface; null when there is none. */
	second: v.nullable(v.string())
});
export type PlanConflict = v.InferOutput<typeof planConflict>;

/** A pup that could provide an interface. */
export const providerOption = v.object({
	/** Id of an installed pup, or `<source id>/<name>` of one that would be installed. */
	key: v.string(),
	name: v.string(),
	/** Version of the pup. */
	version: v.string(),
	/** Version of the interface. */
	provides: v.string(),
	installed: v.boolean(),
	/** Name of its source; null when it is installed already. */
	sourceName: v.nullable(v.string())
});
export type ProviderOption = v.InferOutput<typeof providerOption>;

/** A permission group that a pup requests, with its severity in words. */
export const askedPermission = v.object({
	...permission.entries,
	/** Short label, “Can change things”. */
	severityLabel: v.string(),
	severityMeaning: v.string(),
	/** Whether the pup also runs without it: then it is granted only if the owner says so. */
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
	/** Accepted range of versions, for a person. */
	range: v.string(),
	optional: v.boolean(),
	/** Null for nobody, because the pup also runs without it. */
	provider: v.nullable(providerOption),
	permissions: v.array(askedPermission),
	/** All possible providers, best first. */
	options: v.array(providerOption),
	/** Summary in a sentence. */
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
	/** Whether it is the requested pup; others are installed for it. */
	asked: v.boolean(),
	requiresInternet: v.boolean(),
	/** Devices that it requests; it gets none until its owner allows it on its page. */
	devices: v.array(deviceRequest),
	/** Names of its web pages; each takes a port of the box. */
	pages: v.array(v.string()),
	/** Ports that it requests to open to the home network. */
	hostPorts: v.array(v.object({ name: v.string(), type: v.picklist(['tcp', 'http', 'udp']), port: v.number() })),
	/** Bytes, as its manifest estimates; null when it does not say. */
	diskBytes: v.nullable(v.number()),
	memoryBytes: v.nullable(v.number()),
	/** Whether it cannot start before settings are saved. */
	needsSettings: v.boolean(),
	/** Whether data of an earlier installation exist, which are used again. */
	keptData: v.boolean()
});
export type PlannedPup = v.InferOutput<typeof plannedPup>;

/** What an installation would do, including everything that the pup depends on. */
export const installPlan = v.object({
	/** Identifies exactly this plan; an installation agrees to the plan with it. */
	id: v.string(),
	/** Summary in a few sentences. */
	text: v.string(),
	/** Pups in the order in which they are installed and started, providers first. */
	installs: v.array(plannedPup),
	wires: v.array(plannedWire),
	/** Why it cannot be carried out; empty when it can. */
	conflicts: v.array(planConflict),
	/** Further notes for the owner, in sentences. */
	notes: v.array(v.string()),
	/** Total bytes according to the manifests, and free bytes on the disk of pups. */
	disk: v.object({ bytes: v.number(), free: v.nullable(v.number()) })
});
export type InstallPlan = v.InferOutput<typeof installPlan>;

/** The owner's choice of a provider within a plan. */
export const planChoice = v.object({
	/** The pup that needs it, by its key in the plan. */
	of: v.pipe(v.string('Give the key of a pup in the plan.'), v.maxLength(300)),
	interface: v.pipe(v.string('Give the name of an interface.'), v.maxLength(200)),
	/** A key from the options; null for nobody, if the dependency is optional. */
	provider: v.nullable(v.pipe(v.string('Give the key of a provider, or null.'), v.maxLength(300)))
});
export type PlanChoice = v.InferOutput<typeof planChoice>;

/** An optional group that the owner grants within a plan. */
export const planGrant = v.object({
	/** The pup that requests it, by its key in the plan. */
	of: v.pipe(v.string('Give the key of a pup in the plan.'), v.maxLength(300)),
	interface: v.pipe(v.string('Give the name of an interface.'), v.maxLength(200)),
	group: v.pipe(v.string('Give the name of a permission group.'), v.maxLength(200))
});
export type PlanGrant = v.InferOutput<typeof planGrant>;

/** A dependency of an installed pup. */
export const dependency = v.object({
	interface: v.string(),
	range: v.string(),
	optional: v.boolean(),
	/** The chosen provider; null for nobody. */
	provider: v.nullable(v.object({ id: v.string(), name: v.string(), state: pupState })),
	/** Why the provider does not fit, or what is missing, in a sentence; null when all is well. */
	problem: v.nullable(v.string()),
	permissions: v.array(askedPermission),
	/** Installed pups that could provide it. */
	options: v.array(providerOption)
});
export type Dependency = v.InferOutput<typeof dependency>;

/** A required interface that an installed pup does not have. */
export interface UnservedNeed {
	pupId: string;
	pupName: string;
	/** Why, in a sentence. */
	problem: string;
}

/** A pup that has this one as its provider. */
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
	/** Pups that depend on it. */
	serves: v.array(dependant)
});
export type PupWiring = v.InferOutput<typeof pupWiring>;

/** Most names, addresses and networks to which one pup can be restricted. */
const MOST_NETWORKS = 64;

/** What a pup may reach beyond this box. */
export const pupAccess = v.object({
	/** The owner's decision on the internet; null to follow its manifest. */
	internet: v.nullable(v.boolean()),
	/** Whether its manifest requests the internet. */
	asksInternet: v.boolean(),
	/** Whether it may reach the internet: by the owner's decision, otherwise by its manifest. */
	reachesInternet: v.boolean(),
	/**
	 * Whether it may also reach devices of the home network; never this box itself or other pups.
	 */
	lan: v.boolean(),
	/**
	 * Restricts access to these addresses, networks (CIDR), or names of the internet
	 * (`api.example.org`, `*.example.org` for everything below it), within what the other members
	 * allow; null for no restriction. If it contains a name, no other name is resolved.
	 */
	networks: v.nullable(v.array(v.string()))
});
export type PupAccess = v.InferOutput<typeof pupAccess>;

/** Changes of a pup's access. Members that are left out stay as they are. */
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

/** An endpoint of connections. */
export const connectionNode = v.object({
	/** Id of the pup; `internet`, `lan`. */
	id: v.string(),
	kind: v.picklist(['pup', 'internet', 'lan']),
	name: v.string(),
	/** Null for an endpoint that is not a pup. */
	state: v.nullable(pupState),
	/** Address on the pup network. */
	address: v.nullable(v.string())
});
export type ConnectionNode = v.InferOutput<typeof connectionNode>;

/** A permission group of a connection. */
export const connectionGroup = v.object({
	name: v.string(),
	description: v.string(),
	/** 1 critical … 3 can only read; null when not rated. */
	severity: v.nullable(v.number()),
	granted: v.boolean(),
	optional: v.boolean()
});

/** What one endpoint may reach at another. */
export const connectionEdge = v.object({
	from: v.string(),
	to: v.string(),
	/** Null for the internet and the home network. */
	interface: v.nullable(v.string()),
	/** Most serious severity of the granted groups; of the requested groups if none is granted. */
	severity: v.nullable(v.number()),
	groups: v.array(connectionGroup),
	/** Whether any of it is allowed. */
	open: v.boolean(),
	/** Names and networks to which the access is restricted; null for no restriction. */
	only: v.nullable(v.array(v.string())),
	/** Why nothing can pass although it is allowed, in a sentence. */
	problem: v.nullable(v.string()),
	/** Since the box began counting; null when not counted. */
	bytes: v.nullable(v.number()),
	requests: v.nullable(v.number()),
	refused: v.nullable(v.number())
});
export type ConnectionEdge = v.InferOutput<typeof connectionEdge>;

/** All pups, the internet and the home network, with the connections allowed between them. */
export const connections = v.object({
	nodes: v.array(connectionNode),
	edges: v.array(connectionEdge),
	/** Why pups cannot call each other through the gateway, in a sentence; null when they can. */
	problem: v.nullable(v.string())
});
export type Connections = v.InferOutput<typeof connections>;

/** A request from one pup to another. */
export const connectionRequest = v.object({
	/** Milliseconds since the epoch. */
	at: v.number(),
	method: v.string(),
	/** Path without the query. */
	path: v.string(),
	status: v.number(),
	bytes: v.number(),
	/** Why the gateway refused it; null when it was forwarded. */
	refused: v.nullable(v.string())
});
export type ConnectionRequest = v.InferOutput<typeof connectionRequest>;

/**
 * Every service of the box, as the composition root (`box.ts`) builds them. Routes and the API get
 * this and nothing else.
 */
import type { Logger } from 'pino';
import type { Attention } from './attention/index.ts';
import type { Boxes } from './boxes/index.ts';
import type { ContainerEngine, FolderLogs, LogSearch } from './containers/types.ts';
import type { Events } from './events/types.ts';
import type { HostFacts, HostNames, HostPaths } from './host/index.ts';
import type { Jobs } from './jobs/types.ts';
import type { Metrics } from './metrics/types.ts';
import type { GatewayPlane, PagePlane, PortPlane, PupNetwork } from './network/types.ts';
import type { Notifications } from './notifications/index.ts';
import type { Builder } from './build/types.ts';
import type { Outbound } from './outbound/types.ts';
import type { Dockerfiles } from './dockerfiles/index.ts';
import type { Images } from './images/index.ts';
import type { Idempotency } from './idempotency/types.ts';
import type { Pups } from './pups/types.ts';
import type { Sources } from './sources/types.ts';
import type { Audit } from './audit/types.ts';
import type { Store } from './store/types.ts';
import type { Auth } from './auth/types.ts';
import type { Setup } from './setup/types.ts';
import type { SpaceWatch, System } from './system/index.ts';
import type { Webhooks } from './webhooks/index.ts';
import type { Wiring } from './wiring/index.ts';
import type { PartEnd } from '../contract/box.ts';
import type { BoxConfig } from './config.ts';

/**
 * What pages may look at. Whatever changes something is asked for through an operation
 * (`operations/`).
 */
export interface ReadableServices {
	readonly config: BoxConfig;
	readonly bootId: string;
	readonly attention: Pick<Attention, 'list'>;
	readonly notifications: Pick<Notifications, 'get'>;
	readonly webhooks: Pick<Webhooks, 'list' | 'deliveries'>;
	readonly events: Pick<Events, 'seq'>;
	readonly jobs: Pick<Jobs, 'get' | 'list' | 'log'>;
	readonly boxLog: Pick<FolderLogs, 'page' | 'services' | 'space'>;
	readonly metrics: Pick<Metrics, 'boxStats' | 'history' | 'gauges'>;
	readonly sources: Pick<Sources, 'list'>;
	readonly store: Pick<Store, 'list' | 'detail'>;
	readonly pups: Pick<
		Pups,
		| 'compareConfig'
		| 'configHistory'
		| 'gauges'
		| 'get'
		| 'layers'
		| 'list'
		| 'logLimits'
		| 'logSpace'
		| 'logs'
		| 'metrics'
		| 'ownMetrics'
		| 'planConfig'
		| 'planRestore'
		| 'ports'
		| 'planUpdate'
		| 'resources'
		| 'space'
	>;
	readonly boxes: Pick<Boxes, 'get' | 'list' | 'logs' | 'snapshots' | 'stats' | 'volumes'> & {
		readonly execs: Pick<Boxes['execs'], 'list'>;
	};
	readonly wiring: Pick<Wiring, 'access' | 'connections' | 'dependants' | 'hooks' | 'of' | 'plan' | 'requests'>;
	readonly space: Pick<SpaceWatch, 'disks'>;
	readonly outbound: Pick<Outbound, 'kept'>;
	readonly auth: Pick<Auth, 'list' | 'keysLocked'> & { readonly tokens: Pick<Auth['tokens'], 'list'> };
	readonly system: Pick<
		System,
		| 'info'
		| 'name'
		| 'pupNetwork'
		| 'disks'
		| 'links'
		| 'timeZone'
		| 'timeZones'
		| 'keyMaps'
		| 'suggestions'
		| 'addresses'
	>;
	readonly setup: Pick<Setup, 'claimed' | 'configured' | 'draft' | 'pendingWords' | 'askedPositions'>;
}

export interface Services {
	readonly config: BoxConfig;
	readonly log: Logger;
	readonly paths: HostPaths;
	readonly names: HostNames;
	readonly facts: () => HostFacts;
	readonly engine: ContainerEngine | null;
	readonly network: PupNetwork | null;
	/** nginx, which carries the pages of pups; null without root. */
	readonly pagePlane: PagePlane | null;
	/** nginx, which carries what pups ask of each other; null without root. */
	readonly gatewayPlane: GatewayPlane | null;
	/** nginx, which carries ports of boxes at addresses of IPv6; null without root. */
	readonly portPlane: PortPlane | null;
	readonly builder: Builder | null;
	/** Images that are kept, by their names. */
	readonly images: Images;
	/** Builds images from Dockerfiles. */
	readonly dockerfiles: Dockerfiles;
	readonly events: Events;
	readonly jobs: Jobs;
	readonly metrics: Metrics;
	readonly outbound: Outbound;
	readonly sources: Sources;
	readonly store: Store;
	readonly pups: Pups;
	/** Containers from an image, without a manifest. */
	readonly boxes: Boxes;
	/** Who provides what to whom. */
	readonly wiring: Wiring;
	readonly audit: Audit;
	readonly auth: Auth;
	readonly system: System;
	/** How full the disks are. */
	readonly space: SpaceWatch;
	readonly setup: Setup;
	/** Searches in logs. */
	readonly search: LogSearch;
	/** What dogeboxd and its supervisor say. */
	readonly boxLog: FolderLogs;
	readonly idempotency: Idempotency;
	/** What needs the owner. */
	readonly attention: Attention;
	/** Tells it outside of the browser. */
	readonly notifications: Notifications;
	/** Tells programs elsewhere of each change. */
	readonly webhooks: Webhooks;
	/** How parts of the box last ended by themselves, newest first. */
	readonly lastEnds: () => PartEnd[];
	/** Differs after each start. */
	readonly bootId: string;
	/**
	 * Resolves when pages can show what really runs and what there is, or when that takes long.
	 * Never rejects. What does not show pups need not wait for it.
	 */
	readonly shown: Promise<void>;
	/**
	 * Resolves when everything has begun: the key manager answers, running pups are adopted. Never
	 * rejects.
	 */
	readonly begun: Promise<void>;
	/** Stops everything but the containers, within 5 s. */
	close(): Promise<void>;
}

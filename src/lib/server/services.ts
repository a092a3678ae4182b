/**
 * All services of the box, as the composition root (`box.ts`) builds them. Routes and the API
 * receive this and nothing else.
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

/** What pages may read. All changes go through an operation (`operations/`). */
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
	/** nginx for the pages of pups; null without root. */
	readonly pagePlane: PagePlane | null;
	/** nginx for requests between pups; null without root. */
	readonly gatewayPlane: GatewayPlane | null;
	/** nginx for ports of boxes at IPv6 addresses; null without root. */
	readonly portPlane: PortPlane | null;
	readonly builder: Builder | null;
	/** Stored images, by their names. */
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
	/** Which pup provides what to which other pup. */
	readonly wiring: Wiring;
	readonly audit: Audit;
	readonly auth: Auth;
	readonly system: System;
	/** Usage of the disks. */
	readonly space: SpaceWatch;
	readonly setup: Setup;
	/** Searches in logs. */
	readonly search: LogSearch;
	/** Logs of dogeboxd and its supervisor. */
	readonly boxLog: FolderLogs;
	readonly idempotency: Idempotency;
	/** Tasks that need the owner. */
	readonly attention: Attention;
	/** Notifies the owner outside the browser. */
	readonly notifications: Notifications;
	/** Notifies other programs of each change. */
	readonly webhooks: Webhooks;
	/** How parts of the box last ended by themselves, newest first. */
	readonly lastEnds: () => PartEnd[];
	/** Different after each start. */
	readonly bootId: string;
	/**
	 * Resolves when pages can show the running pups and the inventory, or after a timeout. Never
	 * rejects. Pages without pups need not wait for it.
	 */
	readonly shown: Promise<void>;
	/**
	 * Resolves when everything has started: the key manager answers, running pups are adopted.
	 * Never rejects.
	 */
	readonly begun: Promise<void>;
	/** Stops everything except the containers, within 5 s. */
	close(): Promise<void>;
}

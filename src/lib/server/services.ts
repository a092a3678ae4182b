/**
 * Every service of the box, as the composition root (`box.ts`) builds them. Routes and the API get this and nothing else.
 */
import type { Logger } from 'pino';
import type { ContainerEngine } from './containers/types.ts';
import type { Events } from './events/types.ts';
import type { HostFacts, HostNames, HostPaths } from './host/index.ts';
import type { Jobs } from './jobs/types.ts';
import type { Metrics } from './metrics/types.ts';
import type { PupNetwork } from './network/types.ts';
import type { Builder } from './build/types.ts';
import type { Outbound } from './outbound/types.ts';
import type { Pups } from './pups/types.ts';
import type { Sources } from './sources/types.ts';
import type { Auth } from './auth/types.ts';
import type { Setup } from './setup/types.ts';
import type { BoxConfig } from './config.ts';

export interface Services {
	readonly config: BoxConfig;
	readonly log: Logger;
	readonly paths: HostPaths;
	readonly names: HostNames;
	readonly facts: () => HostFacts;
	readonly engine: ContainerEngine | null;
	readonly network: PupNetwork | null;
	readonly builder: Builder | null;
	readonly events: Events;
	readonly jobs: Jobs;
	readonly metrics: Metrics;
	readonly outbound: Outbound;
	readonly sources: Sources;
	readonly pups: Pups;
	readonly auth: Auth;
	readonly setup: Setup;
	/** Differs after each start. */
	readonly bootId: string;
	/** Resolves when everything has begun: the key manager answers, running pups are adopted. Never rejects. */
	readonly begun: Promise<void>;
	/** Stops everything but the containers, within 5 s. */
	close(): Promise<void>;
}

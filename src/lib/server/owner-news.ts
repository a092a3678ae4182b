/**
 * Collects what needs the owner from all services, and notifies the owner, and the owner's
 * programs, outside the box.
 */
import { createAttention, type Attention } from './attention/index.ts';
import type { Database } from './db/index.ts';
import type { Sealer } from './keys/index.ts';
import { createNotifications, type Notifications } from './notifications/index.ts';
import type { Services } from './services.ts';
import { createWebhooks, type Webhooks } from './webhooks/index.ts';
import { hottest, timeSynchronised } from './system/index.ts';

/** Number of recent jobs that are searched for failures. */
const JOBS_SCANNED = 50;

export interface OwnerNews {
	attention: Attention;
	notifications: Notifications;
	webhooks: Webhooks;
	begin(): void;
	close(): Promise<void>;
}

export function createOwnerNews(
	deps: Pick<Services, 'pups' | 'space' | 'jobs' | 'system' | 'lastEnds' | 'events' | 'outbound' | 'wiring' | 'log'> & {
		database: Database;
		sealer: Sealer;
	}
): OwnerNews {
	const { pups, space, jobs, system, lastEnds, wiring, database } = deps;
	const webhooks = createWebhooks({ ...deps, box: system.name });
	const attention = createAttention({
		...deps,
		settings: database.settings,
		facts() {
			const now = Date.now();
			const newest = jobs.list({ limit: JOBS_SCANNED });
			return {
				now,
				pups: pups.list(),
				unserved: wiring.unserved(),
				disks: space.disks(),
				largest: pups.space(),
				jobs: newest,
				runtime: system.info().runtime,
				ends: lastEnds(),
				webhooks: webhooks.givenUp(),
				heat: hottest(),
				clock: { synchronised: timeSynchronised(), behindMs: Math.max(0, (newest[0]?.createdAt ?? 0) - now) }
			};
		}
	});
	const notifications = createNotifications({
		...deps,
		attention,
		box: () => ({ name: system.name(), timeZone: system.timeZone(), address: system.addresses()[0] ?? null })
	});
	webhooks.onChange(() => attention.refresh());
	return {
		attention,
		notifications,
		webhooks,
		begin() {
			attention.begin();
			notifications.begin();
			webhooks.begin();
		},
		async close() {
			attention.close();
			await Promise.all([notifications.close(), webhooks.close()]);
		}
	};
}

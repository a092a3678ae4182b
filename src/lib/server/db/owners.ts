/**
 * Defines which room owns which table. No other room reads or writes it; others use the room's door
 * or its events. A table without an owner does not compile. `owners.test.ts` checks what the rooms
 * do, and lists what this room itself reads from a file that is not the box's open database.
 */
import type * as tables from './schema.ts';

export const TABLE_OWNERS = {
	settings: 'db',
	users: 'auth',
	sessions: 'auth',
	tokens: 'auth',
	idempotencyKeys: 'idempotency',
	audit: 'audit',
	sources: 'sources',
	pups: 'pups',
	pupConfig: 'pups',
	pupConfigVersions: 'pups',
	pupPages: 'pups',
	pupPorts: 'pups',
	providers: 'wiring',
	grants: 'wiring',
	pupAccess: 'wiring',
	wiringHooks: 'wiring',
	images: 'build',
	storedImages: 'images',
	imageNames: 'images',
	jobs: 'jobs',
	jobSteps: 'jobs',
	changes: 'events',
	metrics: 'metrics',
	notificationDestinations: 'notifications',
	notifications: 'notifications',
	notified: 'notifications',
	webhooks: 'webhooks',
	webhookDeliveries: 'webhooks',
	boxes: 'boxes',
	boxPorts: 'boxes',
	boxSnapshots: 'boxes',
	boxVolumes: 'boxes',
	networks: 'boxes',
	networkMembers: 'boxes'
} as const satisfies Record<keyof typeof tables, string>;

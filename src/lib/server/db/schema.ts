/**
 * Tables of dogeboxd's SQLite file. Times are milliseconds since the epoch; ids are 32 lower-case
 * hex digits unless stated otherwise. After a change here run `npm run db:generate` and commit what
 * it writes to `drizzle/`.
 */
export * from './schema/audit.ts';
export * from './schema/auth.ts';
export * from './schema/boxes.ts';
export * from './schema/build.ts';
export * from './schema/db.ts';
export * from './schema/events.ts';
export * from './schema/idempotency.ts';
export * from './schema/images.ts';
export * from './schema/jobs.ts';
export * from './schema/metrics.ts';
export * from './schema/notifications.ts';
export * from './schema/pups.ts';
export * from './schema/sources.ts';
export * from './schema/webhooks.ts';
export * from './schema/wiring.ts';

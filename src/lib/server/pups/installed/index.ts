/**
 * Public interface of installed pups: rows, states with the events that change them, and signals.
 */
export * from './rows.ts';
export * from './states.ts';
export type { PendingConfig, StoredChange } from './pending-config.ts';
export * from './release.ts';
export * from './releases.ts';
export { NEW_PUP, NOT_INSTALLED } from './new-row.ts';
export type { ServiceSpecRecord, SpecRecord } from './spec-record.ts';
export { createSignals, type Signals } from './signals.ts';
export { storageLimitsOf } from './storage-limits.ts';

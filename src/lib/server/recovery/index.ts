/**
 * Door of the recovery room: what the box is while its database cannot be used. A program of its
 * own (`build/recovery.js`), loaded when it is needed.
 */
export { createRecovery } from './recovery.ts';
export type { Recovery, RecoveryDeps } from './types.ts';

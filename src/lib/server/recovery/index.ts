/**
 * Public interface of the recovery, which runs while the database cannot be used. A separate
 * program (`build/recovery.js`), loaded when it is needed.
 */
export { createRecovery } from './recovery.ts';
export type { Recovery, RecoveryDeps } from './types.ts';

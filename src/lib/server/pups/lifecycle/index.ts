/**
 * Public interface of a pup's lifecycle: starting and stopping it, its jobs, and the reconciler.
 */
export { createLifecycle, type Lifecycle } from './lifecycle.ts';
export { createReconciler, type Reconciler } from './reconciler.ts';
export { createPreviews, type Previews } from './preview.ts';
export { createWaitingKeys } from './waiting-keys.ts';
export { adopt } from './adoption.ts';
export { describeFound, rebuildRows, type DescribedPup } from './rebuild.ts';
export type { BusyWith } from './busy.ts';
export type { ServiceRecords } from './records.ts';
export type { Running } from './running.ts';
export type { Steps } from './steps.ts';
export type { Trouble } from './trouble.ts';
export type { Wanted } from './wanted.ts';
export { upToDate } from './update.ts';
export { about, common, withFiles } from './kinds.ts';
export type { DevJob, DevJobs, InstallJob, LifecycleJobs, PupJob, PupJobs, UpdateJob } from './kinds.ts';

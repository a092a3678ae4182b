/**
 * Public interface of jobs: durable jobs with named steps, locks and a log each. After a crash they
 * resume or report their failure.
 */
export { diskSpace } from './conditions.ts';
export { createJobs } from './jobs.ts';
export { StopReason } from './failure.ts';
export type { Condition, JobHandle, JobKind, JobOf, Jobs, Step, StepContext } from './types.ts';

/**
 * Door of the jobs room: durable jobs with named steps, locks, a log each; honest after a crash.
 */
export { diskSpace } from './conditions.ts';
export { createJobs } from './jobs.ts';
export { StopReason } from './failure.ts';
export type { Condition, JobHandle, JobKind, JobOf, Jobs, Step, StepContext } from './types.ts';

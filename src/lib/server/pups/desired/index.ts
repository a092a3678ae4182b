/**
 * Public interface of a pup's desired state and the plans that follow from it. All of it is pure.
 */
export * from './asks.ts';
export * from './change.ts';
export * from './limits.ts';
export * from './plan.ts';
export * from './spec.ts';
export * from './spec-record.ts';
export * from './stop.ts';
export * from './update-plan.ts';
export * from './version-diff.ts';
export * from './words.ts';

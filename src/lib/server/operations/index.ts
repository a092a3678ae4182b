/** Public interface of the operations room: the one way in to the box. */
export { authorize } from './access.ts';
export { credentialOf } from './callers.ts';
export { readQuery } from './check.ts';
export { createOperations } from './dispatch.ts';
export { spaceParts } from './free-space.ts';
export { identify, type Identified } from './identify.ts';
export { pageOfLines } from './job-log-page.ts';
export type { RateState } from './limits.ts';
export type * from './types.ts';

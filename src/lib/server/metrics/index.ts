/** Door of the metrics room: one loop samples the box and every running container. */
export { createMetrics } from './sampler.ts';
export type { Metrics } from './types.ts';

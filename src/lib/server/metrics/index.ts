/** Door of the metrics room: one loop samples the box and every running container. */
export { createMetrics } from './sampler.ts';
export { exposition, type Family } from './exposition.ts';
export type { GaugeValues } from './gauges.ts';
export type { Metrics, Round } from './types.ts';

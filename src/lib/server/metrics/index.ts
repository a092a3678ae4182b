/** Public interface of metrics: one loop samples the host and every running container. */
export { createMetrics } from './sampler.ts';
export { exposition, type Family } from './exposition.ts';
export type { GaugeValues } from './gauges.ts';
export type { Metrics, Round } from './types.ts';

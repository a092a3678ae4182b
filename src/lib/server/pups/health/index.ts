/** Public interface of health checks: whether running services also work. */
export { createPupHealth, type PupHealth } from './health.ts';

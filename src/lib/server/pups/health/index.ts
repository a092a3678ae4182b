/** Door of health checks: whether services that run also work. */
export { createPupHealth, type PupHealth } from './health.ts';

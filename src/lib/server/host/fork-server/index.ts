/** Starts programs from a small process that forks quickly. */
export { createForkServer, type ForkServer } from './fork-server.ts';
export { RULES_REFUSED } from './connect-task.ts';

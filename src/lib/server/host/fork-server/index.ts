/** What starts programs. */
export { createForkServer, type ForkServer } from './fork-server.ts';
export { RULES_REFUSED } from './connect-task.ts';

/** What starts programs. */
export { createForkServer, type ForkServer } from './fork-server.ts';

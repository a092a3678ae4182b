/** Door of the ways to send. */
export { sendBy } from './send.ts';
export type { VapidKeys } from './types.ts';

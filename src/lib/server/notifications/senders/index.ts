/** Public interface of the senders. */
export { sendBy } from './send.ts';
export type { VapidKeys } from './types.ts';

/** Door of the webhooks room: programs elsewhere hear of each change of the box. */
export { createWebhooks } from './webhooks.ts';
export type { Webhooks } from './types.ts';

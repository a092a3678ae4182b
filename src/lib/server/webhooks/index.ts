/** Public interface of webhooks, which notify external programs of each change of the box. */
export { createWebhooks } from './webhooks.ts';
export type { Webhooks } from './types.ts';

/** Public interface of notifications, which inform the owner outside the browser. */
export { createNotifications } from './notifications.ts';
export type { Notifications } from './types.ts';

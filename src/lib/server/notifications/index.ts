/** Door of the notifications room: tells the owner outside of the browser what needs him. */
export { createNotifications } from './notifications.ts';
export type { Notifications } from './types.ts';

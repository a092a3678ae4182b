/** What each operation does: one call into the library. A missing one does not compile. */
export { createHandlers } from './handlers.ts';

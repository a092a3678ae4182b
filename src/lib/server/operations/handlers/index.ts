/** Maps each operation to one call into the library. A missing handler does not compile. */
export { createHandlers } from './handlers.ts';

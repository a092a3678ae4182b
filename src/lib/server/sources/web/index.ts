/** Door of the web room: indexes over HTTP(S) as sources. */
export { createWebReader } from './reader.ts';
export { isWebEntry, readWebEntry } from './web-index.ts';

/** Public interface of web sources: indexes over HTTP(S). */
export { UNPACKING } from './archive.ts';
export { createWebReader, MAX_ARCHIVE_BYTES, MAX_INDEX_BYTES } from './reader.ts';
export { isWebEntry, MAX_ENTRIES, readWebEntry, readWebIndex } from './web-index.ts';

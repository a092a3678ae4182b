/** Public interface of pups' web pages and ports: their ports on the host, and who may use them. */
export { createPupPages, type PageRevoked, type PublishedPort, type PupPages } from './pup-pages.ts';
export type { PageRow, Pages } from './pages.ts';

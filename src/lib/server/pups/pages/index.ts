/** Door of pups' web pages and ports: where each is on the box, and who may use it. */
export { createPupPages, type PageRevoked, type PublishedPort, type PupPages } from './pup-pages.ts';
export type { PageRow, Pages } from './pages.ts';

/** Door of pups' web pages: their ports on the box, and where each leads. */
export { createPupPages, type PupPages } from './pup-pages.ts';
export type { PageRow, Pages } from './pages.ts';

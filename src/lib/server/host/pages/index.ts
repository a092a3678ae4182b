/** Verbs of the nginx that serves the web pages of pups. */
export { pagesApply, pagesPrepare, pagesStop, pagesWatch } from './pages.ts';
export type { PageRoute, PagesSpec } from './config-text.ts';

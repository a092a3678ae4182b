/** Verbs of nginx, which carries the web pages of pups. */
export { pagesApply, pagesCut, pagesPrepare, pagesStop, pagesWatch } from './pages.ts';
export { findNginx, NGINX_PACKAGES, pagesFolders } from './place.ts';
export { endNginx } from './nginx.ts';
export type { PageRoute, PagesSpec } from './config-text.ts';

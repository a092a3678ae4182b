/** Door of what browsers and programs see of pups. */
export { createPupViews, type PupViews } from './views.ts';

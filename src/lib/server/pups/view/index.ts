/** Public interface of the views of pups for browsers and programs. */
export { createPupViews, type PupViews } from './views.ts';

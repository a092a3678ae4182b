/** Door of the space that pups' data take: how much it is, and what stops one that takes more. */
export { createPupSpace, type PupSpaceWatch } from './space.ts';

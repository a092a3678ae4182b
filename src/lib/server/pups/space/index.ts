/**
 * Public interface of the space that pups' data use: its size, and the stopping of pups that exceed
 * their limits.
 */
export { createPupSpace, type PupSpaceWatch } from './space.ts';

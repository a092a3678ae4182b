/**
 * Door of what is measured of pups beside samples: limits that they reached, the values that they
 * report themselves, and the slow values that a history keeps.
 */
export { createPupMeasures, type PupMeasures } from './measures.ts';
export { createPupLayers, type PupLayers } from './layers.ts';

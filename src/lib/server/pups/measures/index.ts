/**
 * Public interface of measurements of pups besides samples: limits that they reached, metrics that
 * they report, and slowly changing values that the history keeps.
 */
export { createPupMeasures, type PupMeasures } from './measures.ts';
export { createPupLayers, type PupLayers } from './layers.ts';

/** Public interface of boxes: containers from an image, without a manifest. */
export { createBoxes } from './boxes.ts';
export type { BoxesDeps } from './deps.ts';
export type { Boxes, MayUse, OpenedRun } from './types.ts';
export { hostCannotRun } from './roots.ts';

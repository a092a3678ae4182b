/** Door of the container engine. */
export * from './types.ts';
export { createContainerEngine, type EngineDeps } from './engine.ts';

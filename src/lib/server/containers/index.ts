/** Door of the container engine. */
export type * from './types.ts';
export { createContainerEngine, type EngineDeps } from './engine.ts';
export { createFolderLogs, createLogSearch, INIT_INSIDE } from '../runtime/index.ts';

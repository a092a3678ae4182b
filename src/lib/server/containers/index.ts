/** Public interface of the container engine. */
export type * from './types.ts';
export { checkByCommand, type CommandFound } from './check-command.ts';
export { FRESH, judge, nextIn, type Known } from './judge.ts';
export { createContainerEngine, type EngineDeps } from './engine.ts';
export { createFolderLogs, createLogSearch, INIT_INSIDE } from '../runtime/index.ts';

/**
 * Public interface of the owner's actions. Each checks whether it is possible, writes the desired
 * state, and has it carried out.
 */
export { devActions } from './dev.ts';
export { createExec } from './exec.ts';
export { installActions } from './install.ts';
export { createPupLogs } from './logs.ts';
export { nameActions } from './names.ts';
export { runActions } from './run.ts';
export { settingsActions } from './settings.ts';
export { updateActions } from './update.ts';

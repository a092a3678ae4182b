/**
 * Door of what the owner can ask of pups: each checks whether it can be done, writes what is
 * wanted, and has it done.
 */
export { devActions } from './dev.ts';
export { createExec } from './exec.ts';
export { installActions } from './install.ts';
export { createPupLogs } from './logs.ts';
export { nameActions } from './names.ts';
export { runActions } from './run.ts';
export { settingsActions } from './settings.ts';
export { updateActions } from './update.ts';

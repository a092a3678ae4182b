/** Door of the setup room: first boot. */
export { createSetup, markConfigured } from './setup.ts';
export type { Setup } from './types.ts';
export { needWizard, type WizardRequest } from './guard.ts';

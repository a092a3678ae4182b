/** Verbs for the containers of a NixOS host. */
export {
	nixosCreate,
	nixosDestroy,
	nixosLimits,
	nixosList,
	nixosRollback,
	nixosStart,
	nixosStop,
	nixosUpdate,
	type NixosContainer
} from './containers.ts';
export { nixosEndSessions, nixosExec } from './exec.ts';
export {
	isOfNixosContainer,
	nixosFollow,
	nixosFreeze,
	nixosServiceKill,
	nixosServices,
	nixosServiceStart
} from './inside.ts';
export { systemPath } from './schemas.ts';

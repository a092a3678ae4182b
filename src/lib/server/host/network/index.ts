/** Verbs of the pup network. */
export {
	networkAttach,
	networkDestroy,
	networkDetach,
	networkEnsure,
	networkInspect,
	networkWriteTable
} from './links.ts';
export type { TableEnd, TableSpec } from './table.ts';

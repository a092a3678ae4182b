/** Verbs of the pup network. */
export {
	networkAttach,
	networkDestroy,
	networkDetach,
	networkEnsure,
	networkForward,
	networkWriteTable
} from './links.ts';
export { networkInspect, type NetworkLook } from './look.ts';
export type { FlowLimits } from './flows.ts';
export type { TablePolicy } from './policy.ts';
export type { TableEnd, TableSpec } from './table.ts';
export { networkTraffic, type Passed } from './traffic.ts';

/** Verbs of the pup network. */
export {
	networkAttach,
	networkDestroy,
	networkDetach,
	networkEnsure,
	networkForward,
	networkOpen,
	networkWriteTable
} from './links.ts';
export { networkInspect, type NetworkInspection } from './inspect.ts';
export { digitsOf } from './ipv6.ts';
export type { FlowLimits } from './flows.ts';
export { NAMED_SECONDS, type NamedAddress } from './named.ts';
export type { TableWritten } from './rules.ts';
export type { TablePolicy } from './policy.ts';
export type { TableEnd } from './table-end.ts';
export type { TableSpec } from './table.ts';
export { networkTraffic, type Passed } from './traffic.ts';

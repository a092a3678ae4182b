/** Verbs of the nginx which carries ports of boxes at addresses of IPv6. */
export { portsApply, portsStop, portsWatch } from './ports.ts';
export type { PortRelay } from './config-text.ts';

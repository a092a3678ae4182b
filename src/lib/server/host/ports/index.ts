/** Verbs of the nginx that relays ports of boxes at IPv6 addresses. */
export { portsApply, portsStop, portsWatch } from './ports.ts';
export type { PortRelay } from './config-text.ts';

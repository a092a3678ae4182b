/** Public interface of the network module: the bridge, its members, and the firewall table. */
export { createPupNetwork, type NetworkDeps } from './network.ts';
export { createPagePlane } from './page-plane.ts';
export { createGatewayPlane } from './gateway-plane.ts';
export { createPortPlane } from './port-plane.ts';
export { isRelayed } from './port-relays.ts';
export type { GatewayPlane, GatewayRequest, NginxConnection, PagePlane, PortPlane } from './types.ts';
export type { GatewayGrant, GatewayHook } from '../host/index.ts';
export type { NamesPassed, NetworkConfig, NetworkMember, NetworkPolicy, PupNetwork, Traffic } from './types.ts';
export type { Resolvers } from './host-network.ts';
export { choosePort, portKey, portRefusal, type PortWorld, type Protocol } from './host-ports.ts';
export { nextHostNumber } from './addresses.ts';
export { firstAddress, networksMeet, wholeNetwork } from './chosen.ts';

/** Door of the system room: the box as a machine — name, disk, addresses, time zones, keyboards. */
export { createSystem } from './system.ts';
export { findStoragePlace, keepStoragePlace } from './storage.ts';
export type { StoragePlace, System } from './types.ts';
export { createSpaceReserve, type SpaceReserve } from './space-reserve.ts';
export { bytesUntilCritical, shortOf } from './space-levels.ts';
export { createSpaceWatch, type SpaceWatch } from './space-watch.ts';
export { boundUdpPorts, listeningPorts, tcpSockets } from './ports.ts';
export { hottest } from './heat.ts';
export { timeSynchronised } from './time-sync.ts';
export { whileRoom } from './while-room.ts';

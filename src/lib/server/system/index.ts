/** Door of the system room: what the host has — disks, links, time zones, keyboards. */
export { listDisks, visibleMounts } from './disks.ts';
export { listLinks, reachableAt } from './links.ts';
export { listeningPorts } from './ports.ts';
export { isKeyMap, isTimeZone, keyMaps, presentKeyMap, presentTimeZone, suggestedName, timeZones } from './locale.ts';

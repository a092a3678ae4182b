/**
 * What one instance has on this host, for comparisons before and after a test: mounts, links,
 * cgroups, processes, nft rules, folders. The code is shared with the suites that see the program
 * from outside.
 */
export { hostState, settle, sweep, type HostState, type Needles } from '../../support/host.ts';

/**
 * What one instance has on this host, compared before and after: mounts, links, control groups,
 * processes, nft rules, folders. The looking itself is shared with the suites that stand outside of
 * the program.
 */
export { hostState, settle, sweep, type HostState, type Needles } from '../../support/host.ts';

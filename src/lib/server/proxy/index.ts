/** Door of the proxy room: pups' web pages, each at a port of the box. */
export { createPageServers, type PageServers } from './proxy.ts';
export { listenForNginx } from './nginx-socket.ts';
export { openConnections } from './connections.ts';

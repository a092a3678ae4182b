/**
 * Public interface of stream helpers: servers and listeners whose failures end one request, never
 * the process; and waiting for streams.
 */
export { createGuardedServer, limitByAddress, type GuardedServer, type ServerHandlers } from './guarded-server.ts';
export { createConnectionServer, listenAtAddress, type ConnectionServer } from './connection-server.ts';
export { guarded } from './guarded.ts';
export { isHarmless } from './last-guard.ts';
export { endUpgrade } from './end-upgrade.ts';
export { hasBody } from './has-body.ts';
export { sayAndClose } from './last-words.ts';
export { drained, readable } from './waiting.ts';
export { listenAtSocket } from './unix-socket.ts';

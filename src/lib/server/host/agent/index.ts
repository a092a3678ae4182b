/** The agent's side of the connection to dogeboxd; dogeboxd's side is `client.ts`. */
export { endAllSessions } from '../containers/index.ts';
export { letMemoryBound } from '../limits.ts';
export { endNginx, nginxFolders } from '../nginx/index.ts';
export { sweepOwnGroups } from '../own-group.ts';
export { hasEnded, identify, isAlive, signalProcess } from '../process-identity.ts';
export { createLauncher, createSpawner } from '../spawn.ts';
export { openAudit, type Audit } from './audit.ts';
export { listenForPeer, type AgentListener } from './listen.ts';
export { withProbeAhead } from './probe-ahead.ts';
export { withStorage } from './storage-path.ts';
export { serveConnection, type AnyVerb, type AgentServerDeps } from './server.ts';
export { AGENT_VERBS } from './verbs.ts';

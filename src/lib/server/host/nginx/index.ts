/** The agent's nginx processes: for pages of pups, between pups, and for IPv6 ports. */
export { nginxCut } from './cut.ts';
export { findNginx, NGINX_PACKAGES, nginxFolders, type NginxPaths, type NginxRole, type TextPaths } from './paths.ts';
export { socketName, type NginxSocket } from './port-probe.ts';
export { endNginx, type NginxConfig } from './process.ts';
export { address, address4, port } from './schema.ts';
export { applyConfig, nginxVerbs } from './verbs.ts';
export {
	AS_IT_COMES,
	controlServer,
	headText,
	keptConnections,
	keptName,
	OWN_FOLDERS,
	loads,
	startText,
	STEERS_NOTHING,
	UPGRADES,
	WRITTEN
} from './text.ts';

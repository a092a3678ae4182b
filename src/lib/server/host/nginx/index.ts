/** nginx as the host agent runs it: one for pages of pups, one between pups. */
export { nginxCut } from './cut.ts';
export { findNginx, NGINX_PACKAGES, nginxFolders, type NginxPaths, type NginxRole, type TextPaths } from './paths.ts';
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
	STEERS_NOTHING,
	UPGRADES
} from './text.ts';

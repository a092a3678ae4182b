/** nginx as the host agent runs it: one for pages of pups, one between pups. */
export { nginxCut } from './cut.ts';
export { findNginx, NGINX_PACKAGES, nginxFolders, type NginxPlace, type NginxRole, type TextPlace } from './place.ts';
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
	STEERS_NOTHING,
	UPGRADES
} from './text.ts';

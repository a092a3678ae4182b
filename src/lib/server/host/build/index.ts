/** Verbs that make layers. */
export { imageBegin, imageCommit, imageLayer } from './image.ts';
export {
	buildBootstrap,
	buildCommit,
	buildFetch,
	buildHostOptions,
	buildIndex,
	buildRemove,
	buildResolve,
	buildStage,
	buildSweep
} from './layers.ts';
export { imageAccount } from './image-account.ts';
export { readRegistryAuth, registryAuthError, registryAuthRead } from './registry-auth.ts';
export { buildStageArchives, buildUnpack } from './unpack.ts';

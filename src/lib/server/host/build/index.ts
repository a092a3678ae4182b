/** Verbs that build layers. */
export { imageBegin, imageCommit, imageLayers } from './image.ts';
export { buildFetch, buildHostOptions, buildIndex, buildResolve, buildStage } from './apt.ts';
export { buildBootstrap } from './base.ts';
export { imageHome, imageUser } from './image-account.ts';
export { buildCommit, buildRemove, buildSweep } from './layers.ts';
export { readRegistryAuth, registryAuthError, registryAuthRead } from './registry-auth.ts';
export { buildStageArchives, buildUnpack } from './unpack.ts';

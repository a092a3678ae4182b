/** Door of the room that builds images from Dockerfiles. */
export { createDockerfiles, type DockerfilesDeps } from './dockerfiles.ts';
export { BuildFailed } from './build-failed.ts';
export type { BuildListener, BuildRequest, Dockerfiles } from './types.ts';

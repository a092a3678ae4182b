/** Door of the compat room: what other programs' clients speak, over the box's operations. */
export { createDockerEndpoint, type DockerEndpoint } from './docker/index.ts';

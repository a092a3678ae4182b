/**
 * Door of the compat room: APIs that clients of other programs speak, over the box's operations.
 */
export { createDockerEndpoint, type DockerEndpoint } from './docker/index.ts';

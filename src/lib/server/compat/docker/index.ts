/** Door of the Docker room: the Docker Engine API over boxes and pups. */
export { createDockerEndpoint, type DockerEndpoint } from './endpoint.ts';

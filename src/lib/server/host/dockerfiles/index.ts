/** Verbs of builds from Dockerfiles. */
export { dockerfileClear, dockerfilePrepare, dockerfileWork, type DockerfileStep } from './verbs.ts';

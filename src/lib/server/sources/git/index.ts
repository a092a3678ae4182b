/** Door of the git room: repositories as sources. */
export { createGitReader, type GitLimits, type GitReaderDeps } from './reader.ts';

/** Door of the git room: repositories as sources. */
export { createGitReader, type GitReaderDeps } from './reader.ts';
export type { GitLimits } from './remote.ts';
export { newestTags, versionOfTag } from './tags.ts';

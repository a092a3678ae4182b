/** Public interface of git sources: repositories. */
export { createGitReader, type GitReaderDeps } from './reader.ts';
export type { GitLimits } from './remote.ts';
export { newestTags, versionOfTag } from './tags.ts';

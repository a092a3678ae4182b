/** Door of the sources room: where pups come from, and what each source offers. */
export { createGitReader } from './git/index.ts';
export { checkNixFile } from './integrity.ts';
export { sourceIdOf } from './location.ts';
export { findLogo } from './logos.ts';
export { readJsonText, readSourceIndex } from './pup-index.ts';
export { SUMS_FILES } from './signatures.ts';
export { createSources } from './sources.ts';
export type { FoundPup, JudgedVersion, OfferedPup, ReadProgress, SourceReader, Sources } from './types.ts';
export { problemOf } from './versions.ts';
export { createWebReader } from './web/index.ts';

/** Public interface of sources: where pups come from, and what each source offers. */
export { createGitReader, newestTags, versionOfTag } from './git/index.ts';
export { readOwn, reasonOf } from './folder.ts';
export { isLfsPointer, LFS_EXPLAINED } from './git-lfs.ts';
export { checkNixFile, MAX_NIX_BYTES } from './integrity.ts';
export { readJson } from './json-file.ts';
export { sourceIdOf } from './location.ts';
export { findLogo } from './logos.ts';
export { readManifest } from './manifest-file.ts';
export { checkMinisign, readMinisignKey, type MinisignKey } from './minisign.ts';
export { MAX_JSON_BYTES, MAX_PUPS, readSourceIndex } from './pup-index.ts';
export { README_NAMES } from './readme-names.ts';
export { readSums, SUMS_FILES } from './signatures.ts';
export { createSources } from './sources.ts';
export type { FoundPup, JudgedVersion, OfferedPup, ReadProgress, SourceReader, Sources } from './types.ts';
export { compareVersions, isNewer, isPreview, problemOf } from './versions.ts';
export {
	createWebReader,
	isWebEntry,
	MAX_ARCHIVE_BYTES,
	MAX_ENTRIES,
	MAX_INDEX_BYTES,
	readWebEntry,
	readWebIndex,
	UNPACKING
} from './web/index.ts';

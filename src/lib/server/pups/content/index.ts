/** Public interface of a pup's parts on the disk: files, storage, layers. */
export { createPupContent, type PupContent } from './content.ts';
export type { PupFiles } from './files.ts';
export { FILES_CHANGED, type PupTree } from './tree.ts';
export type { Roots } from './root.ts';
export { readManifestFile } from './manifest-file.ts';

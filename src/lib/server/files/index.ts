/**
 * Door of the files room: atomic writes, the check that a path stays inside its folder, hashes of
 * whole folders.
 */
export { NotPlainError, openPlain, readPlain } from './read-plain.ts';
export { openInside, readInside } from './read-inside.ts';
export { removeUnfinished, syncFile, syncFolder, writeFileAtomic } from './atomic-write.ts';
export { fileVersion } from './file-version.ts';
export { confine, isInside } from './confine.ts';
export { unpackArchive, type UnpackLimits, type UnpackOptions, type Unpacked } from './unpack.ts';
export type { Decompress } from './unpack-format.ts';
export { copyTree, type CopyOptions } from './copy-tree.ts';
export { watchFolder, type FolderWatch } from './folder-watch.ts';
export { hashTree, linkStaysInside, listTree, treeHashLine, TREE_LIMITS } from './tree-hash.ts';
export type { TreeEntry, TreeLimits, TreeOptions } from './tree-hash.ts';

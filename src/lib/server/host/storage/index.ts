/** Verbs of pups' folders. */
export { boundFolder, folderBind, folderUnbind } from './folder-bind.ts';
export {
	MAX_SOURCE_BYTES,
	MAX_SOURCE_ENTRIES,
	PUP_USER,
	pupFolderOf,
	pupFolderRemove,
	pupSourceCopy,
	pupSourceOf,
	storageMake,
	storageMissing,
	storageRemove,
	storageSize,
	storageWrite
} from './storage.ts';

/** Verbs of pups' folders. */
export { boundFolder, folderBind, folderUnbind } from './folder-bind.ts';
export {
	PUP_USER,
	pupFolderOf,
	pupFolderRemove,
	pupSourceOf,
	pupSourceTake,
	stagedSourceOf,
	storageMake,
	storageMissing,
	storageRemove,
	storageSize,
	storageWrite,
	volumeMake,
	volumePath
} from './storage.ts';

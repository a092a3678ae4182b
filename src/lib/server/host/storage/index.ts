/** Verbs of pups' folders. */
export { diskCopy, diskRemove, diskWish, openDisk, type DiskPlace } from './disk.ts';
export { pupFoldersFind, pupRemainsRead, type FoundPup, type PupRemains } from './found.ts';
export { storageFiles, type FilesRequest } from './files.ts';
export { NOT_PLAIN, OTHER_OFFSET, TOO_MUCH } from './files-numbers.ts';
export { boundFolder, folderBind, folderUnbind } from './folder-bind.ts';
export {
	diskRootFolder,
	PUP_USER,
	pupFolderOf,
	pupFolderRemove,
	pupSourceOf,
	pupSourcesKeep,
	pupSourceTake,
	SOURCE_FOLDERS,
	stagedSourceOf,
	storageMake,
	storageMissing,
	storageRemove,
	storageWrite,
	volumeMake,
	volumePath
} from './storage.ts';
export { lacksQuotaPrograms, type StorageLimits } from './quota.ts';
export { storageGive } from './give.ts';
export { storageLimit, storageUsage, type StorageUsage } from './usage.ts';

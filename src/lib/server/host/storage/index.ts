/** Verbs of pups' folders. */
export { LAYERS_AT, WRITTEN_AT } from './changes-script.ts';
export { diskCopy, diskRemove, diskRequest, openDisk, type DiskVersion } from './disk.ts';
export { pupFoldersFind, pupRemainsRead, type FoundPup, type PupRemains } from './found.ts';
export { filesRequest, runFiles, storageFiles, type FilesRequest } from './files.ts';
export {
	BAD_ARCHIVE,
	FOLDER_IN_THE_WAY,
	NOT_PLAIN,
	OTHER_IN_THE_WAY,
	OTHER_OFFSET,
	TOO_MUCH,
	UNKNOWN_ENTRY
} from './files-numbers.ts';
export { boundFolder, boxFolderBind, folderBind, folderUnbind } from './folder-bind.ts';
export {
	diskRootFolder,
	KEY_FILES,
	PUP_USER,
	pupFolderOf,
	pupFolderRemove,
	pupSourceOf,
	pupSourcesKeep,
	pupSourceTake,
	SOURCE_FOLDERS,
	stagedSourceOf,
	storageCreate,
	storageMissing,
	storageRemove,
	storageWrite,
	volumeCreate,
	volumePath
} from './storage.ts';
export { areQuotaProgramsMissing, type StorageLimits } from './quota.ts';
export { storageChangeOwner } from './change-owner.ts';
export { storageLimit, storageUsage, type StorageUsage } from './usage.ts';

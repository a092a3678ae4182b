/** Ranges of ids: that of the files on the disk, and those of containers. */
export { containerRange, ownRange, rangeBase, RANGE_SIZE, reservedIds } from './ranges.ts';
export {
	createMountPoint,
	mappedFolder,
	mappedLayersFolder,
	mappedSource,
	openMappedFolder,
	removeMountPoints
} from './mapped-folder.ts';
export { carryOutMounts, shownAs, type MapOutcome, type MountStep } from './mapped-mounts.ts';

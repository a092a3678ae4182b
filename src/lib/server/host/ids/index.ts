/** Ranges of ids: of the files on the disk, and of each container. */
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

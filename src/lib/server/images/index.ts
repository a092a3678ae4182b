/** Public interface of stored images, by their names. */
export { createImages, type ImagesDeps } from './images.ts';
export { familiar, familiarName, parseImageName } from './names.ts';
export type {
	ImageDetail,
	ImageHistory,
	ImageUser,
	Images,
	LocalImage,
	NewImage,
	PullEvent,
	PushEvent,
	PullOptions,
	RemovedPart
} from './types.ts';
export type { SearchResult } from '../build/index.ts';
export { applyChanges, type ImageConfiguration } from './changes.ts';

/** Initial values of a pup's row. Pure. */
import { NOTHING_LEFT } from './releases.ts';
import type { PupRow } from './rows.ts';

/** Values of a version that is about to be installed, including over kept data. */
export const NOT_INSTALLED = {
	...NOTHING_LEFT,
	buildKind: null,
	treeHash: null,
	dev: false,
	madeFrom: null,
	skippedVersion: null
} satisfies Partial<PupRow>;

/** Values of a new pup, without any setting of its owner. */
export const NEW_PUP = {
	...NOT_INSTALLED,
	keys: 'waiting',
	offerName: null,
	memoryLimit: null,
	pidsLimit: null,
	stopSeconds: null,
	devices: [] as string[],
	cpuLimit: null,
	storageLimit: null,
	ioWeight: null,
	dataOwner: null,
	configSavedAt: null,
	installedAt: null
} satisfies Partial<PupRow>;

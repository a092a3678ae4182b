/** What a row says of a pup before anything was done with it. Pure. */
import { NOTHING_LEFT } from './releases.ts';
import type { PupRow } from './rows.ts';

/** Of a version that is to be installed, over kept data too. */
export const NOT_INSTALLED = {
	...NOTHING_LEFT,
	buildKind: null,
	treeHash: null,
	dev: false,
	madeFrom: null,
	skippedVersion: null
} satisfies Partial<PupRow>;

/** Of a pup that the box never had: its owner has set nothing either. */
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

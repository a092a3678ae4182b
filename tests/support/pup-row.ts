/** A row of an installed pup, for tests that want one and nothing of it in particular. */
import type { Manifest } from '../../src/lib/contract/manifest.ts';

/** @param id 32 hexadecimal digits */
export const pupRow = (id: string, manifest: Manifest) => ({
	id,
	sourceId: 's',
	sourcePath: '',
	name: 'T',
	version: '1.0.0',
	manifest,
	enabled: true,
	keys: 'waiting' as const,
	hostNumber: 2,
	layers: [] as string[],
	memoryLimit: null,
	pidsLimit: null,
	stopSeconds: null,
	cpuLimit: null,
	storageLimit: null,
	ioWeight: null,
	buildKind: null,
	treeHash: null,
	origin: null,
	signature: 'unsigned' as const,
	dev: false,
	madeFrom: null,
	folder: 'source',
	pending: null,
	pendingConfig: null,
	previous: null,
	skippedVersion: null,
	dataOwner: null,
	configSavedAt: null,
	createdAt: 1,
	installedAt: null
});

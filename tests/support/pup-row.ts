/** A row of an installed pup, for tests that need one and do not care about its values. */
import type { Manifest } from '../../src/lib/contract/manifest.ts';
import { NEW_PUP } from '../../src/lib/server/pups/installed/index.ts';

/** @param id 32 hexadecimal digits */
export const pupRow = (id: string, manifest: Manifest) => ({
	...NEW_PUP,
	id,
	sourceId: 's',
	sourcePath: '',
	name: 'T',
	version: '1.0.0',
	manifest,
	enabled: true,
	hostNumber: 2,
	origin: null,
	signature: 'unsigned' as const,
	createdAt: 1
});

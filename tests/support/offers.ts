/** Manifests, versions and offers for tests of the decisions about them. */
import { createHash } from 'node:crypto';
import { parseManifest } from '../../src/lib/contract/manifest.ts';
import { offerOf } from '../../src/lib/server/sources/offers.ts';
import type { JudgedVersion, ListedVersion, OfferedPup } from '../../src/lib/server/sources/types.ts';

export const hash = (text: string) => createHash('sha256').update(text).digest('hex');

export function manifestOf(name: string, version: string, more: Record<string, unknown> = {}) {
	const { container = {}, ...rest } = more as { container?: object };
	return parseManifest({
		manifestVersion: 1,
		meta: { name, version },
		container: { build: { debian: { packages: [] } }, services: [{ name: 'a', command: { exec: 'a' } }], ...container },
		...rest
	}).manifest;
}

export const listed = (name: string, version: string, more: Partial<ListedVersion> = {}): ListedVersion => ({
	version,
	manifest: manifestOf(name, version),
	warnings: [],
	sourcePath: name,
	origin: `tag v${version}`,
	ref: `commit-${version}`,
	identity: hash(name + version),
	treeHash: null,
	updatedAt: null,
	problem: null,
	...more
});
export const judged = (version: ListedVersion, more: Partial<JudgedVersion> = {}): JudgedVersion => ({
	...version,
	signature: 'unsigned',
	signatureProblem: null,
	signedHash: null,
	...more
});
export const offer = (name: string, ...versions: JudgedVersion[]): OfferedPup =>
	offerOf({ sourceId: 's', sourceName: 'Source', name, versions });

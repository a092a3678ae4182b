import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../contract/manifest.ts';
import type { ListedVersion } from '../types.ts';
import { chooseVersions, type FoundVersion } from '../choosing.ts';
import { newestTags, versionOfTag } from './tags.ts';

const { manifest } = parseManifest({
	manifestVersion: 1,
	meta: { name: 'A', version: '1.0.0' },
	container: { build: { nixFile: 'pup.nix', nixFileSha256: '0'.repeat(64) } }
});

function found(
	name: string,
	version: string,
	identity: string,
	origin: string,
	problem: string | null = null
): FoundVersion {
	const listed: ListedVersion = {
		version,
		manifest,
		warnings: [],
		sourcePath: name,
		origin,
		ref: origin,
		identity,
		treeHash: null,
		updatedAt: null,
		problem
	};
	return { name, listed };
}

describe('tags', () => {
	it('takes vX.Y.Z only', () => {
		for (const name of ['v1.2.3', 'v0.0.0', 'v1.2.3-rc.1', 'v1.2.3+build'])
			expect(versionOfTag(`refs/tags/${name}`)).toBe(name);
		for (const name of ['1.2.3', 'v1.2', 'v1.2.3.4', 'v01.2.3', 'version', 'vx.y.z', 'a/v1.2.3', 'v1.2.3-']) {
			expect(versionOfTag(`refs/tags/${name}`)).toBe(null);
		}
		expect(versionOfTag('refs/heads/v1.2.3')).toBe(null);
	});

	it('orders by version, not by text, and takes the newest', () => {
		const refs = ['v0.9.0', 'v0.10.0', 'v1.0.0-rc.1', 'v1.0.0', 'nightly', 'v0.2.0'].map((name) => ({
			ref: `refs/tags/${name}`
		}));
		expect(newestTags(refs, 4).map(({ ref }) => ref.slice(10))).toEqual(['v1.0.0', 'v1.0.0-rc.1', 'v0.10.0', 'v0.9.0']);
	});
});

describe('the content of a version', () => {
	it('is that of the lowest tag', () => {
		const chosen = chooseVersions([
			found('Core', '0.0.6', 'x', 'tag v0.1.0'),
			found('Core', '0.0.6', 'y', 'tag v0.2.0'),
			found('Core', '0.0.7', 'z', 'tag v0.2.0'),
			found('Core', '0.0.6', 'x', 'branch main')
		]);
		expect(chosen.pups.map(({ versions }) => versions.map((one) => [one.version, one.identity, one.origin]))).toEqual([
			[
				['0.0.7', 'z', 'tag v0.2.0'],
				['0.0.6', 'x', 'tag v0.1.0']
			]
		]);
		expect(chosen.conflicts).toEqual([{ name: 'Core', version: '0.0.6', taken: 'tag v0.1.0', left: ['tag v0.2.0'] }]);
	});

	it('is that of the lowest tag that can be installed, and of the lowest where none can', () => {
		const one = chooseVersions([
			found('Core', '1.0.0', 'x', 'tag v0.1.0', 'wrong hash'),
			found('Core', '1.0.0', 'y', 'tag v0.2.0'),
			found('Core', '1.0.0', 'z', 'tag v0.3.0')
		]);
		expect(one.pups[0]!.versions[0]!.identity).toBe('y');
		expect(one.conflicts[0]).toMatchObject({ taken: 'tag v0.2.0', left: ['tag v0.1.0', 'tag v0.3.0'] });
		const none = chooseVersions([
			found('Core', '1.0.0', 'x', 'tag v0.1.0', 'bad'),
			found('Core', '1.0.0', 'y', 'tag v0.2.0', 'bad')
		]);
		expect(none.pups[0]!.versions[0]!.identity).toBe('x');
	});

	it('is no conflict where it is the same', () => {
		const chosen = chooseVersions([found('A', '1.0.0', 'x', 'tag v0.1.0'), found('A', '1.0.0', 'x', 'tag v0.2.0')]);
		expect(chosen.conflicts).toEqual([]);
		expect(chosen.pups[0]!.versions.map(({ origin }) => origin)).toEqual(['tag v0.1.0']);
	});

	it('stays when tags are added above', () => {
		const content = fc.record({
			version: fc.constantFrom('1.0.0', '1.1.0', 'odd'),
			identity: fc.constantFrom('a', 'b', 'c'),
			problem: fc.constantFrom(null, 'bad')
		});
		fc.assert(
			fc.property(fc.array(content, { maxLength: 12 }), fc.array(content, { maxLength: 6 }), (before, after) => {
				const all = [...before, ...after].map(({ version, identity, problem }, i) =>
					found('A', version, identity, `tag ${i}`, problem)
				);
				const old = chooseVersions(all.slice(0, before.length)).pups[0]?.versions ?? [];
				const now = chooseVersions(all).pups[0]?.versions ?? [];
				for (const version of old) {
					if (version.problem === null) expect(now.find((one) => one.version === version.version)).toBe(version);
				}
				expect(new Set(now.map(({ version }) => version)).size).toBe(now.length);
			})
		);
	});
});

import { describe, expect, it } from 'vitest';
import { checkPlatform, choosePlatform, readConfig, readManifest, readSaved, type IndexEntry } from './documents.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: 1 };
const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest, size: 1 };
const entry = (architecture: string, variant = '', os = 'linux'): IndexEntry => ({
	...layer,
	platform: { os, architecture, variant }
});
const refused = (text: string | RegExp) =>
	expect.objectContaining({ code: 'image-unusable', message: expect.stringMatching(text) });

describe('manifests', () => {
	it('are read in both families of names', () => {
		const docker = {
			schemaVersion: 2,
			config: { ...config, mediaType: 'application/vnd.docker.container.image.v1+json' },
			layers: [{ ...layer, mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip' }]
		};
		expect(readManifest(json(docker))).toHaveProperty('manifest.layers.length', 1);
		expect(readManifest(json({ config, layers: [layer] }))).toHaveProperty('manifest.config.digest', digest);
		expect(readManifest(json({ manifests: [entry('amd64')] }))).toHaveProperty('index.length', 1);
	});

	it.each([
		['not json', Buffer.from('{'), 'no JSON'],
		['a number', json(7), 'no JSON'],
		['two things at once', json({ manifests: [], layers: [] }), 'index as well'],
		['the oldest format', json({ schemaVersion: 1, fsLayers: [] }), 'old manifest format'],
		[
			'something else than an image',
			json({ config: { ...config, mediaType: 'application/x-chart' }, layers: [] }),
			'x-chart'
		],
		['another hash', json({ config: { ...config, digest: 'sha512:1' }, layers: [] }), 'config.digest'],
		['a way out as hash', json({ config, layers: [{ ...layer, digest: 'sha256:../../x' }] }), 'layers.0.digest'],
		['a negative size', json({ config, layers: [{ ...layer, size: -1 }] }), 'layers.0.size'],
		['too many layers', json({ config, layers: Array(128).fill(layer) }), '127'],
		['too many bytes', json({ config, layers: [{ ...layer, size: 2 ** 40 }] }), 'larger than'],
		[
			'layers from elsewhere',
			json({ config, layers: [{ ...layer, mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip' }] }),
			'foreign'
		],
		[
			'layers not to be passed on',
			json({ config, layers: [{ ...layer, mediaType: 'application/vnd.oci.image.layer.nondistributable.v1.tar' }] }),
			'foreign'
		],
		['unknown layers', json({ config, layers: [{ ...layer, mediaType: 'application/wasm' }] }), 'unknown form']
	])('are refused with %s', (_what, bytes, message) => {
		expect(() => readManifest(bytes)).toThrow(refused(message));
	});
});

describe('configurations', () => {
	it('tell how programs are run', () => {
		const found = readConfig(
			json({
				os: 'linux',
				architecture: 'amd64',
				config: {
					Env: ['A=b=c', 'B=', 'broken', '=x', 'a.b-c:d=x', 'A B=x', 'N=\0'],
					WorkingDir: '/a/../b//',
					Entrypoint: null,
					Cmd: ['x']
				},
				rootfs: { type: 'layers', diff_ids: [digest] }
			}),
			1
		);
		expect(found.run).toEqual({
			env: { A: 'b=c', B: '', 'a.b-c:d': 'x' },
			workingDir: '/b',
			entrypoint: [],
			cmd: ['x'],
			user: '',
			volumes: []
		});
		expect(found.diffIds).toEqual(['a'.repeat(64)]);
		const bare = readConfig(json({ config: { WorkingDir: 'relative' }, rootfs: { type: 'layers', diff_ids: [] } }), 0);
		expect(bare.run).toEqual({ env: {}, workingDir: null, entrypoint: [], cmd: [], user: '', volumes: [] });
	});

	it('must name each layer', () => {
		const one = json({ rootfs: { type: 'layers', diff_ids: [digest] } });
		expect(() => readConfig(one, 2)).toThrow(refused('names 1 layers, its manifest 2'));
		expect(() => readConfig(json({}), 0)).toThrow(refused('rootfs'));
	});

	it('of “docker save” stand beside the layers', () => {
		expect(readSaved(json([{ Config: 'c.json', Layers: ['a'] }]))).toEqual({ config: 'c.json', layers: ['a'] });
		const one = { Config: 'c.json', Layers: [] };
		expect(() => readSaved(json([one, one]))).toThrow(refused('2 images'));
	});
});

describe('the image for this host', () => {
	it('is chosen by processor and the best variant', () => {
		const attestation = entry('unknown', '', 'unknown');
		const all = [entry('amd64', 'v2'), entry('arm', 'v6'), entry('arm', 'v7'), attestation, entry('amd64')];
		expect(choosePlatform(all, 'x64')).toBe(all[4]);
		expect(choosePlatform(all, 'arm')).toBe(all[2]);
		const arm64 = [entry('arm64'), entry('arm64', 'v8'), entry('arm64', 'v9')];
		expect(choosePlatform(arm64, 'arm64')).toBe(arm64[1]);
		const unnamed = { ...layer, platform: null };
		expect(choosePlatform([unnamed, attestation], 'x64')).toBe(unnamed);
	});

	it('may not be there, which names those that are', () => {
		const missing = (message: string) => expect.objectContaining({ code: 'no-image-for-platform', message });
		expect(() => choosePlatform([entry('arm64', 'v8'), entry('amd64', '', 'windows')], 'x64')).toThrow(
			missing('The image is not made for this box (linux/amd64), only for linux/arm64/v8, windows/amd64.')
		);
		expect(() => choosePlatform([{ ...layer, platform: null }, entry('s390x')], 'x64')).toThrow(
			/only for linux\/s390x/
		);
		expect(() => checkPlatform({ os: 'linux', architecture: 'arm64', variant: 'v8' }, 'x64')).toThrow(
			/not made for this box/
		);
		expect(() => checkPlatform({ os: 'linux', architecture: 'arm64', variant: 'v8' }, 'arm64')).not.toThrow();
	});
});

import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../contract/manifest.ts';
import { archivesFor, skipped } from './root.ts';

const sha256 = 'ab'.repeat(32);
const archive = (name: string, arch?: string) => ({
	url: `https://example.org/${name}.tar.gz`,
	sha256,
	unpackTo: '/opt',
	...(arch !== undefined && { arch })
});

function manifest(build: Record<string, unknown>) {
	return parseManifest({
		manifestVersion: 1,
		meta: { name: 'Node', version: '1.0.0' },
		container: { build, services: [{ name: 'node', command: { exec: 'node' } }] }
	}).manifest;
}

describe('the root of a pup', () => {
	it('gets the archives for this architecture, and those for all', () => {
		const read = manifest({
			debian: { packages: [], fetch: [archive('all'), archive('pc', 'amd64'), archive('arm', 'arm64')] }
		});
		const urls = (arch: string) => archivesFor(read, arch).map(({ url }) => url.replace(/.*\/|\..*$/g, ''));
		expect(urls('x64')).toEqual(['all', 'pc']);
		expect(urls('arm64')).toEqual(['all', 'arm']);
		expect(urls('riscv64')).toEqual(['all']);
		expect(archivesFor(read, 'x64')[0]).toEqual({ url: 'https://example.org/all.tar.gz', sha256, unpackTo: '/opt' });
	});

	it('tells why a way that comes before the chosen one was not taken', () => {
		const read = manifest({ debian: { packages: [] }, image: `registry.example/x@sha256:${sha256}` });
		const debian = { ok: false as const, reason: 'mmdebstrap is missing.', command: 'apt-get install mmdebstrap' };
		const capabilities = { nix: debian, flake: debian, debian, image: { ok: true as const } };
		expect(skipped(read, capabilities, 'image')).toEqual([
			'Not by debian: mmdebstrap is missing. Run: apt-get install mmdebstrap'
		]);
		expect(skipped(read, capabilities, 'debian')).toEqual([]);
	});
});

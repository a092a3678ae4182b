// A pup that needs no network: an image of busybox alone, as a layout of OCI in its folder
// (image-spec, image-layout.md). It serves a page that was written at its first start.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const PUP = 'Page of the test host';

const TYPE = 'application/vnd.oci.image';
const ARCHITECTURE = { x64: 'amd64', arm64: 'arm64' }[process.arch];
const ENTRY = `#!/bin/sh
[ -e /storage/index.html ] || busybox cat /proc/sys/kernel/random/uuid > /storage/index.html
echo serves
exec busybox httpd -f -p 80 -h /storage
`;

/** A layer with busybox, its shell and the entry point. @returns {Buffer} */
function layerTar() {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-test-os-layer-'));
	try {
		mkdirSync(join(folder, 'bin'));
		copyFileSync('/usr/bin/busybox', join(folder, 'bin/busybox'));
		symlinkSync('busybox', join(folder, 'bin/sh'));
		writeFileSync(join(folder, 'entry.sh'), ENTRY);
		for (const file of ['bin/busybox', 'entry.sh']) chmodSync(join(folder, file), 0o755);
		const args = ['--format=ustar', '--owner=0', '--group=0', '-C', folder, '-cf', '-', 'bin', 'entry.sh'];
		return execFileSync('tar', args, { maxBuffer: 64 * 1024 * 1024 });
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Writes a source with that one pup. @param {string} folder that is not there yet */
export function writeSource(folder) {
	const image = join(folder, 'page/image');
	mkdirSync(join(image, 'blobs/sha256'), { recursive: true });
	const blob = (bytes, mediaType) => {
		const hash = createHash('sha256').update(bytes).digest('hex');
		writeFileSync(join(image, 'blobs/sha256', hash), bytes);
		return { mediaType, digest: `sha256:${hash}`, size: bytes.length };
	};
	const json = (value, mediaType) => blob(Buffer.from(JSON.stringify(value)), mediaType);
	const layer = blob(layerTar(), `${TYPE}.layer.v1.tar`);
	const platform = { os: 'linux', architecture: ARCHITECTURE };
	const config = json(
		{ ...platform, config: {}, rootfs: { type: 'layers', diff_ids: [layer.digest] } },
		`${TYPE}.config.v1+json`
	);
	const mediaType = `${TYPE}.manifest.v1+json`;
	const manifest = json({ schemaVersion: 2, mediaType, config, layers: [layer] }, mediaType);
	const write = (path, value) => writeFileSync(join(folder, path), JSON.stringify(value));
	write('page/image/oci-layout', { imageLayoutVersion: '1.0.0' });
	write('page/image/index.json', { schemaVersion: 2, manifests: [manifest] });
	write('dogebox.json', { id: 'test.os', name: 'For the test host', pups: [{ location: 'page' }] });
	write('page/manifest.json', {
		manifestVersion: 1,
		meta: { name: PUP, version: '1.0.0', shortDescription: 'Serves what its first start wrote.' },
		container: {
			build: { image: 'image/' },
			services: [{ name: 'main', command: { exec: '/entry.sh' } }],
			exposes: [{ name: 'page', type: 'http', port: 80, webUI: true }]
		}
	});
}

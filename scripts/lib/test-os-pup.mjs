// A pup that needs no network: an image of busybox alone, as a layout of OCI in its folder
// (image-spec, image-layout.md). It serves a page that was written at its first start.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Its name, its folder and what its page says are those of nix/test.nix. */
export const PUP = 'Page';

const TYPE = 'application/vnd.oci.image';
const ARCHITECTURE = { x64: 'amd64', arm64: 'arm64' }[process.arch];
const ENTRY = `#!/bin/sh
[ -e /storage/index.html ] || { echo wow; busybox cat /proc/sys/kernel/random/uuid; } > /storage/index.html
echo serves
exec busybox httpd -f -p 80 -h /storage
`;

export const NIX_PUPS = {
	page: 'Page by Nix',
	endless: 'Never built',
	broken: 'Cannot be built'
};

/** In place of nixpkgs: a way to run a line of shell. */
const NIXPKGS = `{
	outputs = { self }: let
		system = "${{ x64: 'x86_64', arm64: 'aarch64' }[process.arch]}-linux";
		run = name: line: builtins.derivation {
			inherit name system;
			builder = "/bin/sh";
			args = [ "-c" line ];
		};
	in {
		lib.genAttrs = names: make: builtins.listToAttrs (map (name: { inherit name; value = make name; }) names);
		legacyPackages.\${system} = { inherit run; };
	};
}
`;
/** Says what it has been given, and serves what its first start wrote. */
const SERVES = `#!/bin/sh
[ -e /storage/index.html ] || cat /proc/sys/kernel/random/uuid > /storage/index.html
(exec 3<>/dev/net/tun) 2>/dev/null && echo opens > /storage/device || echo refused > /storage/device
cmp "$CREDENTIALS_DIRECTORY/delegated.key" /storage/delegated.key && echo same > /storage/credential
echo serves
exec busybox httpd -f -p 8080 -h /storage
`;
const NIX_FILES = {
	page: `{ pkgs }: {
  main = pkgs.run "main" ''
    echo builds
    mkdir -p $out/bin
    cp \${./serves} $out/bin/serves
    chmod 755 $out/bin/serves
  '';
}
`,
	endless: '{ pkgs }: {\n  main = pkgs.run "main" "echo builds; while true; do sleep 1; done";\n}\n',
	broken: '{ pkgs }: {\n  main = pkgs.nothing;\n}\n'
};

/** One that can be evaluated and is then not built. */
export const NIX_THAT_FAILS = '{ pkgs }: {\n  main = pkgs.run "main" "echo will not do; exit 3";\n}\n';

/**
 * Writes a pup that Nix builds.
 * @param {string} folder of its source
 * @param {keyof typeof NIX_PUPS} at its folder in there
 */
export function writeNixPup(folder, at, { version = '1.0.0', nixFile = NIX_FILES[at] } = {}) {
	mkdirSync(join(folder, at), { recursive: true });
	writeFileSync(join(folder, at, 'pup.nix'), nixFile);
	writeFileSync(join(folder, at, 'serves'), SERVES);
	const build = { nixFile: 'pup.nix', nixFileSha256: createHash('sha256').update(nixFile).digest('hex') };
	const manifest = {
		manifestVersion: 1,
		meta: { name: NIX_PUPS[at], version, shortDescription: 'Is built with Nix.' },
		container: {
			build,
			services: [{ name: 'main', command: { exec: '/bin/serves' } }],
			exposes: [{ name: 'page', type: 'http', port: 8080, webUI: true }],
			devices: [{ node: '/dev/net/tun', modifier: 'rw' }]
		}
	};
	writeFileSync(join(folder, at, 'manifest.json'), JSON.stringify(manifest));
}

/** Writes a source with pups that Nix builds, and in `nixpkgs` what they are built from. */
export function writeNixSource(folder) {
	mkdirSync(join(folder, 'nixpkgs'), { recursive: true });
	writeFileSync(join(folder, 'nixpkgs/flake.nix'), NIXPKGS);
	for (const at of Object.keys(NIX_PUPS)) writeNixPup(folder, at);
	const pups = Object.keys(NIX_PUPS).map((location) => ({ location }));
	writeFileSync(join(folder, 'dogebox.json'), JSON.stringify({ id: 'test.nix', name: 'Built with Nix', pups }));
}

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

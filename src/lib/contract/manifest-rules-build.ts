/** Rules of `container.build` and `container.resources`. */
import { isAllowedDevice } from './device-nodes.ts';
import type { Findings } from './manifest-errors.ts';
import { staysInside } from './manifest-names.ts';
import type { FetchedArchive } from './manifest-schema-build.ts';
import type { Manifest } from './manifest-schema.ts';

/** Debian policy §5.6.1, with an optional architecture or version as apt takes them. */
const DEBIAN_PACKAGE = /^[a-z0-9][a-z0-9+.-]+(:[a-z0-9]+)?(=[A-Za-z0-9.+:~-]+)?$/;
const DEBIAN_SUITE = /^[a-z][a-z0-9-]{1,31}$/;
/** Date format of snapshot.debian.org. */
const SNAPSHOT = /^\d{8}T\d{6}Z$/;
/** Debian's names of the architectures that a box may have. */
const ARCHITECTURES = ['amd64', 'arm64', 'armhf', 'armel', 'i386', 'ppc64el', 'riscv64', 's390x'];
/** One attribute of a flake. A dot or a quote would begin another attribute. */
const NIX_PACKAGE = /^[A-Za-z_][A-Za-z0-9_-]{0,99}$/;
const SHA256 = /^[0-9a-f]{64}$/;
/**
 * Name in a registry with a digest; host, port and tag are optional
 * (github.com/distribution/reference, `reference.go`).
 */
const BY_DIGEST =
	/^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::\d{1,5})?\/)?[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?@sha256:[0-9a-f]{64}$/;
/**
 * An image archive in the pup's own folder, or (with a trailing slash) a folder with an OCI layout.
 */
const IN_FOLDER = /^[^@:]+(?:\.(?:tar|oci|tgz|tar\.(?:gz|bz2|xz|zst))|\/)$/;
/** Folders of a container that are mount points, which would hide anything unpacked there. */
const MOUNTED = ['proc', 'sys', 'dev', 'pup', 'storage', 'tmp', 'run'];

/** Checks that each given kind of build is complete, and that there is at least one. */
export function checkBuild({ container }: Manifest, findings: Findings): void {
	const { wrong, warn } = findings;
	const { type, nixFile, nixFileSha256, flake, debian, image } = container.build;
	const at = (...rest: (string | number)[]) => ['container', 'build', ...rest];
	if (type !== null && type !== 'nixFile' && type !== 'flake') {
		warn(`container.build.type “${type}” is neither “nixFile” nor “flake”; it has no effect.`);
	}
	const isFlake = flake !== null || type === 'flake';
	if (flake !== null && flake.path !== null && !staysInside(flake.path)) {
		wrong(at('flake', 'path'), 'a path that must stay inside the pup’s folder');
	}
	if (flake !== null && flake.package !== null && !NIX_PACKAGE.test(flake.package)) {
		wrong(at('flake', 'package'), 'the name of one package: letters, digits, “_” and “-”, the first a letter or “_”');
	}
	if (type === 'nixFile' && nixFile === null) warn('container.build.type is “nixFile”, and nixFile is missing.');
	if (nixFile === null && !isFlake && debian === null && image === null) {
		wrong(at('nixFile'), 'a path, or another kind of build', 'manifest container.build.nixFile is required');
	}
	if (nixFile !== null) {
		if (nixFileSha256 === null) {
			const sentence = 'manifest container.build.nixFileSha256 is required';
			wrong(at('nixFileSha256'), '64 hex digits in lower case, as sha256sum prints them', sentence);
		} else checkNixHash(nixFileSha256, nixFile, warn);
		if (!staysInside(nixFile)) wrong(at('nixFile'), 'a path that must stay inside the pup’s folder');
	}
	debian?.packages.forEach((name, i) => {
		if (!DEBIAN_PACKAGE.test(name)) wrong(at('debian', 'packages', i), 'the name of a Debian package');
	});
	if (debian && debian.suite !== null && !DEBIAN_SUITE.test(debian.suite)) {
		wrong(at('debian', 'suite'), 'the name of a Debian release');
	}
	if (debian && debian.snapshot !== null && !SNAPSHOT.test(debian.snapshot)) {
		wrong(at('debian', 'snapshot'), 'a date like 20260901T000000Z');
	}
	debian?.fetch.forEach((archive, i) => checkArchive(archive, at('debian', 'fetch', i), findings));
	if (image !== null && !BY_DIGEST.test(image) && !(IN_FOLDER.test(image) && staysInside(image))) {
		wrong(
			at('image'),
			'a name pinned with @sha256:…, or an archive (.tar, .oci) or a folder (“image/”) in the pup’s folder'
		);
	}
	checkDevices(container.devices, findings);
	for (const name of ['memoryMiB', 'diskMiB'] as const) {
		const value = container.resources[name];
		if (value !== null && !(value > 0 && value <= 2 ** 40)) {
			wrong(['container', 'resources', name], 'a number above zero, in MiB');
		}
	}
}

function checkDevices(devices: Manifest['container']['devices'], { wrong, warn }: Findings): void {
	devices.forEach(({ node, modifier }, i) => {
		const at = ['container', 'devices', i];
		if (!node.startsWith('/dev/')) wrong([...at, 'node'], 'the path of a device, /dev/…');
		else if (!isAllowedDevice(node))
			warn(`It requests the device ${node}, which pups never get. It runs without the device.`);
		if (modifier !== null && !/^[rwm]{1,3}$/.test(modifier)) wrong([...at, 'modifier'], '“r”, “w” or “rw”');
		else if (modifier?.includes('m'))
			warn(`It requests to create the device ${node} itself (“m”). The box creates it instead.`);
	});
}

function checkNixHash(hash: string, nixFile: string, warn: Findings['warn']): void {
	if (SHA256.test(hash)) return;
	if (SHA256.test(hash.toLowerCase())) {
		warn(
			'container.build.nixFileSha256 has capital letters. This box accepts it; a real Dogebox compares letter ' +
				`by letter and refuses the pup. Write ${hash.toLowerCase()}.`
		);
	} else {
		warn(
			'container.build.nixFileSha256 is not a SHA-256 in hex; it can never match. ' +
				`Write the 64 digits that “sha256sum ${nixFile}” prints.`
		);
	}
}

function checkArchive(archive: FetchedArchive, path: (string | number)[], { wrong, warn }: Findings): void {
	const { url, sha256, unpackTo, arch } = archive;
	const address = URL.canParse(url) ? new URL(url) : null;
	if (address === null || !['http:', 'https:'].includes(address.protocol) || address.hostname === '') {
		wrong([...path, 'url'], 'an address that begins with https://');
	} else if (address.username !== '' || address.password !== '') {
		wrong([...path, 'url'], 'an address without a password in it');
	} else if (address.protocol === 'http:') {
		warn(`${url} is fetched without encryption; the file is still checked by its hash.`);
	}
	if (!SHA256.test(sha256)) wrong([...path, 'sha256'], '64 hex digits in lower case');
	if (!isUnpackFolder(unpackTo)) {
		const where = 'an absolute folder inside the container, without “.”, “..” and “//”';
		wrong([...path, 'unpackTo'], `${where}, not / and not below ${MOUNTED.map((name) => `/${name}`).join(', ')}`);
	}
	if (arch !== null && !ARCHITECTURES.includes(arch)) wrong([...path, 'arch'], `one of ${ARCHITECTURES.join(', ')}`);
}

function isUnpackFolder(path: string): boolean {
	const [before, first, ...rest] = path.split('/');
	if (before !== '' || !first || MOUNTED.includes(first)) return false;
	return [first, ...rest].every((part) => part !== '' && part !== '.' && part !== '..');
}

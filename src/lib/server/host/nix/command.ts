/** The command that builds packages of a pup with Nix, as an argument array. */
import { posix } from 'node:path';
import { BoxError } from '../../../contract/errors.ts';

/** What is built. Folders are absolute. */
export type NixBuild =
	| {
			kind: 'file';
			/** Folder of `nix/pup/flake.nix`, which evaluates the pup's file. */
			wrapper: string;
			/** Folder of the nixpkgs that every pup of this box is built from. */
			nixpkgs: string;
			/** Folder with the pup's files, and one with `build.json`, which names the file. */
			pup: string;
			asked: string;
			/** Name of a service. */
			package: string;
	  }
	| {
			kind: 'flake';
			pup: string;
			/** Folder of its `flake.nix` inside the pup's files. */
			path: string;
			package: string;
	  };

/** What follows “#”, one name: a dot or a quote would begin another. */
const PACKAGE = /^[A-Za-z_][A-Za-z0-9_-]{0,99}$/;

/**
 * Evaluates purely and builds in Nix's sandbox: no file, variable or clock of the host, no registry
 * and no setting that a flake brings. It may build while it evaluates, in the same sandbox: pups in
 * use import Nix files which they fetch by hash.
 */
const STRICT = [
	'--pure-eval',
	'--no-use-registries',
	...['--option', 'accept-flake-config', 'false'],
	...['--option', 'sandbox', 'true'],
	...['--option', 'sandbox-fallback', 'false']
];

/**
 * Arguments of `nix`, for one package: of several it would not say which is which. It prints JSON,
 * a list of one whose `outputs.out` is its path in the store (nix3-build(1)).
 * @param link where it makes a link, which keeps what it leads to from being collected
 * @throws BoxError 422 `bad-nix-build` for a name or folder that Nix would read as more than that
 */
export function nixBuildArguments(build: NixBuild, link: string): string[] {
	return [
		...['--extra-experimental-features', 'nix-command flakes'],
		...['build', '--json', '--out-link', link, '--log-format', 'internal-json'],
		...STRICT,
		// A lock file that is missing or does not fit is an error; none is ever written.
		...(build.kind === 'file'
			? [
					// What is named here differs from our own lock file, which stays as it is.
					'--no-write-lock-file',
					...['--override-input', 'nixpkgs', flakeAt(build.nixpkgs)],
					...['--override-input', 'pup', flakeAt(build.pup)],
					...['--override-input', 'asked', flakeAt(build.asked)],
					`${flakeAt(build.wrapper)}#${packageName(build.package)}`
				]
			: ['--no-update-lock-file', `${flakeAt(inside(build.pup, build.path))}#${packageName(build.package)}`])
	];
}

/** A flake by its folder; in that address `?` and `#` would begin something else. */
const flakeAt = (folder: string) => `path:${folder.split('/').map(encodeURIComponent).join('/')}`;

function packageName(name: string): string {
	if (PACKAGE.test(name)) return name;
	throw bad(`“${name}” is no name of a package: letters, digits, “_” and “-”, the first a letter or “_”.`);
}

function inside(folder: string, path: string): string {
	const at = posix.join(folder, path);
	if (!posix.isAbsolute(path) && (at === folder || at.startsWith(`${folder}/`))) return at.replace(/\/$/, '');
	throw bad(`“${path}” must be a folder inside of the pup’s files.`);
}

const bad = (message: string) => new BoxError({ code: 'bad-nix-build', status: 422, message });

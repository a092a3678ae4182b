/** The command that builds packages of a pup with Nix, as an argument array. */
import { posix } from 'node:path';
import { BoxError } from '../../../contract/errors.ts';

/** What to build. Folders are absolute. */
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

/** The single name after “#”: a dot or a quote would start another one. */
const PACKAGE = /^[A-Za-z_][A-Za-z0-9_-]{0,99}$/;

/**
 * Evaluates purely and builds in Nix's sandbox: without files, variables or the clock of the host,
 * registries, or settings of a flake. Nix may build during the evaluation, in the same sandbox:
 * existing pups import Nix files that they fetch by hash.
 */
const STRICT = [
	'--pure-eval',
	'--no-use-registries',
	...['--option', 'accept-flake-config', 'false'],
	...['--option', 'sandbox', 'true'],
	...['--option', 'sandbox-fallback', 'false']
];

/**
 * Returns the arguments of `nix` for one package: with several, Nix would not say which is which.
 * Nix prints JSON, a list of one whose `outputs.out` is its path in the store (nix3-build(1)).
 * @param link creates a link at this path, which protects the result from garbage collection
 * @throws BoxError 422 `bad-nix-build` for a name or folder with a special meaning to Nix
 */
export function nixBuildArguments(build: NixBuild, link: string): string[] {
	return [
		...['--extra-experimental-features', 'nix-command flakes'],
		...['build', '--json', '--out-link', link, '--log-format', 'internal-json'],
		...STRICT,
		// A missing or outdated lock file is an error; none is ever written.
		...(build.kind === 'file'
			? [
					// These inputs differ from our own lock file, which stays unchanged.
					'--no-write-lock-file',
					...['--override-input', 'nixpkgs', flakeAt(build.nixpkgs)],
					...['--override-input', 'pup', flakeAt(build.pup)],
					...['--override-input', 'asked', flakeAt(build.asked)],
					`${flakeAt(build.wrapper)}#${packageName(build.package)}`
				]
			: ['--no-update-lock-file', `${flakeAt(inside(build.pup, build.path))}#${packageName(build.package)}`])
	];
}

/** Formats a folder as a flake reference, in which `?` and `#` would start other parts. */
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

/** Builds the system of a pup's container with the caller's rights, never as root. */
import * as v from 'valibot';
import { plainPath } from '../confine.ts';
import { verb } from '../verb.ts';
import { systemPath } from '../nixos/index.ts';
import { nixEnvironment } from './home.ts';

/** Timeout of evaluation and build, milliseconds. */
const BUILD_WITHIN = 60 * 60 * 1000;

/**
 * Evaluates `nix/pup-system.nix` over a description, in restricted mode: it reads our modules,
 * nixpkgs and that one file. The host's own configuration is not part of it.
 * @returns path in the store; the link protects it from garbage collection
 */
export const nixosSystem = verb(
	'nixos.system',
	v.strictObject({
		/** Folder of our modules, folder of nixpkgs, file of the description. */
		modules: plainPath,
		nixpkgs: plainPath,
		description: plainPath,
		/** Store paths in the description; access to any other is forbidden. */
		packages: v.pipe(v.array(systemPath), v.maxLength(512)),
		/** Created anew; protects the result from garbage collection. */
		link: plainPath
	}),
	async ({ modules, nixpkgs, description, packages, link }, context): Promise<string> => {
		const readable = {
			...{ nixpkgs, dogebox: modules, description },
			...Object.fromEntries(packages.map((path, at) => [`package${at}`, path]))
		};
		const { stdout } = await context.spawn(
			'nix-build',
			[
				...[`${modules}/pup-system.nix`, '--argstr', 'description', description, '--out-link', link],
				...['--option', 'restrict-eval', 'true', '--option', 'sandbox', 'true'],
				...Object.entries(readable).flatMap(([name, path]) => ['-I', `${name}=${path}`])
			],
			{ env: await nixEnvironment(context), signal: context.signal, timeoutMs: BUILD_WITHIN, onLine: context.onLine }
		);
		return v.parse(systemPath, stdout.trim().split('\n').at(-1));
	}
);

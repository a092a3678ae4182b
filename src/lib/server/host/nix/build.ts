/**
 * Building with Nix. These verbs run in dogeboxd with its rights, never in the agent: if a pup's
 * Nix file takes over the evaluator, it only gains dogeboxd's rights. Nix's daemon builds in its
 * sandbox.
 */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { plainPath, sha256 } from '../confine.ts';
import { findProgram } from '../programs.ts';
import type { SpawnResult } from '../spawn.ts';
import { verb, type VerbContext } from '../verb.ts';
import { nixEnvironment, nixFolder } from './home.ts';
import { nixBuildArguments, type NixBuild } from './command.ts';

/** Address space limit of an evaluation, bytes; all of nixpkgs takes about one GiB. */
const MEMORY = 6 * 1024 ** 3;
/** Milliseconds: a coin node is compiled from its source. */
const LONG = 6 * 60 * 60_000;
/** Exit codes that `nix` explains itself (nix-build(1), “Special exit codes for build failure”). */
const EXPLAINED = [1, 100, 101, 102, 104];

const name = v.pipe(v.string(), v.maxLength(100));
const what = v.variant('kind', [
	v.strictObject({
		kind: v.literal('file'),
		wrapper: plainPath,
		nixpkgs: plainPath,
		pup: plainPath,
		/** Path of its Nix file, below `pup`. */
		nixFile: v.pipe(v.string(), v.maxLength(1024)),
		package: name
	}),
	v.strictObject({
		kind: v.literal('flake'),
		pup: plainPath,
		path: v.pipe(v.string(), v.maxLength(1024)),
		package: name
	})
]);

/** Folder of the links to the results of pups' builds. */
const linksOf = (key: string, context: VerbContext) => join(nixFolder(context), 'links', key);

/** Whether Nix is installed. */
export const nixFound = verb(
	'nix.found',
	v.strictObject({}),
	async (): Promise<boolean> => findProgram('nix') !== null
);

/**
 * Builds one package. Its standard error goes to `onLine`, in Nix's internal JSON.
 * @param key of the links that keep the results; `number`: which of them, from 0
 * @returns the exit code and the printed JSON
 * @throws BoxError 422 `bad-nix-build`; `host-command-failed` when Nix gives no explanation
 */
export const nixBuild = verb(
	'nix.build',
	v.strictObject({ key: sha256, number: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(63)), what }),
	async ({ key, number, what }, context): Promise<Pick<SpawnResult, 'exitCode' | 'stdout'>> => {
		const env = await nixEnvironment(context);
		const links = linksOf(key, context);
		const asked = await mkdtemp(join(nixFolder(context), 'asked-'));
		try {
			const args = nixBuildArguments(await askedFor(what, asked), join(links, String(number)));
			if (number === 0) await rm(links, { recursive: true, force: true });
			await mkdir(links, { recursive: true, mode: 0o700 });
			const { exitCode, stdout } = await context.spawn(
				'setpriv',
				['--pdeathsig', 'KILL', 'prlimit', `--as=${MEMORY}`, 'nix', ...args],
				{
					env,
					cwd: '/',
					signal: context.signal,
					onLine: context.onLine,
					timeoutMs: LONG,
					allow: EXPLAINED
				}
			);
			if (exitCode !== 0) await rm(links, { recursive: true, force: true });
			return { exitCode, stdout };
		} finally {
			await rm(asked, { recursive: true, force: true });
		}
	}
);

/** Passes the file's name to Nix as JSON in a separate folder, never as text of a program. */
async function askedFor(what: v.InferOutput<typeof nixBuild.args>['what'], asked: string): Promise<NixBuild> {
	if (what.kind === 'flake') return what;
	const { nixFile, ...rest } = what;
	await writeFile(join(asked, 'build.json'), JSON.stringify({ nixFile }), { mode: 0o600 });
	return { ...rest, asked };
}

/** Removes links of builds that nobody keeps; Nix's garbage collector removes their targets. */
export const nixForget = verb(
	'nix.forget',
	v.strictObject({ keep: v.array(sha256) }),
	async ({ keep }, context): Promise<null> => {
		const folder = join(nixFolder(context), 'links');
		for (const key of await readdir(folder).catch(() => [])) {
			if (!keep.includes(key)) await rm(join(folder, key), { recursive: true, force: true });
		}
		return null;
	}
);

/**
 * Building with Nix. These verbs run in dogeboxd and with its rights, never in the agent: what a
 * pup's Nix file makes of the evaluator is then no more than dogeboxd. Nix's daemon builds, in its
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

/** Address space of an evaluation, bytes; all of nixpkgs takes about one GiB. */
const MEMORY = 6 * 1024 ** 3;
/** Milliseconds: a coin node is compiled from its source. */
const LONG = 6 * 60 * 60_000;
/** Ends of `nix` that it explains itself (nix-build(1), “Special exit codes for build failure”). */
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

/** Links to what pups were built to. */
const linksOf = (key: string, context: VerbContext) => join(nixFolder(context), 'links', key);

/** Whether there is a Nix here. */
export const nixFound = verb(
	'nix.found',
	v.strictObject({}),
	async (): Promise<boolean> => findProgram('nix') !== null
);

/**
 * Builds one package. What it says on standard error goes to `onLine`, in its internal JSON.
 * @param key which links keep what is built; `number`: which of them, from 0
 * @returns how it ended, and its JSON
 * @throws BoxError 422 `bad-nix-build`; `host-command-failed` where it says nothing itself
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

/** The name of the file goes to Nix as JSON in a folder of its own, never as text of a program. */
async function askedFor(what: v.InferOutput<typeof nixBuild.args>['what'], asked: string): Promise<NixBuild> {
	if (what.kind === 'flake') return what;
	const { nixFile, ...rest } = what;
	await writeFile(join(asked, 'build.json'), JSON.stringify({ nixFile }), { mode: 0o600 });
	return { ...rest, asked };
}

/** Removes links of builds that nobody keeps: what they led to is Nix's to collect. */
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

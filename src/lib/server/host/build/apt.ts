/** Verbs that run apt: package lists, the result of an installation, package files. */
import { copyFile, link, mkdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { reasonIn } from '../command-words.ts';
import { verb, type VerbContext } from '../verb.ts';
import { aptFolder, debFile, imageId, optionLine, packages, sources } from './arguments.ts';
import { CONFINED_FOLDER, runConfined } from './confined.ts';
import { createStagingRoot, openSuite } from './folders.ts';
import { APT_ENVIRONMENT, APT_OPTIONS, LONG } from './package-options.ts';

/**
 * Updates apt's package lists of a suite, in separate folders; the host's package state is not
 * touched.
 * @returns null, or why the update failed although an older list can still be used
 * @throws BoxError `packages-unavailable` when there is no list at all
 */
export const buildIndex = verb(
	'build.index',
	v.object({ aptFolder, ...sources, base: imageId, maxAgeMs: v.number() }),
	async (args, context): Promise<string | null> => {
		const folder = await openSuite(args.aptFolder, context);
		const inside = join(CONFINED_FOLDER, args.aptFolder);
		const config = [
			`Dir::State "${inside}/state";`,
			`Dir::State::status "${inside}/status";`,
			`Dir::Cache "${inside}/cache";`,
			`Dir::Etc "${inside}/etc";`,
			`Dir::Log "${inside}/log";`,
			...args.options,
			...APT_OPTIONS
		].join('\n');
		const list = args.sources.join('\n') + '\n';
		const file = join(folder, 'etc/sources.list');
		const changed = (await readFile(file, 'utf8').catch(() => '')) !== list;
		await writeFile(join(folder, 'apt.conf'), config + '\n', { mode: 0o600 });
		await writeFile(file, list, { mode: 0o600 });
		await copyFile(join(context.paths.images, args.base, 'var/lib/dpkg/status'), join(folder, 'status'));
		await context.spawn('chown', ['-R', `${context.names.idBase}:${context.names.idBase}`, folder]);

		const stamp = join(folder, 'refreshed');
		const age =
			Date.now() -
			(await stat(stamp).then(
				(found) => found.mtimeMs,
				() => 0
			));
		if (!changed && age < args.maxAgeMs) return null;
		const { exitCode, tail } = await apt(args.aptFolder, ['update', '--error-on=any'], context);
		if (exitCode === 0) {
			await writeFile(stamp, '');
			await utimes(stamp, new Date(), new Date());
			return null;
		}
		const reason = reasonIn(tail) || 'apt did not say why';
		if (!changed && age < Number.MAX_SAFE_INTEGER && (await stat(stamp).catch(() => null))) return reason;
		throw new BoxError({
			code: 'packages-unavailable',
			status: 502,
			message: `The list of Debian packages could not be fetched: ${reason}`,
			hint: 'Check that the box reaches its Debian mirror, then try again.'
		});
	}
);

/**
 * Returns how this host's apt reaches its mirrors (proxies, time-outs, dates of snapshots): its
 * `Acquire` options, except those that weaken signature checks. Empty when there is no apt.
 */
export const buildHostOptions = verb('build.host-options', v.object({}), async (_args, context): Promise<string[]> => {
	const result = await context
		.spawn('apt-config', ['dump', '--format', '%f "%v";%n', 'Acquire'], { signal: context.signal })
		.catch(() => null);
	return (result?.stdout.split('\n') ?? []).filter(
		(line) =>
			v.is(optionLine, line) &&
			!/^Acquire::(IndexTargets|Allow|cdrom|Languages|Retries)/i.test(line) &&
			!line.endsWith(' "";')
	);
});

/**
 * Simulates installing these packages over the base: returns apt's output by lines. Changes
 * nothing.
 */
export const buildResolve = verb('build.resolve', v.object({ aptFolder, packages }), async (args, context) => {
	const { exitCode, stdout, tail } = await apt(
		args.aptFolder,
		['--simulate', 'install', '--', ...args.packages],
		context
	);
	return { exitCode, lines: stdout, errors: tail.filter((line) => line.startsWith('E:')) };
});

/** Downloads packages and their dependencies; apt verifies every file against the signed list. */
export const buildFetch = verb(
	'build.fetch',
	v.object({ aptFolder, packages }),
	async (args, context): Promise<null> => {
		const { exitCode, tail } = await apt(
			args.aptFolder,
			['--download-only', 'install', '--', ...args.packages],
			context
		);
		if (exitCode === 0) return null;
		throw new BoxError({
			code: 'packages-unavailable',
			status: 502,
			message: `Debian packages could not be fetched: ${reasonIn(tail) || 'apt did not say why'}`,
			hint: 'Check that the box reaches its Debian mirror, then try again.'
		});
	}
);

/**
 * Creates `.building-<id>` with the downloaded package files in `debs`, readable by the container
 * that installs them.
 */
export const buildStage = verb(
	'build.stage',
	v.object({ id: imageId, aptFolder, files: v.array(debFile) }),
	async (args, context): Promise<{ root: string; debs: string }> => {
		const root = await createStagingRoot(args.id, context);
		const debs = join(dirname(root), 'debs');
		await mkdir(debs, { mode: 0o755 });
		const archives = join(await openSuite(args.aptFolder, context), 'cache/archives');
		for (const file of args.files) {
			const from = join(archives, file);
			await link(from, join(debs, file)).catch(() => copyFile(from, join(debs, file)));
		}
		return { root, debs };
	}
);

async function apt(name: string, args: string[], context: VerbContext) {
	const folder = await openSuite(name, context);
	return runConfined(context, 'apt-get', ['--quiet', ...args], {
		env: { ...APT_ENVIRONMENT, APT_CONFIG: join(CONFINED_FOLDER, name, 'apt.conf') },
		folder: dirname(folder),
		onLine: context.onLine,
		timeoutMs: LONG
	});
}

/**
 * Verbs that make layers. A layer is made in a folder `.building-<id>` of the images folder and
 * gets its name only when it is whole and on the disk; beside it then stands `<id>.json`, which
 * says what it is.
 */
import { existsSync } from 'node:fs';
import {
	appendFile,
	chmod,
	chown,
	copyFile,
	link,
	mkdir,
	readFile,
	readdir,
	rename,
	rm,
	stat,
	utimes,
	writeFile
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { reasonIn } from '../command-words.ts';
import { removeTree } from '../remove-tree.ts';
import { verb, type VerbContext } from '../verb.ts';
import { CONFINED_FOLDER, runConfined } from './confined.ts';
import {
	makeStaging,
	makeStagingRoot,
	openSuite,
	openWorkspace,
	own,
	put,
	putInPlace,
	stagingFolder
} from './folders.ts';
import { removeLeftovers } from './leftovers.ts';

/** SHA-256, hex. */
const imageId = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'is no image id'));
const suite = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{1,31}$/, 'is no Debian suite'));
/**
 * deb-control(5): lower case letters, digits, `+ - .`, at least two; then what apt takes after it:
 * `:arch`, `=version`.
 */
const packageName = v.pipe(
	v.string(),
	v.regex(/^[a-z0-9][a-z0-9+.-]{1,127}(:[a-z0-9]+)?(=[A-Za-z0-9.+:~-]+)?$/, 'is no Debian package name')
);
const packages = v.pipe(v.array(packageName), v.minLength(1), v.maxLength(500));
/** Name of apt's folders: a suite, or a suite as it was at one moment. */
const aptFolder = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{1,31}(-\d{8}T\d{6}Z)?$/, 'is no Debian suite'));
/** `deb [signed-by=…] http://… bookworm main`, one line. */
const sourceLine = v.pipe(
	v.string(),
	v.regex(
		/^deb \[(?:check-valid-until=no )?signed-by=\/[\w./-]+\] [a-z+]+:[^\s"']+ [\w./-]+( [\w-]+)+$/,
		'is no apt source'
	)
);
/** `Acquire::Retries "3";`, one line. */
const optionLine = v.pipe(v.string(), v.regex(/^Acquire::[\w:.*-]+ "[^"\\\n]*";$/, 'is no apt option'));
const debFile = v.pipe(v.string(), v.regex(/^[a-z0-9][\w.+~%-]+\.deb$/, 'is no name of a package file'));

const sources = { sources: v.pipe(v.array(sourceLine), v.minLength(1)), options: v.array(optionLine) };

/** apt must never ask, never trust what is not signed, never take more than it was told to. */
const APT_OPTIONS = [
	'APT::Get::Assume-Yes "true";',
	'APT::Install-Recommends "false";',
	'APT::Install-Suggests "false";',
	'APT::Get::AllowUnauthenticated "false";',
	'Acquire::Languages "none";',
	'Acquire::Retries "3";',
	// Already confined, and its own change of user would need ids that are not mapped everywhere.
	'APT::Sandbox::User "root";',
	'Dpkg::Use-Pty "0";'
];

/** Left out of every layer: nobody reads manuals inside a pup. Format: dpkg(1), “path-exclude”. */
const LEFT_OUT = ['man/*', 'info/*', 'doc/*', 'locale/*', 'lintian/*', 'linda/*'].map(
	(path) => `path-exclude=/usr/share/${path}`
);
const DPKG_OPTIONS = [
	...LEFT_OUT,
	'path-include=/usr/share/doc/*/copyright',
	'path-include=/usr/share/locale/locale.alias',
	'force-unsafe-io'
];

const APT_ENVIRONMENT = { DEBIAN_FRONTEND: 'noninteractive', DEBCONF_NONINTERACTIVE_SEEN: 'true' };
/**
 * Lets /bin be a link to /usr/bin from the beginning. Without it (mmdebstrap before 1.5) a bookworm
 * base converts itself, and keeps 50 MB of perl for that.
 */
const MERGED_USR = '/usr/share/mmdebstrap/hooks/maybe-merged-usr';

/** Milliseconds: a slow line and a slow disk. */
const LONG = 60 * 60_000;

/**
 * Creates the minimal Debian system in `.building-<id>/root`, owned by the mapped range. Maintainer
 * scripts run as the mapped root in namespaces of their own, not as root of the host; they do have
 * the host's network, since mmdebstrap downloads and installs in one go. Devices are left out (a
 * container gets its own).
 * @throws BoxError `base-failed` with mmdebstrap's own words
 */
export const buildBootstrap = verb(
	'build.bootstrap',
	v.object({ id: imageId, suite, ...sources }),
	async (args, context): Promise<null> => {
		const workspace = await openWorkspace(context);
		const temporary = join(workspace, `base-${args.id}`);
		await removeTree(temporary, context);
		try {
			await mkdir(temporary, { mode: 0o755 });
			await own(temporary, context);
			const root = join(temporary, 'root');
			// In files: an address or a proxy may hold a password, and arguments can be read by
			// everybody.
			const inside = join(CONFINED_FOLDER, basename(temporary));
			await put(join(temporary, 'options'), [...args.options, ...APT_OPTIONS], context);
			await put(join(temporary, 'mirrors.list'), args.sources, context);
			const { exitCode, tail } = await runConfined(
				context,
				'mmdebstrap',
				[
					...['--mode=root', '--variant=minbase', '--format=directory', '--verbose'],
					...(existsSync(MERGED_USR) ? [`--hook-dir=${MERGED_USR}`] : []),
					`--aptopt=${join(inside, 'options')}`,
					...DPKG_OPTIONS.map((option) => `--dpkgopt=${option}`),
					...[args.suite, join(inside, 'root'), join(inside, 'mirrors.list')]
				],
				{ env: { ...APT_ENVIRONMENT, TMPDIR: inside }, folder: workspace, onLine: context.onLine, timeoutMs: LONG }
			);
			if (exitCode !== 0) {
				throw new BoxError({
					code: 'base-failed',
					status: 500,
					message: `The Debian base could not be built: ${reasonIn(tail) || 'apt did not say why'}`,
					hint: 'Check that the box reaches its Debian mirror, then try again.'
				});
			}
			await finishBase(root, context);
			await rename(root, await makeStaging(args.id, context));
			return null;
		} finally {
			await removeTree(temporary, context);
		}
	}
);

/**
 * Brings apt's knowledge of a suite up to date, in folders of its own; the host's package state is
 * not touched.
 * @returns null, or why it could not be refreshed though an older list is there to go on with
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
 * How this host's apt reaches its mirrors (proxies, time-outs, dates of snapshots): its `Acquire`
 * options without those that weaken the check of signatures. Empty where there is no apt.
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
 * What installing these packages over the base would bring: apt's own words, one line each. Nothing
 * is changed.
 */
export const buildResolve = verb('build.resolve', v.object({ aptFolder, packages }), async (args, context) => {
	const { exitCode, stdout, tail } = await apt(
		args.aptFolder,
		['--simulate', 'install', '--', ...args.packages],
		context
	);
	return { exitCode, lines: stdout, errors: tail.filter((line) => line.startsWith('E:')) };
});

/** Downloads those packages and what they need; apt checks every file against the signed list. */
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
 * Creates `.building-<id>` with the fetched package files in `debs`, readable by the container that
 * installs them.
 */
export const buildStage = verb(
	'build.stage',
	v.object({ id: imageId, aptFolder, files: v.array(debFile) }),
	async (args, context): Promise<{ root: string; debs: string }> => {
		const root = await makeStagingRoot(args.id, context);
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

/**
 * Cleans a layer, puts it on the disk and gives it its name; one rename, so it is there whole or
 * not at all.
 * @returns bytes on disk
 */
export const buildCommit = verb(
	'build.commit',
	v.object({
		id: imageId,
		kind: v.picklist(['base', 'packages', 'archives', 'image', 'nix']),
		title: v.string(),
		parentId: v.nullable(imageId),
		createdAt: v.number(),
		/** Of one by Nix: path in the store of what each service is found in. */
		packages: v.optional(v.record(v.string(), v.string()))
	}),
	async (args, context): Promise<number> => {
		const root = join(stagingFolder(args.id, context), 'root');
		// Only where package managers ran.
		if (args.kind === 'base' || args.kind === 'packages') {
			await removeLeftovers(root);
		}
		return putInPlace(args, context);
	}
);

/** Removes layers and what half-made ones left, by name. Nothing there is no error. */
export const buildRemove = verb(
	'build.remove',
	v.object({ images: v.array(imageId) }),
	async (args, context): Promise<null> => {
		for (const id of args.images) {
			await rm(join(context.paths.images, `${id}.json`), { force: true });
			// Renamed first: a layer is never there in part.
			const staging = stagingFolder(id, context);
			await removeTree(staging, context);
			await rename(join(context.paths.images, id), staging).catch(() => {});
			await removeTree(staging, context);
		}
		return null;
	}
);

/** Bytes of package files kept for later layers. */
const ARCHIVES_KEPT = 400 * 1024 * 1024;
/** Time that apt's folders of a snapshot are kept, milliseconds. */
const SNAPSHOT_KEPT_MS = 7 * 24 * 60 * 60_000;

/**
 * Throws away what killed builds left (not what is being made, `keep`), and the oldest package
 * files above a limit.
 * @returns bytes of package files removed
 */
export const buildSweep = verb(
	'build.sweep',
	v.object({ keep: v.array(imageId) }),
	async ({ keep }, context): Promise<number> => {
		const images = context.paths.images;
		const left = (name: string, prefix: string) => name.startsWith(prefix) && !keep.includes(name.slice(prefix.length));
		for (const name of await readdir(images).catch(() => [])) {
			if (left(name, '.building-')) await removeTree(join(images, name), context);
		}
		const workspace = await openWorkspace(context);
		let freed = 0;
		for (const name of await readdir(workspace)) {
			if (left(name, 'base-')) await removeTree(join(workspace, name), context);
			// A build may be about to use what it has just fetched.
			else if (keep.length > 0) continue;
			else if (await isOldSnapshot(join(workspace, name))) await removeTree(join(workspace, name), context);
			else freed += await trimArchives(join(workspace, name, 'cache/archives'));
		}
		return freed;
	}
);

/** Lists of snapshots never change and are rarely asked for again. */
async function isOldSnapshot(folder: string): Promise<boolean> {
	if (!/-\d{8}T\d{6}Z$/.test(folder)) return false;
	const found = await stat(join(folder, 'refreshed')).catch(() => null);
	return !found || Date.now() - found.mtimeMs > SNAPSHOT_KEPT_MS;
}

async function trimArchives(folder: string): Promise<number> {
	const files = await Promise.all(
		(await readdir(folder).catch(() => []))
			.filter((name) => name.endsWith('.deb'))
			.map(async (name) => ({ path: join(folder, name), found: await stat(join(folder, name)) }))
	);
	files.sort((a, b) => b.found.mtimeMs - a.found.mtimeMs);
	let kept = 0;
	let freed = 0;
	for (const { path, found } of files) {
		kept += found.size;
		if (kept <= ARCHIVES_KEPT) continue;
		await rm(path, { force: true });
		freed += found.size;
	}
	return freed;
}

async function apt(name: string, args: string[], context: VerbContext) {
	const folder = await openSuite(name, context);
	return runConfined(context, 'apt-get', ['--quiet', ...args], {
		env: { ...APT_ENVIRONMENT, APT_CONFIG: join(CONFINED_FOLDER, name, 'apt.conf') },
		folder: dirname(folder),
		onLine: context.onLine,
		timeoutMs: LONG
	});
}

/** What every base gets beside Debian's own files. */
async function finishBase(root: string, context: VerbContext): Promise<void> {
	const owner = context.names.idBase;
	const put = async (path: string, text: string, mode: number) => {
		await writeFile(join(root, path), text, { mode });
		await chmod(join(root, path), mode);
		await chown(join(root, path), owner, owner);
	};
	// The answer “not allowed” (invoke-rc.d(8)): packages start no services while they are
	// installed.
	await put('usr/sbin/policy-rc.d', '#!/bin/sh\nexit 101\n', 0o755);
	await put('etc/hostname', '', 0o644);
	await put('etc/machine-id', '', 0o444);
	// Who a pup's services are (reference: pups.md, “What a running pup sees”).
	const entries = {
		'etc/passwd': 'pup:x:420:69:pup:/storage:/usr/sbin/nologin\n',
		'etc/group': 'pup:x:69:\n',
		'etc/shadow': 'pup:!:1::::::\n'
	};
	for (const [path, line] of Object.entries(entries)) await appendFile(join(root, path), line);
	for (const path of ['pup', 'storage']) {
		await mkdir(join(root, path), { mode: 0o755 });
		await chown(join(root, path), owner, owner);
	}
}

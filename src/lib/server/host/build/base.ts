/** The verb that builds the minimal Debian system below all package layers. */
import { existsSync } from 'node:fs';
import { appendFile, chmod, chown, mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { reasonIn } from '../command-words.ts';
import { removeTree } from '../remove-tree.ts';
import { verb, type VerbContext } from '../verb.ts';
import { imageId, sources, suite } from './arguments.ts';
import { CONFINED_FOLDER, runConfined } from './confined.ts';
import { createStaging, openWorkspace, own, writePrivate } from './folders.ts';
import { APT_ENVIRONMENT, APT_OPTIONS, LONG } from './package-options.ts';

/** Excluded from every layer: nobody reads manuals in a pup. Format: dpkg(1), “path-exclude”. */
const LEFT_OUT = ['man/*', 'info/*', 'doc/*', 'locale/*', 'lintian/*', 'linda/*'].map(
	(path) => `path-exclude=/usr/share/${path}`
);
const DPKG_OPTIONS = [
	...LEFT_OUT,
	'path-include=/usr/share/doc/*/copyright',
	'path-include=/usr/share/locale/locale.alias',
	'force-unsafe-io'
];

/**
 * Makes /bin a link to /usr/bin from the start. Otherwise (mmdebstrap before 1.5) a bookworm base
 * converts itself and keeps 50 MB of Perl for that.
 */
const MERGED_USR = '/usr/share/mmdebstrap/hooks/maybe-merged-usr';

/**
 * Creates the minimal Debian system in `.building-<id>/root`, owned by the mapped range. Maintainer
 * scripts run as the mapped root in separate namespaces, not as root of the host. They do have the
 * host's network, because mmdebstrap downloads and installs in one step. Devices are left out (a
 * container gets its own).
 * @throws BoxError `base-failed` with mmdebstrap's message
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
			// In files: a URL or a proxy may contain a password, and everybody on the host can read
			// arguments.
			const inside = join(CONFINED_FOLDER, basename(temporary));
			await writePrivate(join(temporary, 'options'), [...args.options, ...APT_OPTIONS], context);
			await writePrivate(join(temporary, 'mirrors.list'), args.sources, context);
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
			await rename(root, await createStaging(args.id, context));
			return null;
		} finally {
			await removeTree(temporary, context);
		}
	}
);

/** Adds what every base needs besides Debian's own files. */
async function finishBase(root: string, context: VerbContext): Promise<void> {
	const owner = context.names.idBase;
	const write = async (path: string, text: string, mode: number) => {
		await writeFile(join(root, path), text, { mode });
		await chmod(join(root, path), mode);
		await chown(join(root, path), owner, owner);
	};
	// Exit status 101 means “not allowed” (invoke-rc.d(8)): packages start no services while they
	// are installed.
	await write('usr/sbin/policy-rc.d', '#!/bin/sh\nexit 101\n', 0o755);
	await write('etc/hostname', '', 0o644);
	await write('etc/machine-id', '', 0o444);
	// Account of a pup's services (reference: pups.md, “What a running pup sees”).
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

/** Installs packages over a layer, in a temporary container without network. */
import { BoxError } from '../../../contract/errors.ts';
import type { ContainerEngine, LimitSpec } from '../../containers/types.ts';
import { buildStage, reasonIn, type Host } from '../../host/index.ts';
import type { Listener } from '../shared.ts';
import type { BuiltImage } from '../types.ts';
import { fileOf, type ResolvedPackage } from './packages.ts';
import { part, watchPackages } from './progress.ts';
import type { Release } from './release.ts';

/** Limits for an installation: enough for large packages, too little to harm running pups. */
const LIMITS: LimitSpec = { memoryBytes: 2 * 1024 ** 3, pids: 1024, cpus: null };
/** Mount point of the package files; a folder that every Debian has and no package uses. */
const DEBS = '/mnt';

/**
 * Maintainer scripts of the packages run as the container's root.
 * @param layer.below the layer under the packages
 * @param layer.id of the new layer
 * @param layer.wanted all packages, whose files were downloaded
 * @throws BoxError 500 `packages-failed` with apt's own reason
 */
export async function installPackages(
	{ host, engine }: { host: Host; engine: Pick<ContainerEngine, 'runOnce'> },
	{ below, id, release, wanted }: { below: BuiltImage; id: string; release: Release; wanted: ResolvedPackage[] },
	all: Listener,
	signal: AbortSignal
): Promise<void> {
	const files = wanted.map(fileOf);
	const { root, debs } = await host.call(buildStage, { id, aptFolder: release.aptFolder, files });
	const watch = watchPackages(part(all.progress, 0.35, 0.97), wanted.length);
	const words: string[] = [];
	const { exitCode } = await engine.runOnce(
		{
			id: `build-${id.slice(0, 32)}`,
			layers: [below.path],
			upper: root,
			mounts: [{ source: debs, target: DEBS, readonly: true }],
			argv: [
				...['apt-get', '--quiet', '--yes', '--no-install-recommends'],
				...['--option', 'APT::Sandbox::User=root', '--option', 'Dpkg::Use-Pty=0'],
				...['--option', 'Dir::Cache::pkgcache=', '--option', 'Dir::Cache::srcpkgcache='],
				...['--option', 'Dpkg::Options::=--force-confdef', '--option', 'Dpkg::Options::=--force-confold'],
				...['install', '--', ...files.map((file) => `${DEBS}/${file}`)]
			],
			env: {
				PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
				HOME: '/root',
				LC_ALL: 'C.UTF-8',
				DEBIAN_FRONTEND: 'noninteractive',
				DEBCONF_NONINTERACTIVE_SEEN: 'true'
			},
			limits: LIMITS
		},
		(line) => {
			all.log(line);
			watch(line);
			if (words.push(line) > 20) words.shift();
		},
		signal
	);
	signal.throwIfAborted();
	if (exitCode === 0) return;
	throw new BoxError({
		code: 'packages-failed',
		status: 500,
		message: `The Debian packages could not be installed: ${reasonIn(words) || 'apt did not say why'}`,
		hint: 'The log of this job says more.'
	});
}

/**
 * Builds root filesystems from Debian packages. Decisions are made here. Verbs of `host/build/`
 * carry them out; maintainer scripts run in a temporary container without network.
 */
import { isBoxError } from '../../../contract/errors.ts';
import { createQueue } from '../../concurrency/index.ts';
import type { ContainerEngine } from '../../containers/types.ts';
import type { Host } from '../../host/index.ts';
import { buildBootstrap, buildFetch, buildHostOptions, buildIndex, buildResolve } from '../../host/index.ts';
import type { EnsureArchives } from '../archives/archives.ts';
import type { LayerBuilder } from '../layer-builder.ts';
import type { Listener, Share } from '../shared.ts';
import type { BuiltImage, DebianBuild } from '../types.ts';
import { mirrorLines, readHostSources, type HostSystem } from './mirrors.ts';
import { checkPackageNames, explainRefusal, parseSimulation, type ResolvedPackage } from './packages.ts';
import { installPackages } from './install.ts';
import { persistently } from './persistently.ts';
import { debianArchitecture } from '../architecture.ts';
import { layerId } from '../layer-id.ts';
import { part, watchPackages } from './progress.ts';
import { chooseRelease, type Release } from './release.ts';

export interface DebianDeps {
	host: Host;
	engine: Pick<ContainerEngine, 'runOnce'>;
	share: Share<BuiltImage[]>;
	layerBuilder: LayerBuilder;
	archives: EnsureArchives;
	now: () => number;
	/** The host's distribution. */
	system: () => Promise<HostSystem>;
	/** Address of snapshots of Debian's archive, without a slash at the end. */
	snapshots: string;
}

/** Part of every id. Incremented when a layer's build changes, so that old ones are not reused. */
const RECIPE = 2;
/** Age at which package lists are fetched again, milliseconds. */
const LIST_AGE_MS = 6 * 60 * 60_000;
/**
 * Creates the two entry points: the base alone, and the base with packages and archives. Both join
 * builds in progress.
 */
export function createDebianBuild(deps: DebianDeps) {
	const { host, engine, share, archives } = deps;
	const { found, build } = deps.layerBuilder;

	/** apt's folders of a suite can only be used by one caller at a time. */
	const alone = createQueue();

	async function mirrors({ suite, snapshot }: Release) {
		const system = await deps.system();
		return {
			sources: mirrorLines(system, readHostSources(), suite, snapshot),
			options: system.id === 'debian' ? await host.call(buildHostOptions, {}) : []
		};
	}

	const release = async (wanted: Pick<DebianBuild, 'suite' | 'snapshot'>) =>
		chooseRelease(wanted, await deps.system(), deps.snapshots);

	async function base(release: Release, listener: Listener, signal: AbortSignal): Promise<BuiltImage> {
		const { suite, snapshot } = release;
		const arch = debianArchitecture(process.arch);
		// The owner of the files is part of the id, because another mapped id range cannot use
		// them.
		const moment = snapshot && { snapshot: snapshot.timestamp };
		const id = layerId({ RECIPE, base: suite, arch, owner: host.names.idBase, ...moment });
		const [layer] = await share(id, listener, signal, async (all, shared) => {
			const ready = found(id);
			if (ready) {
				all.progress(1, 'The Debian base is there already');
				return [ready];
			}
			const image = {
				id,
				kind: 'base' as const,
				title: `Debian ${suite}${snapshot ? ` of ${snapshot.timestamp.slice(0, 8)}` : ''}, minimal`,
				parentId: null,
				createdAt: deps.now()
			};
			const built = await build(image, shared, async () => {
				const from = await mirrors(release);
				const watch = watchPackages(part(all.progress, 0, 0.97), null);
				const onLine = (line: string) => {
					all.log(line);
					watch(line);
				};
				await persistently(isOfMirror, all.log, shared, () =>
					host.call(buildBootstrap, { id, suite, ...from }, { signal: shared, onLine })
				);
			});
			all.progress(1, 'The Debian base is built');
			return [built];
		});
		return layer!;
	}

	async function resolve(
		release: Release,
		below: BuiltImage,
		names: string[],
		all: Listener,
		signal: AbortSignal
	): Promise<ResolvedPackage[]> {
		const { suite, snapshot, aptFolder } = release;
		const from = await mirrors(release);
		// A snapshot never changes.
		const maxAgeMs = snapshot ? Number.MAX_SAFE_INTEGER : LIST_AGE_MS;
		const stale = await persistently(isOfMirror, all.log, signal, () =>
			host.call(buildIndex, { aptFolder, ...from, base: below.id, maxAgeMs }, { signal, onLine: all.log })
		);
		if (stale) all.log(`The package lists could not be refreshed (${stale}); the last ones are used.`);
		const { exitCode, lines, errors } = await host.call(buildResolve, { aptFolder, packages: names }, { signal });
		if (exitCode !== 0) throw explainRefusal(suite, errors);
		return parseSimulation(lines);
	}

	async function packages(
		release: Release,
		names: string[],
		listener: Listener,
		signal: AbortSignal
	): Promise<BuiltImage[]> {
		const basePart = { ...listener, progress: part(listener.progress, 0, 0.5) };
		const below = await base(release, basePart, signal);
		if (names.length === 0) {
			listener.progress(1, 'No packages are needed');
			return [below];
		}
		const rest = { ...listener, progress: part(listener.progress, 0.5, 1) };
		return share(`${below.id} ${names.join(' ')}`, rest, signal, async (all, shared) => {
			all.progress(0, 'Finding out which packages are needed');
			const wanted = await alone(() => resolve(release, below, names, all, shared), shared);
			if (wanted.length === 0) return [below];
			const id = layerId({
				RECIPE,
				below: below.id,
				packages: wanted.map((entry) => `${entry.name}=${entry.version}:${entry.arch}`)
			});
			const ready = found(id);
			if (ready) {
				all.progress(1, 'The packages are there already');
				return [below, ready];
			}
			// Different lists of names can lead to the same layer.
			const made = await share(id, all, shared, async (both, signalOfBoth) => {
				const image = {
					id,
					kind: 'packages' as const,
					title: names.join(', '),
					parentId: below.id,
					createdAt: deps.now()
				};
				const built = await build(image, signalOfBoth, async () => {
					const watch = watchPackages(part(both.progress, 0.05, 0.85), wanted.length);
					const onLine = (line: string) => {
						both.log(line);
						watch(line);
					};
					watch('I: downloading');
					await alone(
						() =>
							persistently(isOfMirror, both.log, signalOfBoth, () =>
								host.call(
									buildFetch,
									{ aptFolder: release.aptFolder, packages: names },
									{ signal: signalOfBoth, onLine }
								)
							),
						signalOfBoth
					);
					await installPackages({ host, engine }, { below, id, release, wanted }, both, signalOfBoth);
				});
				return [built];
			});
			all.progress(1, 'The packages are installed');
			return [below, ...made];
		});
	}

	return {
		base: async (wanted: Pick<DebianBuild, 'suite' | 'snapshot'>, listener: Listener, signal: AbortSignal) =>
			base(await release(wanted), listener, signal),
		async layers(spec: DebianBuild, listener: Listener, signal: AbortSignal): Promise<BuiltImage[]> {
			const names = checkPackageNames(spec.packages);
			const from = await release(spec);
			const wanted = spec.fetch ?? [];
			if (wanted.length === 0) return packages(from, names, listener, signal);
			// Archives first, because a failing download should not cost minutes of package
			// installation.
			const first = { ...listener, progress: part(listener.progress, 0, 0.3) };
			const top = await archives(wanted, first, signal);
			const rest = { ...listener, progress: part(listener.progress, 0.3, 1) };
			return [...(await packages(from, names, rest, signal)), top];
		}
	};
}

/** Whether an error comes from a mirror or the connection to it, and so may be temporary. */
function isOfMirror(error: unknown): boolean {
	if (!isBoxError(error)) return false;
	if (error.code === 'packages-unavailable') return true;
	return error.code === 'base-failed' && /fetch|resolv|connect|timed? ?out|hash sum/i.test(error.message);
}

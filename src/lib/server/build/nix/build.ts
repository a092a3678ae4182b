/**
 * Builds packages of a pup with Nix. The pup's layer is an empty folder whose description has a Nix
 * store path for each service. The files themselves belong to Nix.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { checkFlakeLock, MAX_LOCK_BYTES } from '../../../contract/flake-lock.ts';
import { hashTree, readInside } from '../../files/index.ts';
import { buildCommit, imageBegin, nixVerbs, type Host } from '../../host/index.ts';
import { part } from '../debian/progress.ts';
import { layerId } from '../layer-id.ts';
import type { LayerBuilder } from '../layer-builder.ts';
import type { Listener, Share } from '../shared.ts';
import type { BuildProgress, BuiltImage, NixPackages, NixSpec } from '../types.ts';
import { createNixLog } from './log.ts';

export interface NixBuildDeps {
	host: Host;
	/** Runs Nix with dogeboxd's rights. */
	local: Host;
	layerBuilder: LayerBuilder;
	share: Share<BuiltImage[]>;
	/** Milliseconds since the epoch. */
	now: () => number;
	/** Folder of `nix/pup/flake.nix`. */
	wrapper: string;
	/** Folder of the nixpkgs for pups; null where none is configured. */
	nixpkgs: string | null;
}

/** Shown where that setting is missing. */
export const NO_NIXPKGS = 'This box does not know which nixpkgs its pups are built from (DOGEBOX_NIXPKGS).';
/** Incremented when the description's content changes. */
const RECIPE = 1;

const storePath = v.pipe(
	v.string(),
	v.regex(/^\/nix\/store\/[0-9a-df-np-sv-z]{32}-[A-Za-z0-9+._?=-]{1,211}$/, 'is no path of the Nix store')
);
const printed = v.tuple([v.object({ outputs: v.object({ out: storePath }) })]);
const described = v.object({ kind: v.literal('nix'), packages: v.record(v.string(), storePath) });

export interface NixBuilds {
	/** {@link import('../types.ts').Builder.ensureNix} */
	ensure(
		spec: NixSpec,
		progress: BuildProgress,
		log: (line: string) => void,
		signal: AbortSignal
	): Promise<BuiltImage[]>;
	/** {@link import('../types.ts').Builder.nixPackages} */
	packages(id: string): NixPackages | null;
	/** Releases what was built for removed layers. */
	forget(keep: string[]): Promise<void>;
}

export function createNixBuild(deps: NixBuildDeps): NixBuilds {
	const { host, local, layerBuilder, share, now, wrapper, nixpkgs } = deps;

	function packages(id: string): NixPackages | null {
		if (!/^[0-9a-f]{64}$/.test(id)) return null;
		try {
			const text = readFileSync(join(host.paths.images, `${id}.json`), 'utf8');
			const parsed = v.safeParse(described, JSON.parse(text));
			return parsed.success ? parsed.output.packages : null;
		} catch {
			// Without a readable description there is no usable layer.
			return null;
		}
	}

	/** Builds services one after another, because each reports its own store path. */
	async function build(id: string, spec: NixSpec, all: Listener, signal: AbortSignal): Promise<NixPackages> {
		const { services } = spec;
		const names = spec.kind === 'flake' ? [spec.package] : services;
		const paths: string[] = [];
		for (const [at, name] of names.entries()) {
			const own = { ...all, progress: part(all.progress, at / names.length, (at + 1) / names.length) };
			paths.push(await buildOne({ id, spec, name, number: at }, own, signal));
		}
		return Object.fromEntries(services.map((service, at) => [service, paths[spec.kind === 'flake' ? 0 : at]!]));
	}

	async function buildOne(
		{ id, spec, name, number }: { id: string; spec: NixSpec; name: string; number: number },
		all: Listener,
		signal: AbortSignal
	): Promise<string> {
		const log = createNixLog({
			line: all.log,
			progress: (done, of) => all.progress(0.05 + 0.9 * (done / of), `${done} of ${of} parts are built or fetched`)
		});
		const pup = spec.folder;
		const what =
			spec.kind === 'flake'
				? { kind: 'flake' as const, pup, path: spec.path, package: name }
				: {
						kind: 'file' as const,
						wrapper,
						nixpkgs: nixpkgs ?? noNixpkgs(),
						pup,
						nixFile: spec.nixFile,
						package: name
					};
		all.progress(0.02, `Nix evaluates ${name}`);
		const call = { signal, onLine: log.take };
		const { exitCode, stdout } = await local.call(nixVerbs.nixBuild, { key: id, number, what }, call);
		if (exitCode !== 0) throw failed(log.failure() ?? 'Nix did not say why.');
		const parsed = v.safeParse(printed, json(stdout));
		if (!parsed.success) throw failed('Nix has not said where it put what it built.');
		return parsed.output[0].outputs.out;
	}

	return {
		packages,
		forget: async (keep) => void (await local.call(nixVerbs.nixForget, { keep })),
		async ensure(spec, progress, logLine, signal) {
			await checkLock(spec);
			const { folder, services, ...rest } = spec;
			// All inputs of the build, so that an existing result need not be evaluated again.
			const inputs = { ...rest, services: [...services], nixpkgs: spec.kind === 'file' ? nixpkgs : null };
			const id = layerId({ RECIPE, nix: inputs, tree: await hashTree(folder), arch: process.arch });
			return share(id, { progress, log: logLine }, signal, async (all, shared) => {
				const ready = packages(id) && layerBuilder.found(id);
				if (ready) {
					all.progress(1, 'It is built already');
					return [ready];
				}
				const title = spec.kind === 'flake' ? `flake, ${spec.package}` : `${spec.nixFile}, ${services.join(', ')}`;
				const image = { id, kind: 'nix' as const, title, parentId: null, createdAt: now() };
				let found: NixPackages = {};
				const work = async () => {
					found = await build(id, spec, { ...all, progress: part(all.progress, 0, 0.98) }, shared);
					await host.call(imageBegin, { id });
				};
				const commit = () => host.call(buildCommit, { ...image, packages: found });
				const built = await layerBuilder.build(image, shared, work, commit);
				all.progress(1, 'Nix has built it');
				return [built];
			});
		}
	};
}

/** Without a lock file a flake could change every day. */
async function checkLock(spec: NixSpec): Promise<void> {
	if (spec.kind !== 'flake') return;
	const at = (file: string) => (spec.path === '.' ? file : `${spec.path.replace(/\/+$/, '')}/${file}`);
	const file = at('flake.lock');
	const bytes = await readInside(spec.folder, file, MAX_LOCK_BYTES).catch(() => null);
	const problem = checkFlakeLock(file, bytes === null ? null : bytes.toString('utf8'));
	if (problem !== null) throw failed(problem);
}

function noNixpkgs(): never {
	throw failed(NO_NIXPKGS);
}

function json(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

const failed = (why: string) =>
	new BoxError({
		code: 'nix-build-failed',
		status: 422,
		message: `Nix cannot build it. ${why}`,
		hint: 'The log of the job has the complete output of Nix. The author of the pup can fix its Nix files.'
	});

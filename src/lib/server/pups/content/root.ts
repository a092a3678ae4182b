/** Builds a pup's root filesystem, in the way that this host supports. */
import { debianArchitecture } from '../../build/index.ts';
import type { BuiltImage, FetchedArchive, NixSpec } from '../../build/types.ts';
import { BoxError } from '../../../contract/errors.ts';
import { buildKinds, type BuildKind, type Manifest } from '../../../contract/manifest.ts';
import type { StepContext } from '../../jobs/types.ts';
import { chooseBuild, createCapabilities, type HostCapabilities } from '../../store/index.ts';
import type { PupsDeps } from '../deps.ts';
import type { PupRow } from '../installed/index.ts';

/** The parts of a job step's context that are used here. */
type Context = Pick<StepContext<unknown>, 'progress' | 'log' | 'signal'>;

export interface Roots {
	/**
	 * Returns the first way of building that this host supports.
	 * @param log receives the choice and the reasons why others were skipped
	 * @throws BoxError 422 `not-runnable` when there is none
	 */
	choose(pup: { name: string; manifest: Manifest }, log?: (line: string) => void): Promise<BuildKind>;
	/**
	 * Builds the root, or returns one that is built already.
	 * @param folder folder of the pup's files; the image may be an archive in it
	 * @returns the values for the pup's row; layers base first
	 * @throws BoxError 422 `not-runnable`, and errors of the builder
	 */
	build(row: PupRow, folder: string, context: Context): Promise<Pick<PupRow, 'layers' | 'buildKind'>>;
}

/**
 * The archives of a manifest for an architecture.
 * @param arch its name in Node, `process.arch`
 */
export function archivesFor(manifest: Manifest, arch: string): FetchedArchive[] {
	const own = debianArchitecture(arch);
	return (manifest.container.build.debian?.fetch ?? [])
		.filter((archive) => archive.arch === null || archive.arch === own)
		.map(({ url, sha256, unpackTo, stripComponents }) => ({
			url,
			sha256,
			unpackTo,
			...(stripComponents !== null && { stripComponents })
		}));
}

/** The input of a pup's Nix build; null where Nix does not build it. */
function nixSpec({ container }: Manifest, kind: BuildKind, folder: string): NixSpec | null {
	const { nixFile, flake } = container.build;
	const services = container.services.map(({ name }) => name);
	if (kind === 'nix' && nixFile !== null) return { kind: 'file', folder, services, nixFile };
	if (kind !== 'flake') return null;
	return { kind: 'flake', folder, services, path: flake?.path ?? '.', package: flake?.package ?? 'default' };
}

/**
 * For each way of building before the chosen one, the reason why this host cannot use it, worded
 * for a log.
 */
export function skipped(manifest: Manifest, capabilities: HostCapabilities, chosen: BuildKind): string[] {
	const offered = buildKinds(manifest);
	return offered.slice(0, offered.indexOf(chosen)).flatMap((kind) => {
		const able = capabilities[kind];
		return able.ok ? [] : [`Not by ${kind}: ${able.reason}${able.command ? ` Run: ${able.command}` : ''}`];
	});
}

export function createRoots(deps: Pick<PupsDeps, 'facts' | 'engine' | 'builder'>): Roots {
	const capabilities = createCapabilities({ facts: deps.facts, canRun: deps.engine !== null, builder: deps.builder });

	async function choose(
		{ name, manifest }: { name: string; manifest: Manifest },
		log: (line: string) => void = () => {}
	): Promise<BuildKind> {
		const able = await capabilities();
		const choice = chooseBuild(manifest, able);
		if (!choice.ok) throw notRunnable(name, choice.reason, choice.command);
		for (const line of skipped(manifest, able, choice.kind)) log(line);
		log(`Its root filesystem is made by: ${choice.kind}.`);
		return choice.kind;
	}

	return {
		choose,
		async build(row, folder, { progress, log, signal }) {
			const kind = await choose(row);
			const { builder } = deps;
			const { debian, image } = row.manifest.container.build;
			const ids = (layers: BuiltImage[]) => layers.map((layer) => layer.id);
			if (kind === 'image' && builder && image !== null) {
				const built = await builder.ensureImage({ image, folder }, progress, log, signal);
				return { layers: ids(built.layers), buildKind: kind };
			}
			if (kind === 'debian' && builder && debian !== null) {
				const { packages, suite, snapshot } = debian;
				const spec = {
					packages,
					suite: suite ?? undefined,
					snapshot: snapshot ?? undefined,
					fetch: archivesFor(row.manifest, process.arch)
				};
				return { layers: ids(await builder.ensureDebian(spec, progress, log, signal)), buildKind: kind };
			}
			const spec = builder && nixSpec(row.manifest, kind, folder);
			if (spec) return { layers: ids(await builder.ensureNix(spec, progress, log, signal)), buildKind: kind };
			throw notRunnable(row.name, 'This host has no way to build it.', null);
		}
	};
}

/** 422: this host has no way to build it. */
export function notRunnable(name: string, reason: string, command: string | null): BoxError {
	return new BoxError({
		code: 'not-runnable',
		status: 422,
		message: `${name} cannot run here. ${reason}`,
		...(command && { hint: `Run: ${command}` })
	});
}

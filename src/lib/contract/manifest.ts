/**
 * Reads `manifest.json` of a pup: Dogebox manifest version 1, as leniently as the original reads it
 * (member names in any case, null = empty, unknown members kept), plus our own build kinds `debian`
 * and `image`. A rule that the original enforces is an error. A rule that it should have enforced
 * is a warning if existing manifests break it.
 */
import { showPlain } from './hidden-characters.ts';
import { badManifest, type Wrong } from './manifest-errors.ts';
import { doubtsOfTypes, readGuessing } from './manifest-guess.ts';
import { tidyMembers } from './manifest-members.ts';
import { checkManifest } from './manifest-rules.ts';
import { protocolOf } from './manifest-names.ts';
import type { ManifestField } from './manifest-schema-config.ts';
import { manifestSchema, type Manifest, type ManifestExpose } from './manifest-schema.ts';
import { BUILD_KINDS, CATEGORIES, type BuildKind, type Category } from './store-words.ts';

export { manifestSchema } from './manifest-schema.ts';
export { protocolOf } from './manifest-names.ts';
export type { FetchedArchive } from './manifest-schema-build.ts';
export type { ManifestField } from './manifest-schema-config.ts';
export type { ManifestService } from './manifest-schema-service.ts';
export type { Manifest, ManifestExpose } from './manifest-schema.ts';
export { BUILD_KINDS, type BuildKind, type Category } from './store-words.ts';

/** Most warnings that are reported. */
const MAX_WARNINGS = 50;

export interface ManifestOptions {
	/** Name of the input, for the message: `core/manifest.json`. */
	where?: string;
}

/** Result of inspecting a manifest. */
export interface InspectedManifest {
	/**
	 * The manifest, with guesses in place of wrong values, so that the rest can be inspected. Null
	 * when it is too damaged for that.
	 */
	manifest: Manifest | null;
	/** Why it cannot be used; empty when it can. */
	wrongs: Wrong[];
	/** What a careful reader should know, in sentences. */
	warnings: string[];
	/** The input, with the schema's member names. */
	json: unknown;
}

/**
 * Finds everything that is wrong or doubtful in a manifest, in one pass.
 * @param json parsed JSON of `manifest.json`
 */
export function inspectManifest(json: unknown): InspectedManifest {
	const tidy = tidyMembers(json, manifestSchema);
	const said = (warnings: string[]) =>
		[...new Set([...tidy.warnings, ...doubtsOfTypes(tidy.value), ...warnings])].map((warning) =>
			showPlain(warning, '�')
		);
	if (tidy.wrong.length > 0) return { manifest: null, wrongs: tidy.wrong, warnings: tidy.warnings, json: tidy.value };
	const { manifest, issues } = readGuessing(tidy.value);
	const wrongs = issues.map(({ path, message }) => ({ path, message: inField(tidy.value, path, message) }));
	if (manifest === null) return { manifest, wrongs, warnings: said([]), json: tidy.value };
	const rules = checkManifest(manifest);
	// At a wrong place, a rule would only judge the guess.
	const known = wrongs.map(({ path }) => path);
	wrongs.push(...rules.wrongs.filter(({ path }) => !known.some((one) => one.every((key, i) => key === path[i]))));
	return { manifest, wrongs, warnings: said(rules.warnings), json: tidy.value };
}

/**
 * Reads a manifest.
 * @param json parsed JSON of `manifest.json`
 * @returns the manifest with defaults filled in, and what a careful reader should know
 * @throws BoxError 422 `bad-manifest`; `fields` maps each path to what is wrong there, and the
 * message names the first
 */
export function parseManifest(
	json: unknown,
	options: ManifestOptions = {}
): { manifest: Manifest; warnings: string[] } {
	const { manifest, wrongs, warnings, json: read } = inspectManifest(json);
	if (manifest === null || wrongs.length > 0) throw badManifest(wrongs, read, options.where);
	const all = [...warnings];
	if (all.length > MAX_WARNINGS) {
		all.splice(MAX_WARNINGS, all.length, `There are ${all.length - MAX_WARNINGS} more warnings like these.`);
	}
	return { manifest, warnings: all };
}

/**
 * Adds field and section to a message about a field's type, as the original does; the schema alone
 * does not know them.
 */
function inField(json: unknown, path: readonly (string | number)[], message: string): string {
	if (path.length !== 6 || path[5] !== 'type' || path[0] !== 'config') return message;
	const section = member(member(member(json, 'config'), 'sections'), path[2]!);
	const field = member(member(section, 'fields'), path[4]!);
	const [name, of, type] = [member(field, 'name'), member(section, 'name'), member(field, 'type')].map((value) =>
		typeof value === 'string' ? value.slice(0, 100) : ''
	);
	return `config field ${name} in section ${of} has invalid type ${type}: ${message}`;
}

function member(value: unknown, key: string | number): unknown {
	return typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[key] : undefined;
}

/**
 * Returns the category of a pup: the one in its manifest, otherwise one that follows from its
 * interfaces (no existing manifest names a category).
 */
export function categoryOf(manifest: Manifest): Category {
	const said = manifest.meta.category?.toLowerCase() ?? '';
	if (Object.hasOwn(CATEGORIES, said)) return said as Category;
	const offers = manifest.interfaces.map((one) => one.name);
	if (offers.some((name) => /^(core-|lib-rest$)/.test(name))) return 'node';
	if (offers.some((name) => /wallet/.test(name))) return 'wallet';
	if (offers.some((name) => /net|identity/.test(name))) return 'network';
	return 'other';
}

/** Returns the build kinds that a manifest offers, in the order of {@link BUILD_KINDS}. */
export function buildKinds(manifest: Manifest): BuildKind[] {
	const { type, nixFile, flake, debian, image } = manifest.container.build;
	const offered: Record<BuildKind, boolean> = {
		nix: nixFile !== null,
		flake: Boolean(flake) || type === 'flake',
		debian: debian !== null,
		image: image !== null
	};
	return BUILD_KINDS.filter((kind) => offered[kind]);
}

/** Returns all config fields of all sections. Their names are unique. */
export function configFields(manifest: Manifest): ManifestField[] {
	return manifest.config.sections.flatMap((section) => section.fields);
}

/** Makes names of exposes unique. They may repeat, but pages and ports are identified by them. */
function named<T extends { name: string }>(exposes: readonly T[]): T[] {
	const seen = new Map<string, number>();
	return exposes.map((expose) => {
		const count = (seen.get(expose.name) ?? 0) + 1;
		seen.set(expose.name, count);
		return count === 1 ? expose : { ...expose, name: `${expose.name} (${count})` };
	});
}

/**
 * Returns the exposes that are web pages, in the manifest's order. Their names are made unique,
 * because they identify the page.
 */
export function webPages(manifest: Manifest): { name: string; port: number; type: ManifestExpose['type'] }[] {
	const pages = manifest.container.exposes.filter(({ webUI, type }) => webUI && type !== 'udp');
	return named(pages).map(({ name, port, type }) => ({ name, port, type }));
}

/** A port of the box that a pup requests. */
export interface HostPortRequest {
	/** Name of the expose, made unique. */
	name: string;
	type: ManifestExpose['type'];
	protocol: 'tcp' | 'udp';
	/** Port inside the container, and the requested port of the box. */
	port: number;
}

/** Returns the exposes that can be reached at a port of the box, in the manifest's order. */
export function hostPorts(manifest: Manifest): HostPortRequest[] {
	const onHost = manifest.container.exposes.filter(({ listenOnHost }) => listenOnHost);
	return named(onHost).map(({ name, type, port }) => ({ name, type, protocol: protocolOf(type), port }));
}

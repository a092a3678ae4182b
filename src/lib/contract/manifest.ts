/**
 * `manifest.json` of a pup: Dogebox manifest version 1, read as leniently as the original reads it
 * (names of members in any case, null = empty, unknown members kept), plus our own build kinds
 * `debian` and `image`. What the original enforces is an error, what it ought to have enforced is a
 * warning where manifests in the wild break it.
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
	/** What is read, for the message: `core/manifest.json`. */
	where?: string;
}

/** All that is to be said about a manifest. */
export interface InspectedManifest {
	/**
	 * As read; where something is wrong, with guesses in its place, so that the rest can be looked
	 * at. Null where it is too damaged for that.
	 */
	manifest: Manifest | null;
	/** Why it cannot be used; empty where it can. */
	wrongs: Wrong[];
	/** What a careful reader should know; sentences. */
	warnings: string[];
	/** What was read, under the names of the schema. */
	json: unknown;
}

/**
 * Finds all that is wrong or doubtful in a manifest, in one go.
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
	// A rule about a place that is wrong already judges what was guessed.
	const known = wrongs.map(({ path }) => path);
	wrongs.push(...rules.wrongs.filter(({ path }) => !known.some((one) => one.every((key, i) => key === path[i]))));
	return { manifest, wrongs, warnings: said(rules.warnings), json: tidy.value };
}

/**
 * Reads a manifest.
 * @param json parsed JSON of `manifest.json`
 * @returns the manifest with its gaps filled, and what a careful reader should know
 * @throws BoxError 422 `bad-manifest`; `fields` maps each path to what is wrong there, the sentence
 *   names the first
 */
export function parseManifest(
	json: unknown,
	options: ManifestOptions = {}
): { manifest: Manifest; warnings: string[] } {
	const { manifest, wrongs, warnings, json: read } = inspectManifest(json);
	if (manifest === null || wrongs.length > 0) throw badManifest(wrongs, read, options.where);
	const all = [...warnings];
	if (all.length > MAX_WARNINGS) {
		all.splice(MAX_WARNINGS, all.length, `There are ${all.length - MAX_WARNINGS} more doubts like these.`);
	}
	return { manifest, warnings: all };
}

/**
 * The original names field and section where a field's type is wrong; the schema alone does not
 * know them.
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
 * The category of a pup: what its manifest says, else what its interfaces say (no manifest in the
 * wild names one).
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

/** The build kinds this manifest offers, in the order of {@link BUILD_KINDS}. */
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

/** All config fields over all sections; names are unique among them. */
export function configFields(manifest: Manifest): ManifestField[] {
	return manifest.config.sections.flatMap((section) => section.fields);
}

/** Gives each a name of its own: names of exposes may repeat, and name what is made from them. */
function named<T extends { name: string }>(exposes: readonly T[]): T[] {
	const seen = new Map<string, number>();
	return exposes.map((expose) => {
		const count = (seen.get(expose.name) ?? 0) + 1;
		seen.set(expose.name, count);
		return count === 1 ? expose : { ...expose, name: `${expose.name} (${count})` };
	});
}

/**
 * Exposes that are web pages, in the manifest's order; names made unique, since they name the page.
 */
export function webPages(manifest: Manifest): { name: string; port: number; type: ManifestExpose['type'] }[] {
	const pages = manifest.container.exposes.filter(({ webUI, type }) => webUI && type !== 'udp');
	return named(pages).map(({ name, port, type }) => ({ name, port, type }));
}

/** A port that a pup would like to have on the box. */
export interface HostPortRequest {
	/** Of the expose, made unique. */
	name: string;
	type: ManifestExpose['type'];
	protocol: 'tcp' | 'udp';
	/** Inside the container, and the one it wants on the box. */
	port: number;
}

/** Exposes that can be reached at a port of the box, in the manifest's order. */
export function hostPorts(manifest: Manifest): HostPortRequest[] {
	const onHost = manifest.container.exposes.filter(({ listenOnHost }) => listenOnHost);
	return named(onHost).map(({ name, type, port }) => ({ name, type, protocol: protocolOf(type), port }));
}

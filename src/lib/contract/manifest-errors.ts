/** How a manifest that cannot be used is refused: path, what was found there, what is wanted. */
import { BoxError } from './errors.ts';
import { showPlain } from './hidden-characters.ts';

/** Most errors that are reported; a manifest with more is not a manifest. */
const MAX_LISTED = 100;

/** One thing that is wrong. */
export interface Wrong {
	/** Members and indexes from the top of the manifest. */
	path: readonly (string | number)[];
	/** As {@link wanted} makes it. */
	message: string;
}

/** Where rules report what they found. */
export interface Findings {
	/**
	 * @param what what would be right
	 * @param sentence the original's own words, where it has the rule
	 */
	wrong(path: readonly (string | number)[], what: string, sentence?: string): void;
	warn(sentence: string): void;
}

/**
 * The message of a rule. What was found is put in by {@link badManifest}, where the whole input is
 * at hand.
 * @param what what would be right, fixed text: `a whole number from 1 to 65535`
 * @param sentence the original's own words where it has the same rule (reference: pups.md §1)
 */
export function wanted(what: string, sentence = ''): string {
	return `${sentence === '' ? '' : `${sentence}: `}wanted ${what}`;
}

/** A path as it is shown: `container.exposes.0.port`; `manifest` for the whole. */
export function showPath(path: readonly (string | number)[]): string {
	return path.length === 0 ? 'manifest' : path.map((key) => plain(String(key)).slice(0, 60)).join('.');
}

/** A value in a few words, safe to show. */
export function showValue(value: unknown): string {
	if (value === undefined) return 'nothing';
	if (typeof value === 'string') {
		return value.length > 60 ? `"${plain(value.slice(0, 60))}…" (${value.length} characters)` : `"${plain(value)}"`;
	}
	if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
	return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** Without what would move, hide or turn the text around it. */
const plain = (text: string) => showPlain(text, (c) => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);

function at(json: unknown, path: readonly (string | number)[]): unknown {
	let value = json;
	for (const key of path) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
		value = (value as Record<string | number, unknown>)[key];
	}
	return value;
}

/**
 * What is wrong at each path, at most {@link MAX_LISTED}.
 * @param wrongs of several at one path the first counts
 * @param json what was read, to say what was found
 */
export function manifestFields(wrongs: readonly Wrong[], json: unknown): Record<string, string> {
	return described(wrongs, json).fields;
}

/**
 * The refusal of a manifest.
 * @param wrongs at least one; of several at one path the first counts
 * @param json what was read, to say what was found
 * @param where what was read: `core/manifest.json`
 * @returns BoxError 422 `bad-manifest`; `fields` maps each path to what is wrong there, the
 *   sentence names the first
 */
export function badManifest(wrongs: readonly Wrong[], json: unknown, where = 'manifest.json'): BoxError {
	const { fields, paths } = described(wrongs, json);
	const [path, message] = Object.entries(fields)[0]!;
	const more = paths - 1;
	const rest = more === 0 ? '' : ` (and ${more} more ${more === 1 ? 'error' : 'errors'})`;
	return new BoxError({
		code: 'bad-manifest',
		status: 422,
		message: `${where} cannot be used: ${path}: ${message}${rest}.`,
		hint: 'The maker of this pup has to correct its manifest.',
		fields
	});
}

/** @returns `paths`: how many are wrong in all */
function described(wrongs: readonly Wrong[], json: unknown): { fields: Record<string, string>; paths: number } {
	const fields: Record<string, string> = {};
	const named = new Set<string>();
	const unnamed = new Set<string>();
	for (const { path, message } of wrongs) {
		const shown = showPath(path);
		if (named.has(shown)) continue;
		if (named.size >= MAX_LISTED) {
			unnamed.add(shown);
			continue;
		}
		named.add(shown);
		// The last one: a sentence of the original may hold text of the manifest, what is wanted
		// never does.
		const cut = message.lastIndexOf('wanted ');
		fields[shown] =
			cut < 0 ? message : `${message.slice(0, cut)}found ${showValue(at(json, path))}, ${message.slice(cut)}`;
	}
	return { fields, paths: named.size + unnamed.size };
}

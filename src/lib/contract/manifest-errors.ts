/** Errors of a manifest that cannot be used: the path, what was found there, what is expected. */
import { BoxError } from './errors.ts';
import { showPlain } from './hidden-characters.ts';

/** Most errors that are reported; a file with more is hardly a manifest. */
const MAX_LISTED = 100;

/** An error at one path of the manifest. */
export interface Wrong {
	/** Members and indexes from the top of the manifest. */
	path: readonly (string | number)[];
	/** Message in the form that {@link wanted} builds. */
	message: string;
}

/** Where rules report their results. */
export interface Findings {
	/**
	 * @param what the expected value
	 * @param sentence the original Dogebox's message, if it has the rule
	 */
	wrong(path: readonly (string | number)[], what: string, sentence?: string): void;
	warn(sentence: string): void;
}

/**
 * Builds the message of a rule. {@link badManifest} adds what was found, because it has the whole
 * input.
 * @param what the expected value, as fixed text: `a whole number from 1 to 65535`
 * @param sentence the original Dogebox's message, if it has the same rule (reference: pups.md §1)
 */
export function wanted(what: string, sentence = ''): string {
	return `${sentence === '' ? '' : `${sentence}: `}wanted ${what}`;
}

/** Formats a path: `container.exposes.0.port`; `manifest` for the whole. */
export function showPath(path: readonly (string | number)[]): string {
	return path.length === 0 ? 'manifest' : path.map((key) => plain(String(key)).slice(0, 60)).join('.');
}

/** Describes a value in a few words that are safe to show. */
export function showValue(value: unknown): string {
	if (value === undefined) return 'nothing';
	if (typeof value === 'string') {
		return value.length > 60 ? `"${plain(value.slice(0, 60))}…" (${value.length} characters)` : `"${plain(value)}"`;
	}
	if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
	return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** Escapes characters that would move, hide or reverse the text around them. */
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
 * Returns what is wrong at each path, at most {@link MAX_LISTED} paths.
 * @param wrongs of several at one path, the first counts
 * @param json the input, to say what was found
 */
export function manifestFields(wrongs: readonly Wrong[], json: unknown): Record<string, string> {
	return described(wrongs, json).fields;
}

/**
 * Creates the error for a manifest that cannot be used.
 * @param wrongs at least one; of several at one path, the first counts
 * @param json the input, to say what was found
 * @param where name of the input: `core/manifest.json`
 * @returns BoxError 422 `bad-manifest`; `fields` maps each path to what is wrong there, and the
 * message names the first
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

/** @returns `paths`: number of all wrong paths */
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
		// Uses the last occurrence: the original's sentence may contain text of the manifest, the
		// expected value never does.
		const cut = message.lastIndexOf('wanted ');
		fields[shown] =
			cut < 0 ? message : `${message.slice(0, cut)}found ${showValue(at(json, path))}, ${message.slice(cut)}`;
	}
	return { fields, paths: named.size + unnamed.size };
}

/**
 * The first pass over a manifest. It matches member names as the original's decoder does (Go's
 * `encoding/json`: case is ignored, unknown members are skipped), repairs broken characters as that
 * decoder does, and limits size and depth. Later passes can then be simple.
 */
import { showPath, wanted, type Wrong } from './manifest-errors.ts';

/** Most levels of lists and objects; the schema has eight. */
const MAX_DEPTH = 32;
/** Most values of any kind; the largest known manifest has about 300. */
const MAX_VALUES = 20_000;
/** Most characters of all text together, including names of members. */
const MAX_TEXT = 2_000_000;

/** The part of a valibot schema that is used here: which members it knows at which place. */
interface Shape {
	type: string;
	wrapped?: Shape;
	item?: Shape;
	entries?: Record<string, Shape>;
	options?: readonly Shape[];
}

/**
 * @param json parsed JSON
 * @param schema its valibot schema
 * @returns a copy whose known members have the schema's names; warnings; `wrong` when the manifest
 * is too large or too deep to continue
 */
export function tidyMembers(json: unknown, schema: unknown): { value: unknown; warnings: string[]; wrong: Wrong[] } {
	const warnings: string[] = [];
	const wrong: Wrong[] = [];
	let values = 0;
	let text = 0;

	const tooMuch = (path: (string | number)[], what: string) => {
		if (wrong.length === 0) wrong.push({ path, message: wanted(what) });
	};

	function walk(value: unknown, shape: Shape | null, path: (string | number)[]): unknown {
		if (wrong.length > 0) return null;
		if (++values > MAX_VALUES) tooMuch([], `a manifest of at most ${MAX_VALUES} values`);
		if (typeof value === 'string') {
			text += value.length;
			if (text > MAX_TEXT) tooMuch([], `a manifest of at most ${MAX_TEXT} characters`);
			if (value.isWellFormed()) return value;
			warnings.push(`${showPath(path)} contains half a character; it is read as “�”.`);
			return value.toWellFormed();
		}
		if (typeof value !== 'object' || value === null) return value;
		if (path.length >= MAX_DEPTH) {
			tooMuch(path, `a manifest of at most ${MAX_DEPTH} levels`);
			return null;
		}
		const inside = shape && unwrap(shape);
		if (Array.isArray(value)) return items(value, inside?.item, path);
		return members(value, inside?.entries, path);
	}

	/**
	 * Drops null from lists. The original turns it into an empty value, which has the same effect.
	 */
	function items(value: unknown[], item: Shape | undefined, path: (string | number)[]): unknown[] {
		const kept = item ? value.filter((one) => one !== null) : value;
		if (kept.length < value.length) warnings.push(`${showPath(path)} is null and is ignored.`);
		return kept.map((one, i) => walk(one, item ?? null, [...path, i]));
	}

	function members(value: object, known: Record<string, Shape> | undefined, path: (string | number)[]): object {
		const lower = new Map(Object.keys(known ?? {}).map((name) => [name.toLowerCase(), name]));
		const out: Record<string, unknown> = {};
		for (const [key, item] of Object.entries(value)) {
			text += key.length;
			if (key === '__proto__') {
				warnings.push(`${showPath([...path, key])} is ignored.`);
				continue;
			}
			const name = nameOf(key, value, known, lower, path);
			if (name !== key && Object.hasOwn(out, name)) {
				warnings.push(`${showPath([...path, name])} occurs twice, in different letter case; the last one counts.`);
			}
			out[name] = walk(item, known && Object.hasOwn(known, name) ? (known[name] ?? null) : null, [...path, name]);
		}
		return out;
	}

	function nameOf(
		key: string,
		value: object,
		known: Record<string, Shape> | undefined,
		lower: Map<string, string>,
		path: (string | number)[]
	): string {
		if (!known || Object.hasOwn(known, key)) return key;
		const name = lower.get(key.toLowerCase());
		if (name === undefined) {
			// `$schema` is for editors; `x-…` and `_…` are common names for an author's own notes.
			if (!/^(\$|x-|_)/.test(key))
				warnings.push(`${showPath([...path, key])} is unknown; it is kept but has no effect.`);
			return key;
		}
		if (Object.hasOwn(value, name)) {
			warnings.push(`${showPath([...path, key])} is ignored, because “${name}” is given too.`);
			return key;
		}
		warnings.push(`${showPath([...path, key])} is read as “${name}”.`);
		return name;
	}

	return { value: walk(json, schema as Shape, []), warnings, wrong };
}

/** Returns the schema inside optional wrappers, and of a union the option that has members. */
function unwrap(shape: Shape): Shape {
	let inside = shape;
	while (inside.wrapped) inside = inside.wrapped;
	return inside.options?.find((option) => option.entries !== undefined) ?? inside;
}

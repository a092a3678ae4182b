/**
 * Continues reading after an error. A value of the wrong type is replaced by what was probably
 * meant, so that all errors of a manifest are reported at once, not one per attempt.
 */
import * as v from 'valibot';
import { showPath } from './manifest-errors.ts';
import { manifestSchema, type Manifest } from './manifest-schema.ts';

/**
 * Most rounds: a wrong value may hide others below or after it, and the schema has eight levels.
 */
const ROUNDS = 8;

type Path = (string | number)[];

/** An error that the schema reports. */
interface Issue {
	path: readonly (string | number)[];
	message: string;
}

/**
 * @param value a manifest whose members have the schema's names
 * @returns the manifest, with guesses in place of wrong values; null when even guessing fails
 */
export function readGuessing(value: unknown): { manifest: Manifest | null; issues: Issue[] } {
	const issues: Issue[] = [];
	let input = value;
	for (let round = 0; round < ROUNDS; round++) {
		const parsed = v.safeParse(manifestSchema, input);
		if (parsed.success) return { manifest: parsed.output, issues };
		for (const issue of parsed.issues) {
			const path = (issue.path ?? []).map((item) => item.key as string | number);
			// Values below a guess do not come from the author.
			if (round === 0 || !issues.some((one) => begins(path, one.path))) issues.push({ path, message: issue.message });
		}
		// The type is right, but a rule for this value refuses it.
		if (parsed.typed) return { manifest: parsed.output, issues };
		if (round === 0) input = structuredClone(input);
		for (const issue of parsed.issues) {
			if (issue.kind !== 'schema') continue;
			const path = (issue.path ?? []).map((item) => item.key as string | number);
			input = replaced(input, path, guess(issue));
		}
	}
	return { manifest: null, issues };
}

const begins = (path: Issue['path'], start: Issue['path']) => start.every((key, i) => key === path[i]);

/** Returns what was probably meant, or an empty value of the expected type. */
function guess({ type, expected, input }: v.BaseIssue<unknown>): unknown {
	const plain = typeof input === 'object' ? '' : String(input);
	switch (type) {
		case 'number':
			return plain.trim() === '' || !Number.isFinite(Number(plain)) ? null : Number(plain);
		case 'boolean':
			return /^(true|1|yes|on)$/i.test(plain);
		case 'array':
			return [];
		case 'loose_object':
		case 'record':
			return {};
		case 'picklist':
		case 'literal': {
			// Takes the first expected value: `("http" | "tcp")`, `1`.
			const first = /"[^"]*"|\d+/.exec(expected ?? '')?.[0];
			return first === undefined ? null : (JSON.parse(first) as unknown);
		}
		default:
			return plain;
	}
}

function replaced(value: unknown, path: Path, by: unknown): unknown {
	const last = path.at(-1);
	if (last === undefined) return by;
	let inside = value;
	for (const key of path.slice(0, -1)) {
		if (typeof inside !== 'object' || inside === null) return value;
		inside = (inside as Record<string | number, unknown>)[key];
	}
	if (typeof inside === 'object' && inside !== null) {
		Object.defineProperty(inside, last, { value: by, enumerable: true, configurable: true, writable: true });
	}
	return value;
}

/**
 * Warns about numbers and booleans in place of text: this box accepts them, the original does not.
 */
export function doubtsOfTypes(json: unknown): string[] {
	const doubts: string[] = [];
	const check = (map: unknown, path: Path) => {
		if (typeof map !== 'object' || map === null || Array.isArray(map)) return;
		for (const [name, value] of Object.entries(map)) {
			if (typeof value !== 'number' && typeof value !== 'boolean') continue;
			doubts.push(
				`${showPath([...path, name])} is a ${typeof value}. This box reads it as text; a real Dogebox cannot read ` +
					`the manifest. Write "${String(value)}".`
			);
		}
	};
	check(at(json, ['meta', 'upstreamVersions']), ['meta', 'upstreamVersions']);
	const services = at(json, ['container', 'services']);
	if (!Array.isArray(services)) return doubts;
	services.forEach((service, i) =>
		check(at(service, ['command', 'env']), ['container', 'services', i, 'command', 'env'])
	);
	return doubts;
}

function at(value: unknown, path: readonly string[]): unknown {
	let inside = value;
	for (const key of path) {
		if (typeof inside !== 'object' || inside === null) return undefined;
		inside = (inside as Record<string, unknown>)[key];
	}
	return inside;
}

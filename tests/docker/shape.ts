/**
 * The part of an output that is compared: everything that differs from run to run is replaced. Pure
 * functions.
 */

const CHANGING: readonly (readonly [RegExp, string])[] = [
	[/sha256:[0-9a-f]{64}/g, 'DIGEST'],
	[/\b[0-9a-f]{64}\b/g, 'ID'],
	[/\b[0-9a-f]{12}\b/g, 'ID'],
	[/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, 'TIME'],
	[/\b(Up|Exited \(\d+\)) (Less than a|About an?|\d+) (second|minute|hour)s?( ago)?/g, '$1 SPAN'],
	[/\b\d{1,3}(\.\d{1,3}){3}\b/g, 'ADDRESS'],
	[/\b[\d.]+ ?[kMG]?i?B\b/g, 'SIZE'],
	[/\b(3[2-9]|[45]\d|6[0-5])\d{3}\b/g, 'PORT'],
	[/[ \t]+$/gm, '']
];

/** @param said output of either side */
export const shapeOf = (said: string): string =>
	CHANGING.reduce((text, [what, word]) => text.replace(what, word), said.replaceAll('\r\n', '\n')).trimEnd();

/** Paths of all members of a JSON text, without indexes. Empty when the text is no JSON. */
export function keysOf(text: string): string[] {
	const found = new Set<string>();
	const walk = (value: unknown, path: string): void => {
		if (Array.isArray(value)) return value.forEach((one) => walk(one, `${path}[]`));
		if (typeof value !== 'object' || value === null) return;
		for (const [name, inner] of Object.entries(value)) {
			found.add(`${path}.${name}`);
			walk(inner, `${path}.${name}`);
		}
	};
	try {
		walk(JSON.parse(text), '');
	} catch {
		return [];
	}
	return [...found].sort();
}

/** Splits a line into words as a shell does, by blanks and with both kinds of quotes. */
export const wordsOf = (line: string): string[] =>
	[...line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) =>
		word.replace(/'([^']*)'|"([^"]*)"/g, (_, one?: string, two?: string) => one ?? two ?? '')
	);

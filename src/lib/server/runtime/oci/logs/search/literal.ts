/**
 * Finds text that every match of a regular expression contains. Searching for plain text is much
 * faster.
 */

/** Shorter texts match too often to be useful, characters. */
const LEAST = 3;

/**
 * Returns the longest text that every match contains. Empty where there is none or where it is not
 * evident.
 * @param pattern source of a valid regular expression
 */
export function requiredText(pattern: string): string {
	let best = '';
	let run = '';
	const end = () => {
		if (run.length > best.length) best = run;
		run = '';
	};
	for (let i = 0; i < pattern.length;) {
		const char = pattern[i]!;
		if (char === '|') return '';
		if (char === '(' || char === '[') {
			end();
			i = behind(pattern, i);
			continue;
		}
		const literal = char === '\\' ? escaped(pattern, i) : { text: '.^$'.includes(char) ? '' : char, length: 1 };
		const quantifier = /^(?:[*?+]|\{\d*,?\d*\})\??/.exec(pattern.slice(i + literal.length))?.[0] ?? '';
		const optional = quantifier !== '' && !quantifier.startsWith('+');
		if (literal.text === '' || optional) end();
		else run += literal.text;
		if (quantifier !== '') end();
		i += literal.length + quantifier.length;
	}
	end();
	return best.length >= LEAST ? best : '';
}

/**
 * An escape: punctuation stands for itself; all other escapes have no literal text to search for.
 */
function escaped(pattern: string, at: number): { text: string; length: number } {
	const next = pattern[at + 1] ?? '';
	if (/[^\w\s]/.test(next)) return { text: next, length: 2 };
	const long = /^\\(?:u\{[^}]*\}|u[0-9a-f]{4}|x[0-9a-f]{2}|c[a-z]|[pP]\{[^}]*\}|k<[^>]*>|\d+)/i.exec(pattern.slice(at));
	return { text: '', length: long?.[0].length ?? 2 };
}

/** Index after the group or class that begins here, including its quantifier. */
function behind(pattern: string, from: number): number {
	let depth = 0;
	let inClass = false;
	for (let i = from; i < pattern.length; i++) {
		const char = pattern[i]!;
		if (char === '\\') i++;
		else if (inClass) inClass = char !== ']';
		else if (char === '[') inClass = true;
		else if (char === '(') depth++;
		else if (char === ')') depth--;
		if (depth > 0 || inClass || char === '\\') continue;
		return i + 1 + (/^(?:[*?+]|\{\d*,?\d*\})\??/.exec(pattern.slice(i + 1))?.[0].length ?? 0);
	}
	return pattern.length;
}

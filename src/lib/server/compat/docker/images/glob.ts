/** Patterns of Go’s path.Match, without character classes. Pure. */

/**
 * Matches one part between slashes. Backtracks only to the last star, so it needs no exponential
 * time.
 */
function partFits(pattern: string, text: string): boolean {
	let [at, place] = [0, 0];
	let star: { pattern: number; text: number } | null = null;
	while (place < text.length) {
		if (pattern[at] === '*') {
			star = { pattern: at + 1, text: place };
			at++;
		} else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[place])) {
			at++;
			place++;
		} else if (star) {
			star.text++;
			[at, place] = [star.pattern, star.text];
		} else return false;
	}
	while (pattern[at] === '*') at++;
	return at === pattern.length;
}

/**
 * Whether a name matches: `*` stands for any characters but a slash, `?` for one.
 * @param pattern untrusted; matching takes at most its length times that of the text
 */
export function globFits(pattern: string, text: string): boolean {
	const [patterns, parts] = [pattern.split('/'), text.split('/')];
	return patterns.length === parts.length && patterns.every((one, at) => partFits(one, parts[at]!));
}

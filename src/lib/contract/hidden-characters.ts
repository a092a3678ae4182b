/**
 * Characters that are invisible or change the direction of the text after them. A name with them
 * reads differently from what it is (CVE-2021-42574; Unicode Technical Report 36, 2.3, 3.6).
 */

/**
 * Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt) contains most of them,
 * including direction marks. It does not contain interlinear annotations, the Braille blank and
 * line separators.
 */
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\ufff9-\ufffb\u2800]/u;
const HIDDEN_OR_CONTROL = new RegExp(`${HIDDEN.source}|[\\p{Cc}\\p{Cs}\\u{feff}]`, 'gu');
/**
 * Characters that belong to the letter or picture before them and must stay: variants and joined
 * emoji, joiners inside Arabic and Indic words (UAX 31, 2.3).
 */
const NEEDED =
	/(?<=\p{Emoji})[\ufe0e\ufe0f]|(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})|(?<=[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{M}])[\u200c\u200d](?=[\p{L}\p{M}])/gu;

/** Whether a text contains a hidden character; control characters are not checked. */
export function hasHidden(text: string): boolean {
	return HIDDEN.test(text.replace(NEEDED, ''));
}

/**
 * Makes an untrusted text safe to show in one line.
 * @param instead replaces each hidden or control character, or returns the replacement
 */
export function showPlain(text: string, instead: string | ((character: string) => string) = ''): string {
	return replaced(text, HIDDEN_OR_CONTROL, instead);
}

/** Like {@link showPlain} for several lines: line ends and tabs stay. */
export function showPlainLines(text: string): string {
	return replaced(text, HIDDEN_OR_CONTROL, (character) => (/[\t\n\r]/.test(character) ? character : ''));
}

function replaced(text: string, pattern: RegExp, instead: string | ((character: string) => string)): string {
	const kept = new Set([...text.matchAll(NEEDED)].map((match) => match.index));
	return text.replace(pattern, (character, at: number) =>
		kept.has(at) ? character : typeof instead === 'string' ? instead : instead(character)
	);
}

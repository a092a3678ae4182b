/**
 * Characters that are not seen, or that turn the direction of what stands after them: a name made
 * with them reads differently than it is (CVE-2021-42574; Unicode Technical Report 36, 2.3, 3.6).
 */

/**
 * Default_Ignorable_Code_Point of Unicode (DerivedCoreProperties.txt) holds most of them, marks of
 * direction among them; interlinear annotations, the blank of Braille and separators of lines do
 * not belong to it.
 */
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\ufff9-\ufffb\u2800]/u;
const HIDDEN_OR_CONTROL = new RegExp(`${HIDDEN.source}|[\\p{Cc}\\p{Cs}\\u{feff}]`, 'gu');
/**
 * What belongs to a letter or picture before it, and cannot be left out: variants and joined
 * pictures of emoji, joiners inside words of Arabic and Indic scripts (UAX 31, 2.3).
 */
const NEEDED =
	/(?<=\p{Emoji})[\ufe0e\ufe0f]|(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})|(?<=[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{M}])[\u200c\u200d](?=[\p{L}\p{M}])/gu;

/** Whether a text holds a character of the kind above; control characters are not looked at. */
export function hasHidden(text: string): boolean {
	return HIDDEN.test(text.replace(NEEDED, ''));
}

/**
 * A text of strangers, harmless to show in one line.
 * @param instead stands for each hidden or control character, or makes it
 */
export function showPlain(text: string, instead: string | ((character: string) => string) = ''): string {
	return replaced(text, HIDDEN_OR_CONTROL, instead);
}

/** The same for several lines: their ends and tabs stay. */
export function showPlainLines(text: string): string {
	return replaced(text, HIDDEN_OR_CONTROL, (character) => (/[\t\n\r]/.test(character) ? character : ''));
}

function replaced(text: string, pattern: RegExp, instead: string | ((character: string) => string)): string {
	const kept = new Set([...text.matchAll(NEEDED)].map((match) => match.index));
	return text.replace(pattern, (character, at: number) =>
		kept.has(at) ? character : typeof instead === 'string' ? instead : instead(character)
	);
}

/** Splits the command of a service from a manifest into program and arguments, without a shell. */
import { BoxError } from './errors.ts';

/**
 * Splits a command as a POSIX shell splits words: blanks between words, single and double quotes,
 * backslash. Nothing is expanded, and `;`, `|`, `&` and the like have no meaning.
 * @throws BoxError 422 `bad-command` for an unclosed quote or an empty command
 */
export function splitCommand(text: string): string[] {
	const words: string[] = [];
	let word: string | null = null;
	let quote: '"' | "'" | null = null;
	for (let i = 0; i < text.length; i++) {
		const c = text[i]!;
		if (quote !== null) {
			if (c === quote) quote = null;
			// Inside double quotes a backslash escapes only these (POSIX.1-2017, Shell §2.2.3).
			else if (c === '\\' && quote === '"' && '"\\$`'.includes(text[i + 1] ?? ' ')) word += text[++i]!;
			else word += c;
		} else if (c === '"' || c === "'") {
			quote = c;
			word ??= '';
		} else if (c === '\\' && i + 1 < text.length) {
			word = (word ?? '') + text[++i]!;
		} else if (/\s/.test(c)) {
			if (word !== null) words.push(word);
			word = null;
		} else {
			word = (word ?? '') + c;
		}
	}
	if (quote !== null) throw badCommand(`a quote is not closed in “${text.slice(0, 200)}”`);
	if (word !== null) words.push(word);
	if (!words[0]) throw badCommand('it is empty');
	return words;
}

function badCommand(why: string): BoxError {
	return new BoxError({
		code: 'bad-command',
		status: 422,
		message: `A service’s command cannot be used: ${why}.`,
		hint: 'The maker of this pup has to correct its manifest.'
	});
}

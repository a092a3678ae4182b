/** Criteria of a search: finds candidate positions quickly, then tests whole lines. */
import { gravity, levelOf, withoutCodes } from '../../../../../contract/log-text.ts';
import type { LogFilter } from '../../../types.ts';
import { requiredText } from './literal.ts';

export interface Matcher {
	/** Sets the bytes that {@link next} searches. */
	load(bytes: Buffer): void;
	/**
	 * Returns the position of the next candidate from `from` on: a byte of the match or of its
	 * entry; -1 for none.
	 */
	next(from: number): number;
	/** Whether a line matches. */
	fits(text: string): boolean;
}

const escape = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** @throws SyntaxError for an invalid regular expression */
export function createMatcher({ text, regex, caseSensitive, level }: LogFilter): Matcher {
	const expression = text === '' ? null : new RegExp(regex ? text : escape(text), caseSensitive ? '' : 'i');
	const least = gravity(level);
	return {
		...candidates(regex ? requiredText(text) : text, caseSensitive),
		fits(line) {
			if (expression && !expression.test(line) && !(line.includes('\u001b') && expression.test(withoutCodes(line))))
				return false;
			return least === 0 || gravity(levelOf(line)) >= least;
		}
	};
}

/** @param text text that every match contains; empty: a match may be anywhere */
function candidates(text: string, caseSensitive: boolean): Pick<Matcher, 'load' | 'next'> {
	let bytes: Buffer = Buffer.alloc(0);
	if (text !== '' && caseSensitive) {
		const needle = Buffer.from(text);
		return { load: (given) => void (bytes = given), next: (from) => bytes.indexOf(needle, from) };
	}
	// Upper-case forms of non-ASCII letters have other bytes, so only an ASCII part is searched
	// for.
	const plain = caseSensitive ? '' : longestPlain(text);
	if (plain === '') {
		return { load: (given) => void (bytes = given), next: (from) => (from < bytes.length ? from : -1) };
	}
	const expression = new RegExp(escape(plain), 'gi');
	let letters = '';
	return {
		// latin1 maps each byte to one character: cheap to create and fast to search.
		load: (given) => void (letters = given.toString('latin1')),
		next(from) {
			expression.lastIndex = from;
			return expression.exec(letters)?.index ?? -1;
		}
	};
}

function longestPlain(text: string): string {
	// k and s have case variants beyond ASCII. A case-insensitive search matches those only with
	// the flag u, which is not set.
	return text.split(/[^\u0020-\u007e]+/).reduce((best, part) => (part.length > best.length ? part : best), '');
}

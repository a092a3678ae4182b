/** What a search looks for: quickly where it might be, then whether it is there. */
import { gravity, levelOf, withoutCodes } from '../../../../../contract/log-text.ts';
import type { LogFilter } from '../../../types.ts';
import { requiredText } from './literal.ts';

export interface Matcher {
	/** Gives the bytes that {@link next} looks through. */
	load(bytes: Buffer): void;
	/**
	 * Where from `from` on a match may lie, as a byte of it or of the entry it is in; -1 for
	 * nowhere.
	 */
	next(from: number): number;
	/** Whether a line fits. */
	fits(text: string): boolean;
}

const escape = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** @throws SyntaxError for what is no regular expression */
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

/** @param text that every match contains; empty: it may be anywhere */
function candidates(text: string, caseSensitive: boolean): Pick<Matcher, 'load' | 'next'> {
	let bytes: Buffer = Buffer.alloc(0);
	if (text !== '' && caseSensitive) {
		const needle = Buffer.from(text);
		return { load: (given) => void (bytes = given), next: (from) => bytes.indexOf(needle, from) };
	}
	// Capitals of other letters have other bytes: what is ASCII of it is looked for.
	const plain = caseSensitive ? '' : longestPlain(text);
	if (plain === '') {
		return { load: (given) => void (bytes = given), next: (from) => (from < bytes.length ? from : -1) };
	}
	const expression = new RegExp(escape(plain), 'gi');
	let letters = '';
	return {
		// Each byte a letter: cheap to make, and quick to look through.
		load: (given) => void (letters = given.toString('latin1')),
		next(from) {
			expression.lastIndex = from;
			return expression.exec(letters)?.index ?? -1;
		}
	};
}

function longestPlain(text: string): string {
	// k and s have relatives beyond ASCII that a search without case takes for them only with the
	// flag u, which is not set.
	return text.split(/[^\u0020-\u007e]+/).reduce((best, part) => (part.length > best.length ? part : best), '');
}

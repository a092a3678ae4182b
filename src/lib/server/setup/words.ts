/**
 * The 24 words from when they are shown until they are confirmed. They are only stored here, in
 * memory.
 */
import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { BoxError, invalidInput } from '../../contract/errors.ts';

/** Number of words to ask for. */
export const ASKED = 3;

export interface PendingWords {
	readonly words: readonly string[];
	/** Positions of the words to ask for, 1–24, ascending. */
	readonly asked: readonly number[];
	/** Session of the key manager in which the key is confirmed. */
	token: string;
	/** Whether the words were created with this password. */
	isPassword(password: string): boolean;
	/**
	 * @throws BoxError 422 `wrong-words` naming the positions, `invalid-input` for fewer than three
	 */
	check(answers: Record<string, string>): void;
}

/** @param password is not stored; only a value that recognises it within this process */
export function createPendingWords(words: readonly string[], token: string, password: string): PendingWords {
	const key = randomBytes(32);
	const proof = (text: string) => createHmac('sha256', key).update(text.trim()).digest();
	const right = proof(password);
	const asked = new Set<number>();
	while (asked.size < Math.min(ASKED, words.length)) asked.add(1 + randomInt(words.length));

	return {
		words,
		asked: [...asked].sort((a, b) => a - b),
		token,
		isPassword: (given) => timingSafeEqual(proof(given), right),
		check(answers) {
			const entries = Object.entries(answers);
			const fields: Record<string, string> = {};
			const positions = new Set<number>();
			for (const [position, word] of entries) {
				const at = /^[1-9]\d?$/.test(position) ? Number(position) : 0;
				if (at < 1 || at > words.length) {
					fields[`words.${position.slice(0, 10)}`] = `Positions go from 1 to ${words.length}.`;
					continue;
				}
				positions.add(at);
				if (word.trim().toLowerCase() !== words[at - 1]) fields[`words.${at}`] = `This is not word ${at}.`;
			}
			if (Object.keys(fields).length > 0) {
				throw new BoxError({
					code: 'wrong-words',
					status: 422,
					message: 'These are not the words that were shown.',
					hint: 'Compare them with what you wrote down.',
					fields
				});
			}
			if (positions.size < ASKED) {
				throw invalidInput(`Give ${ASKED} of the words with their positions.`, {
					words: `At least ${ASKED} are needed.`
				});
			}
		}
	};
}

/**
 * Converts failures of the key manager to errors for people. It uses the codes, not the statuses:
 * an original DKM answers 500 to nearly everything.
 */
import * as v from 'valibot';
import { BoxError, conflict, invalidInput } from '../../contract/errors.ts';
import { systemError } from '../../contract/system-errors.ts';
import { keyManagerDown, type DkmAnswer } from './transport.ts';

/** Body of a failed answer; everything except `error` may be missing. */
const failure = v.object({
	error: v.string(),
	reason: v.optional(v.string(), ''),
	detail: v.optional(v.string()),
	position: v.optional(v.number()),
	retry_after: v.optional(v.number())
});

/** 401: no session holds the keys. */
export function keysLocked(): BoxError {
	return new BoxError({
		code: 'keys-locked',
		status: 401,
		message: 'The keys are locked.',
		hint: 'Type your password to unlock them.'
	});
}

function wrongPassword(): BoxError {
	return new BoxError({
		code: 'wrong-password',
		status: 401,
		message: 'The password is wrong.',
		hint: 'Try again. A forgotten password can be reset with the 24 words.'
	});
}

function otherWords(): BoxError {
	return new BoxError({
		code: 'other-words',
		status: 403,
		message: 'These words belong to another key, not to this box.',
		hint: 'Use the words that were shown when this box was set up.'
	});
}

function wrongWords(message: string, hint: string, position?: number): BoxError {
	return new BoxError({
		code: 'wrong-words',
		status: 422,
		message,
		hint,
		fields: { [position === undefined ? 'words' : `words.${position}`]: message }
	});
}

/**
 * 422 for words that are no phrase: says what is wrong, and for a word not on the list its position
 * (from 1).
 */
function wordsError(kind: string | undefined, position: number | undefined): BoxError {
	switch (kind) {
		case 'length':
			return wrongWords(
				'The number of words is wrong.',
				'There must be 24 words. Check for one left out or typed twice.'
			);
		case 'wordlist':
			return position === undefined
				? wrongWords('One of the words is not on the list of possible words.', 'Check the spelling of each word.')
				: wrongWords(
						`Word ${position} is not on the list of possible words.`,
						`Check the spelling of word ${position}.`,
						position
					);
		case 'checksum':
			return wrongWords(
				'These words do not form a key.',
				'Each word is a possible one, but one is wrong or two have changed places. Compare them with your paper.'
			);
		default:
			return wrongWords('These words cannot be used.', 'Check the spelling and the order of all 24 words.');
	}
}

/**
 * Returns the error for an unsuccessful answer.
 * @param byWords whether the request was authorized by words; then the code `password` means
 *   words of another key
 */
export function errorOf(answer: DkmAnswer, byWords: boolean): BoxError {
	const parsed = v.safeParse(failure, answer.members);
	if (!parsed.success) return notAKeyManager(answer);
	const { error, reason, detail, position } = parsed.output;
	switch (error) {
		case 'password':
			if (byWords) return otherWords();
			return reason === 'password is empty'
				? invalidInput('Type the password.', { password: 'Type the password.' })
				: wrongPassword();
		case 'newpassword':
			return invalidInput('Choose a new password.', { next: 'Choose a new password.' });
		case 'auth':
			return invalidInput('Type the current password or the 24 words.');
		case 'seedphrase':
			if (detail === 'other') return otherWords();
			return reason === 'missing seedphrase' ? wordsError('length', undefined) : wordsError(detail, position);
		case 'length':
		case 'wordlist':
		case 'checksum':
			return wordsError(error, position);
		case 'mnemonic':
			return otherWords();
		case 'nokey':
			return conflict('no-key', 'This box has no key yet.', 'Finish the first setup.');
		case 'exists':
			return conflict('key-exists', 'This box already has a key.', 'Log in, or reset the password with the 24 words.');
		case 'token':
			return keysLocked();
		case 'wrong-token':
			return new BoxError({ code: 'wrong-token', status: 401, message: 'This token does not give access to the key.' });
		case 'not-found':
			return new BoxError({ code: 'not-found', status: 404, message: 'The key manager knows no such key.' });
		case 'too-many': {
			// Without a wait it is the original's “too many attempts to generate a key”.
			const wait = parsed.output.retry_after ?? answer.retryAfter;
			if (wait === undefined) break;
			return new BoxError({
				code: 'too-many-attempts',
				status: 429,
				message: 'Too many attempts.',
				hint: `Wait ${wait} ${wait === 1 ? 'second' : 'seconds'} and try again.`,
				retryAfter: wait
			});
		}
		case 'bad-request':
			return invalidInput('The key manager could not read the request.');
		case 'error': {
			// An error of its database; an original DKM gives no detail.
			const inWords = systemError({ code: detail });
			if (inWords) return inWords;
		}
	}
	return new BoxError({
		code: 'key-manager-failed',
		status: 502,
		message: `The key manager failed (${error.slice(0, 40)}).`,
		hint: 'Try again. If this persists, look for “dkm” in the log of dogeboxd.'
	});
}

/** Something answers, but not in the key manager's protocol. */
export function notAKeyManager(answer: DkmAnswer): BoxError {
	if (answer.status === 502 || answer.status === 503 || answer.status === 504)
		return keyManagerDown(`${answer.status}`);
	return new BoxError({
		code: 'key-manager-failed',
		status: 502,
		message: `The answer (status ${answer.status}) is not from a key manager.`,
		hint: 'Check DKM_URL.'
	});
}

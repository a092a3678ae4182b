/** The 24 words (BIP39, English list, empty passphrase) and the seed that they encode. */
import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { DkmFailure } from './failures.ts';

const derive = promisify(pbkdf2);

/** Valid lengths of a phrase in BIP39. */
const LENGTHS = [12, 15, 18, 21, 24];

/** Entropy of a new key: 256 bits, which is 24 words. */
const ENTROPY_BYTES = 32;

/** Generates 24 new words from the system's random source. */
export function newWords(): string[] {
	const entropy = randomBytes(ENTROPY_BYTES);
	try {
		return wordsFromEntropy(entropy);
	} finally {
		entropy.fill(0);
	}
}

/** Returns the words for 16–32 bytes of entropy. */
export function wordsFromEntropy(entropy: Uint8Array): string[] {
	return entropyToMnemonic(entropy, wordlist).split(' ');
}

/**
 * Splits user input into words: one text or a list, separated by white space or commas, any case,
 * NFKD. (The original compares case-sensitively; we are more tolerant, since no two words of the
 * list differ only in case.)
 */
export function splitWords(input: string | readonly string[]): string[] {
	const text = typeof input === 'string' ? input : input.join(' ');
	return text
		.normalize('NFKD')
		.toLowerCase()
		.split(/[\p{White_Space},]+/u)
		.filter((word) => word !== '');
}

/**
 * Checks words from {@link splitWords}.
 * @throws DkmFailure 422 `length`, `wordlist` (with the position, from 1) or `checksum`
 */
export function checkWords(words: readonly string[]): void {
	if (!LENGTHS.includes(words.length)) {
		throw new DkmFailure(422, 'length', 'wrong mnemonic length: must be 12, 15, 18, 21 or 24 words');
	}
	const unknown = words.findIndex((word) => !wordlist.includes(word));
	if (unknown >= 0) {
		throw new DkmFailure(422, 'wordlist', 'wrong word in mnemonic phrase: not on the wordlist', {
			position: unknown + 1
		});
	}
	try {
		mnemonicToEntropy(words.join(' '), wordlist).fill(0);
	} catch {
		throw new DkmFailure(422, 'checksum', "wrong mnemonic phrase: checksum doesn't match");
	}
}

/**
 * Derives the seed of a phrase, 64 bytes: PBKDF2-HMAC-SHA512, 2048 rounds, salt `mnemonic` +
 * passphrase (BIP39). The key manager never uses a passphrase: the password must not be part of the
 * seed, so that the words alone restore everything. The parameter exists for the published vectors.
 */
export async function seedFromWords(words: readonly string[], passphrase = ''): Promise<Buffer> {
	const phrase = Buffer.from(words.join(' ').normalize('NFKD'));
	try {
		return await derive(phrase, `mnemonic${passphrase}`.normalize('NFKD'), 2048, 64, 'sha512');
	} finally {
		phrase.fill(0);
	}
}

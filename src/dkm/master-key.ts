/** Creates a master key from new or given words, and seals it. */
import type { HDKey } from '@scure/bip32';
import { masterFromSeed, publicKeyOf } from './derivation.ts';
import { DkmFailure } from './failures.ts';
import { seal } from './sealing.ts';
import { checkWords, newWords, seedFromWords, splitWords } from './words.ts';

/** So many invalid keys in a row (chance below 2^-127 each) mean a broken random source. */
const MAX_DRAWS = 1000;

/** A phrase as received: one text or a list of words. */
export type Phrase = string | readonly string[];

async function masterFromWords(words: readonly string[]): Promise<HDKey | null> {
	const seed = await seedFromWords(words);
	try {
		return masterFromSeed(seed);
	} finally {
		seed.fill(0);
	}
}

/** Generates new words and their key. @throws DkmFailure `too-many` */
export async function drawKey(): Promise<{ words: string[]; master: HDKey }> {
	for (let draw = 0; draw < MAX_DRAWS; draw++) {
		const words = newWords();
		const master = await masterFromWords(words);
		if (master) return { words, master };
	}
	throw new DkmFailure(500, 'too-many', 'too many attempts to generate a key');
}

/** @throws DkmFailure when these are not the words of a key */
export async function keyOfWords(phrase: Phrase): Promise<{ words: string[]; master: HDKey }> {
	const words = splitWords(phrase);
	checkWords(words);
	const master = await masterFromWords(words);
	if (!master) throw new DkmFailure(422, 'checksum', 'these words give no valid key');
	return { words, master };
}

/** Seals the master key's text with one Argon2 run. */
export async function sealMaster(master: HDKey, password: string) {
	const text = Buffer.from(master.privateExtendedKey, 'latin1');
	const secret = Buffer.from(password);
	try {
		return { ...(await seal(secret, text)), pub: publicKeyOf(master) };
	} finally {
		text.fill(0);
		secret.fill(0);
	}
}

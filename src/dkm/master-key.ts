/** How a master key comes to be, from new words or from given ones, and how it is kept. */
import type { HDKey } from '@scure/bip32';
import { masterFromSeed, publicKeyOf } from './derivation.ts';
import { DkmFailure } from './failures.ts';
import { seal } from './sealing.ts';
import { checkWords, newWords, seedFromWords, splitWords } from './words.ts';

/** A key drawn invalid (below 2^-127) so often means that the random source is broken. */
const MAX_DRAWS = 1000;

/** A phrase as it came: one text or a list of words. */
export type Phrase = string | readonly string[];

async function masterFromWords(words: readonly string[]): Promise<HDKey | null> {
	const seed = await seedFromWords(words);
	try {
		return masterFromSeed(seed);
	} finally {
		seed.fill(0);
	}
}

/** New words and their key. @throws DkmFailure `too-many` */
export async function drawKey(): Promise<{ words: string[]; master: HDKey }> {
	for (let draw = 0; draw < MAX_DRAWS; draw++) {
		const words = newWords();
		const master = await masterFromWords(words);
		if (master) return { words, master };
	}
	throw new DkmFailure(500, 'too-many', 'too many attempts to generate a key');
}

/** @throws DkmFailure where these are no words of a key */
export async function keyOfWords(phrase: Phrase): Promise<{ words: string[]; master: HDKey }> {
	const words = splitWords(phrase);
	checkWords(words);
	const master = await masterFromWords(words);
	if (!master) throw new DkmFailure(422, 'checksum', 'these words give no valid key');
	return { words, master };
}

/** Seals the master key's text; one Argon2 run. */
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

/** Creates names for boxes without a requested one. */
import { randomInt } from 'node:crypto';

const FIRST = [
	'amber',
	'brave',
	'calm',
	'deft',
	'eager',
	'fair',
	'glad',
	'keen',
	'lucid',
	'merry',
	'noble',
	'quick',
	'swift',
	'vivid',
	'wise',
	'zesty'
];
const LAST = [
	'akita',
	'beagle',
	'borzoi',
	'collie',
	'corgi',
	'husky',
	'kelpie',
	'lurcher',
	'pointer',
	'pug',
	'saluki',
	'setter',
	'shiba',
	'spitz',
	'vizsla',
	'whippet'
];

const one = (words: readonly string[]) => words[randomInt(words.length)]!;

/** @param taken whether another box has the name */
export function createName(taken: (name: string) => boolean): string {
	for (let tries = 0; tries < 20; tries++) {
		const name = `${one(FIRST)}-${one(LAST)}`;
		if (!taken(name)) return name;
	}
	for (;;) {
		const name = `${one(FIRST)}-${one(LAST)}-${randomInt(1_000_000)}`;
		if (!taken(name)) return name;
	}
}

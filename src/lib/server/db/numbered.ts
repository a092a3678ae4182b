/** Files that are kept next to the database, named after it with a word and a number. */
import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/**
 * Numbers of the files `<file>.<word>-<n>`, lowest first.
 * @param file absolute path of the database
 */
export function numbersBeside(file: string, word: 'before' | 'replaced'): number[] {
	const start = `${basename(file)}.${word}-`;
	return readdirSync(dirname(file))
		.filter((name) => name.startsWith(start) && /^\d+$/.test(name.slice(start.length)))
		.map((name) => Number(name.slice(start.length)))
		.sort((a, b) => a - b);
}

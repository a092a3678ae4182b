import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { seedPhrase } from './box.ts';
import { countProblem, readSeedWords } from './seed-words.ts';

const WORDS = [...Array<string>(22).fill('abandon'), 'word', 'art'];
const numbered = (form: (word: string, n: number) => string, between = '\n') =>
	WORDS.map((word, i) => form(word, i + 1)).join(between);

describe('the 24 words as people give them', () => {
	it.each([
		['with spaces', WORDS.join(' ')],
		['in capitals, with commas', WORDS.join(', ').toUpperCase()],
		['numbered with dots, one per line', numbered((word, n) => `${n}. ${word}`)],
		['numbered with brackets', numbered((word, n) => `${n}) ${word}`, '\r\n')],
		['numbered without a space', numbered((word, n) => `${n}.${word}`, ' ')],
		['numbered behind', numbered((word, n) => `${word} (${n})`)],
		['in two columns with tabs', numbered((word, n) => `${n}\t${word}`, '\t')],
		['copied from our page', numbered((word, n) => `Word ${n}: ${word}`)],
		['copied from our page, labels on lines of their own', numbered((word, n) => `Word ${n}\n${word}`)],
		['with spaces that do not break', WORDS.join('\u00a0')],
		['with characters that are not seen', `\ufeff${WORDS.join('\u200b \u2060')}\u200e`],
		['in quotes and brackets', `["${WORDS.join('", "')}"]`],
		['in full-width letters', WORDS.join(' ').replace(/[a-z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))],
		['as a numbered list of Markdown', numbered((word, n) => `* **${n}** ${word}`)]
	])('%s', (_how, text) => {
		expect(readSeedWords(text)).toEqual(WORDS);
		expect(v.parse(seedPhrase, text)).toEqual(WORDS);
	});

	it('as a list, each on its own', () => {
		expect(
			v.parse(
				seedPhrase,
				WORDS.map((word, i) => `${i + 1}. ${word} `)
			)
		).toEqual(WORDS);
	});

	it('are counted, and letters of other scripts are kept, so that a wrong word can be named', () => {
		expect(countProblem(WORDS)).toBeNull();
		expect(countProblem(readSeedWords('abandon'))).toBe('There must be 24 words; you gave 1.');
		expect(countProblem([])).toBe('There must be 24 words; you gave 0.');
		expect(readSeedWords('abándon слово')).toEqual(['abándon', 'слово']);
		expect(v.safeParse(seedPhrase, 'abandon art').success).toBe(false);
	});
});

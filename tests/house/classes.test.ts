/**
 * A string of classes that is too long to read must be split by meaning in a `*variants.ts` file of
 * the kit.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../src');
/** Characters. */
const MOST = 280;

it(`no string of classes has more than ${MOST} characters`, () => {
	const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.svelte'));
	expect(files.length).toBeGreaterThan(100);
	const long = files.flatMap((name) => {
		const strings = [...readFileSync(join(root, name), 'utf8').matchAll(/class="([^"]*)"/g)];
		// Classes that an expression chooses do not count.
		return strings.filter(([, classes = '']) => classes.replace(/\{[^}]*\}/g, '').length > MOST).map(() => name);
	});
	expect(long).toEqual([]);
});

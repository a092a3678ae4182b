import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { withNeededNotes } from './early-input.ts';

const app = readFileSync(new URL('../../app.html', import.meta.url), 'utf8');
const page = (body: string) => app.replace('%sveltekit.nonce%', 'abc').replace('%sveltekit.body%', body);

it.each([
	['<form><input type="hidden" name="from" value="/"><button>Stop</button></form>', false],
	['<p>nothing to type</p>', false],
	['<input name="name">', true],
	['<input\n\ttype="checkbox" name="on">', true],
	['<textarea name="argv"></textarea>', true],
	['<select name="size"></select>', true]
])('a page with %s notes what is typed early: %s', (body, noted) => {
	const html = withNeededNotes({ html: page(body) });
	expect(html.includes('oninput=')).toBe(noted);
	expect(html).toMatch(/<script nonce="abc">[^<]*hydrated=\(\)=>\{/);
	expect(html).toContain(body);
});

import { describe, expect, it } from 'vitest';
import { createReadmeRenderer } from './readme.ts';
import { MAX_README_BYTES } from './readme-names.ts';

const render = createReadmeRenderer();

describe('a readme', () => {
	it('shows what Markdown has', () => {
		const html = render('# Title\n\n## Part\n\nA *b* **c** `d`\n\n- e\n\n| f |\n|---|\n| g |\n\n```sh\n<h>\n```\n');
		expect(html).toContain('<h3>Title</h3>');
		expect(html).toContain('<h4>Part</h4>');
		for (const part of ['<em>b</em>', '<strong>c</strong>', '<code>d</code>', '<li>e</li>', '<td>g</td>', '&lt;h&gt;'])
			expect(html).toContain(part);
	});

	it.each([
		['# a\n\n## b\n\n# c', ['h3', 'h4', 'h3']],
		// Headings that skip levels, or that start below the first: the page skips none.
		['## a\n\n#### b\n\n### c\n\n## d', ['h3', 'h4', 'h4', 'h3']],
		['###### a', ['h3']],
		['## a\n\n# b\n\n## c', ['h3', 'h3', 'h4']],
		['# a\n\n## b\n\n### c\n\n#### d\n\n##### e', ['h3', 'h4', 'h5', 'h6', 'h6']]
	])('has headings below those of the page, of %j', (markdown, tags) => {
		const html = render(markdown);
		expect([...html.matchAll(/<(h\d)>/g)].map(([, tag]) => tag)).toEqual(tags);
		expect([...html.matchAll(/<\/(h\d)>/g)].map(([, tag]) => tag)).toEqual(tags);
	});

	it('opens links elsewhere and tells nobody where they came from', () => {
		const a = 'rel="noopener noreferrer nofollow" target="_blank"';
		expect(render('[x](https://a.example/b "t")')).toBe(`<p><a href="https://a.example/b" ${a}>x</a></p>\n`);
		expect(render('https://a.example/')).toContain(`<a href="https://a.example/" ${a}>`);
		expect(render('<mailto:me@a.example>')).toContain('href="mailto:me@a.example"');
	});

	it('takes links to elsewhere in the source, and pictures, as text', () => {
		expect(render('[docs](docs/a.md) [top](#top) [root](/api) [other](//a.example)')).toBe(
			'<p>docs top root other</p>\n'
		);
		expect(render('![a *cat*](https://a.example/x.png)')).toBe('<p>a cat</p>\n');
		expect(render('[![build](https://a.example/b.svg)](https://a.example/)')).toContain('>build</a>');
		expect(render('![<img src=x onerror=alert(1)>](x)')).not.toContain('<img');
	});

	it.each([
		['[x](javascript:alert(1))'],
		['[x](JaVaScRiPt:alert(1))'],
		['[x](&#106;avascript:alert(1))'],
		['[x](java\u0000script:alert(1))'],
		['[x]( javascript:alert(1))'],
		['[x](vbscript:x)'],
		['[x](data:text/html,<script>alert(1)</script>)'],
		['[x][y]\n\n[y]: javascript:alert(1)'],
		['<javascript:alert(1)>'],
		['<script>alert(1)</script>'],
		['<img src=x onerror=alert(1)>'],
		['<a href="https://a.example" onclick="alert(1)">x</a>'],
		['<iframe src="https://a.example"></iframe>'],
		['<!-- x --><style>*{}</style>'],
		['[x](https://a.example/"onmouseover="alert(1))'],
		['[x](https://a.example "\\" onmouseover=alert(1) \\"")'],
		['```"><script>alert(1)</script>\nx\n```'],
		['![x](data:image/svg+xml,<svg onload=alert(1)>)'],
		['|a|\n|-|\n|<b onclick=x>|']
	])('makes %j harmless', (markdown) => {
		const html = render(markdown);
		const tags = html.match(/<[^>]*>/g) ?? [];
		for (const tag of tags) {
			expect(tag).toMatch(
				/^<(\/?(p|pre|code|table|thead|tbody|tr|th|td|a)|a href="(https?:\/\/|mailto:)[^"]*" rel="noopener noreferrer nofollow" target="_blank")>$/
			);
			expect(tag).not.toMatch(/javascript|data:|onclick|onerror|onmouseover="/i);
		}
	});

	it('ends also with text made to keep it busy', () => {
		const n = MAX_README_BYTES / 8;
		for (const evil of [
			'['.repeat(n),
			'![[\n'.repeat(n / 4),
			'a*_'.repeat(n / 3),
			'http://'.repeat(n / 7),
			`${'|a'.repeat(1000)}\n${'|-'.repeat(1000)}\n${'x\n'.repeat(n / 4)}`,
			Array.from({ length: 400 }, (_, depth) => `${'>'.repeat(depth)}a`).join('\n')
		]) {
			expect(render(evil).length).toBeLessThan(n * 100);
		}
	});
});

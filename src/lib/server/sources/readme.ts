/** Renders a pup's readme as HTML that is safe inside the dashboard's page. */
import MarkdownIt, { type Token } from 'markdown-it';
import { MAX_README_BYTES } from './readme-names.ts';

const SAFE_LINK = /^(https?:\/\/[^/]|mailto:[^@\s]+@)/i;
/**
 * Most characters of a line, because the time to match brackets and stars grows with its square.
 */
const MAX_LINE = 4000;
/** Levels of headings that the page itself uses. */
const PAGE_HEADINGS = 2;

/**
 * Creates the renderer. HTML in the Markdown stays text. Links lead only to http, https and mailto,
 * without a referrer. Pictures are replaced by their descriptions, because loading one would reveal
 * the reader to its server. Headings start below those of the page and skip no level.
 */
export function createReadmeRenderer(): (markdown: string) => string {
	const md = new MarkdownIt({ html: false, linkify: true, typographer: false, maxNesting: 20 });
	md.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
	md.core.ruler.push('harmless', (state) => {
		/** Levels of the enclosing headings, as written. */
		const above: number[] = [];
		for (const token of state.tokens) {
			if (token.type === 'heading_open') {
				const level = Number(token.tag.slice(1));
				while ((above.at(-1) ?? 0) >= level) above.pop();
				above.push(level);
			}
			if (token.type === 'heading_open' || token.type === 'heading_close') {
				token.tag = `h${Math.min(PAGE_HEADINGS + above.length, 6)}`;
			}
			// The language of a code block would become a class name, which nothing here uses.
			token.info = '';
			if (token.children) token.children = withSafeLinks(token.children, state.Token);
		}
	});
	return (markdown) => {
		const short = markdown
			.slice(0, MAX_README_BYTES)
			.split('\n')
			.map((line) => (line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)} …` : line));
		return md.render(short.join('\n'));
	};
}

function withSafeLinks(tokens: Token[], TokenClass: new (type: string, tag: string, nesting: 0) => Token): Token[] {
	const out: Token[] = [];
	/** Whether each open link is kept. */
	const open: boolean[] = [];
	for (const token of tokens) {
		if (token.type === 'link_open') {
			const href = String(token.attrGet('href') ?? '');
			open.push(SAFE_LINK.test(href));
			if (!open.at(-1)) continue;
			token.attrs = [
				['href', href],
				['rel', 'noopener noreferrer nofollow'],
				['target', '_blank']
			];
		} else if (token.type === 'link_close') {
			if (!open.pop()) continue;
		} else if (token.type === 'image') {
			const text = new TokenClass('text', '', 0);
			text.content = plain(token.children ?? []);
			out.push(text);
			continue;
		}
		out.push(token);
	}
	return out;
}

const plain = (tokens: Token[]): string =>
	tokens.map((token) => (token.type === 'image' ? plain(token.children ?? []) : token.content)).join('');

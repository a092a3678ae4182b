/** A pup's readme as HTML that is safe to put into the dashboard's own page. */
import MarkdownIt, { type Token } from 'markdown-it';
import { MAX_README_BYTES } from './readme-names.ts';

const SAFE_LINK = /^(https?:\/\/[^/]|mailto:[^@\s]+@)/i;
/**
 * Characters of one line: what matching of brackets and stars costs grows with the square of it.
 */
const MAX_LINE = 4000;
/** Levels of headings that the page itself has. */
const PAGE_HEADINGS = 2;

/**
 * Creates the renderer. Markdown only: HTML in it stays text; links lead to http, https and mailto
 * alone and tell nobody where they came from; pictures become their description, since loading one
 * would tell its server who looks; headings begin below those of the page and leave out no level.
 */
export function createReadmeRenderer(): (markdown: string) => string {
	const md = new MarkdownIt({ html: false, linkify: true, typographer: false, maxNesting: 20 });
	md.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
	md.core.ruler.push('harmless', (state) => {
		/** Headings that the present place lies under, as they are written. */
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
			// What kind of code it is goes into a class name; nothing here uses it.
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

/** Verbs of the nginx that serves the web pages of pups. */
import * as v from 'valibot';
import { verb } from '../verb.ts';
import { address, address4, applyConfig, nginxVerbs, port } from '../nginx/index.ts';
import { configText } from './config-text.ts';
import { PAGES_SCRIPT } from './script.ts';

/** More pages than a box has ports for. */
const MAX_PAGES = 1000;

const spec = v.strictObject({
	listen: v.pipe(v.array(address), v.minLength(1), v.maxLength(4)),
	pages: v.pipe(
		v.array(v.strictObject({ port, address: address4, targetPort: port })),
		v.maxLength(MAX_PAGES),
		v.check((pages) => new Set(pages.map((page) => page.port)).size === pages.length, 'a port twice')
	),
	trustedProxy: v.nullable(address),
	keepAnswers: v.boolean()
});

export const { prepare: pagesPrepare, watch: pagesWatch, stop: pagesStop } = nginxVerbs('pages');

/**
 * Makes nginx serve exactly these pages; starts nginx if needed. Idempotent. Ports that other
 * programs use are skipped and reported.
 * @throws BoxError `program-missing`; `pages-refused`, and the previous pages stay available
 */
export const pagesApply = verb('pages.apply', spec, async (wanted, context) => {
	const socketsOf = (pages: typeof wanted.pages) =>
		pages.flatMap((page) => wanted.listen.map((at) => ({ address: at, port: page.port })));
	const { problems } = await applyConfig('pages', context, socketsOf(wanted.pages), (place, held) => {
		const pages = wanted.pages.filter((page) => !held.has(page.port)).sort((a, b) => a.port - b.port);
		return {
			...configText({ ...wanted, pages }, place),
			files: { 'pages.js': PAGES_SCRIPT },
			sockets: socketsOf(pages).map((one) => `${one.address} ${one.port}`),
			lowPorts: pages.some((page) => page.port < 1024)
		};
	});
	return { problems: [...problems].map(([at, reason]) => ({ port: at, reason })) };
});

/**
 * Answers of the proxy itself when a pup cannot answer: small pages for people, problem+json for
 * programs.
 */
import type { ServerResponse } from 'node:http';
import type { BoxError } from '../../contract/errors.ts';
import { toProblem } from '../../contract/errors.ts';
import { escapeHtml } from '../web-page.ts';

/** A page that supports light and dark, loads nothing, and can reload itself. */
function page(error: BoxError, retrySeconds: number | null, boxUrl: string | null): string {
	return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${retrySeconds === null ? '' : `<meta http-equiv="refresh" content="${retrySeconds}">`}
<title>${escapeHtml(error.message)}</title>
<style>
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid; place-items: center }
main { max-width: 32rem; padding: 2rem }
h1 { font-size: 1.25rem; margin: 0 0 .5rem }
p { margin: 0 0 1rem; opacity: .8 }
a { color: inherit }
</style>
<main>
<h1>${escapeHtml(error.message)}</h1>
<p>${escapeHtml(error.hint ?? '')}${retrySeconds === null ? '' : ' This page tries again by itself.'}</p>
${boxUrl === null ? '' : `<p><a href="${escapeHtml(boxUrl)}/">Go to the box</a></p>`}
</main>
</html>
`;
}

/**
 * Answers instead of the pup.
 * @param options.html a browser opens a page
 * @param options.boxUrl the dashboard's address; null where unknown
 * @param options.challenge how a program can authenticate, where that is not by a token of the box
 * @param options.retrySeconds delay after which the page reloads itself
 */
export function sendInstead(
	res: ServerResponse,
	error: BoxError,
	options: { html: boolean; requestId: string; boxUrl: string | null; retrySeconds?: number; challenge?: string }
): void {
	const { html } = options;
	const retry = options.retrySeconds ?? null;
	const body = html ? page(error, retry, options.boxUrl) : JSON.stringify(toProblem(error, options.requestId));
	res.writeHead(error.status, {
		'content-type': html ? 'text/html; charset=utf-8' : 'application/problem+json',
		'content-length': Buffer.byteLength(body),
		'cache-control': 'no-store',
		'x-content-type-options': 'nosniff',
		'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
		'x-request-id': options.requestId,
		...(error.status === 401 && { 'www-authenticate': options.challenge ?? 'Bearer realm="dogebox"' }),
		...(retry !== null && { 'retry-after': String(retry) })
	});
	res.end(body);
}

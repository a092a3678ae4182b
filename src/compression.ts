/** Compression of the answers that dogeboxd writes itself: pages and JSON. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants } from 'node:zlib';
import compression from 'compression';

/** Bytes below which an answer is as good as one packet, so that compressing it gains nothing. */
const THRESHOLD = 1024;
/**
 * Quality, 1–9 for gzip and 0–11 for brotli: above these a page takes milliseconds more and is
 * hardly smaller.
 */
const GZIP_LEVEL = 6;
const BROTLI_QUALITY = 4;

/**
 * Kinds of answers that are compressed. Event streams and lines that are followed must leave at
 * once; pictures, archives and the files of the app (compressed at build time) are small already.
 */
const KINDS = /^(?:text\/html|application\/(?:problem\+)?json|image\/svg\+xml)\b/;
/** The wizard's pages show the words of the master key. */
const SECRET_PAGES = /^\/setup(?:[/?]|$)/;

/**
 * Whether an answer may be compressed. The length of a compressed answer tells whether a text that
 * a stranger chose stands in it twice (BREACH). So nothing is compressed that holds a new secret,
 * or that another site made the browser ask for: see docs/decisions/0008-compressed-answers.md.
 *
 * @param req the request
 * @param res its answer, with its headers set
 */
function mayCompress(req: IncomingMessage, res: ServerResponse): boolean {
	const from = req.headers['sec-fetch-site'];
	return (
		req.method === 'GET' &&
		(from === undefined || from === 'same-origin' || from === 'none') &&
		!SECRET_PAGES.test(req.url ?? '/') &&
		KINDS.test(String(res.getHeader('content-type') ?? ''))
	);
}

/**
 * Prepares a function that makes an answer compress what is written to it, as the client accepts
 * it: brotli or gzip. Answers that are encoded already, `Cache-Control: no-transform` and HEAD stay
 * as they are.
 *
 * @returns to be called with each request before anything is written
 */
export function createCompression(): (req: IncomingMessage, res: ServerResponse) => void {
	const prepare = compression({
		filter: mayCompress,
		threshold: THRESHOLD,
		level: GZIP_LEVEL,
		brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }
	}) as unknown as (req: IncomingMessage, res: ServerResponse, next: () => void) => void;
	return (req, res) => prepare(req, res, () => undefined);
}

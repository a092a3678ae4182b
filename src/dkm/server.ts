/** HTTP/1.1 on the socket: reads one JSON body, finds the route, writes one JSON answer. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { badRequest, DkmFailure } from './failures.ts';
import type { Route } from './routes.ts';

/** Maximum body: a phrase and passwords, at most the numbers of all pups; bytes. */
const MAX_BODY = 256 * 1024;
/** Timeout for receiving a whole request, ms. */
const REQUEST_TIMEOUT = 10_000;
/** Maximum number of open connections; dogeboxd needs a handful. */
const MAX_CONNECTIONS = 64;

/**
 * @param routes by exact path
 * @param log gets one line that contains nothing from the request
 * @param onUnexpected gets an error other than {@link DkmFailure} after it was answered
 * @returns a server which is not listening yet
 */
export function createDkmServer(
	routes: ReadonlyMap<string, Route>,
	log: (line: string) => void,
	onUnexpected: (error: unknown) => void = () => {}
): Server {
	const server = createServer(
		{
			requestTimeout: REQUEST_TIMEOUT,
			headersTimeout: REQUEST_TIMEOUT,
			keepAliveTimeout: 5000,
			connectionsCheckingInterval: 5000,
			maxHeaderSize: 8192
		},
		(req, res) => {
			handle(routes, req, res).catch((error: unknown) => {
				fail(res, error, log);
				if (!(error instanceof DkmFailure)) res.once('close', () => onUnexpected(error));
			});
		}
	);
	server.maxConnections = MAX_CONNECTIONS;
	// A connection could not be accepted. An error of listen() reaches its caller as well.
	server.on('error', () => {});
	return server;
}

async function handle(routes: ReadonlyMap<string, Route>, req: IncomingMessage, res: ServerResponse): Promise<void> {
	const target = req.url ?? '/';
	const query = target.indexOf('?');
	const path = query < 0 ? target : target.slice(0, query);
	const route = routes.get(path);
	if (!route) {
		refuse(req, res, 404, '404 page not found');
		return;
	}
	res.setHeader('Allow', [...route.methods, 'OPTIONS'].join(', '));
	if (req.method === 'OPTIONS') {
		req.resume();
		res.writeHead(204).end();
		return;
	}
	const method = route.methods.find((m) => m === req.method);
	if (!method) {
		refuse(req, res, 405, 'method not allowed');
		return;
	}
	const body =
		method === 'GET'
			? { id: new URLSearchParams(query < 0 ? '' : target.slice(query + 1)).get('id') ?? '' }
			: parse(await readBody(req, res));
	send(res, 200, await route.answer(body));
}

function refuse(req: IncomingMessage, res: ServerResponse, status: number, words: string): void {
	req.resume();
	res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${words}\n`);
}

/** Reads the body and wipes its chunks. */
async function readBody(req: IncomingMessage, res: ServerResponse): Promise<string> {
	const pieces: Buffer[] = [];
	let size = 0;
	try {
		for await (const piece of req as AsyncIterable<Buffer>) {
			size += piece.length;
			pieces.push(piece);
			if (size > MAX_BODY) {
				res.setHeader('Connection', 'close');
				throw new DkmFailure(413, 'bad-request', 'bad request: body too large');
			}
		}
		const whole = Buffer.concat(pieces);
		const text = whole.toString('utf8');
		whole.fill(0);
		return text;
	} catch (error) {
		if (error instanceof DkmFailure) throw error;
		throw badRequest('bad request: the body could not be read');
	} finally {
		for (const piece of pieces) piece.fill(0);
	}
}

/**
 * Parses like Go's decoder where clients could notice: member names in any case, the last of the
 * same name wins, `null` is an object without members.
 */
function parse(text: string): unknown {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		// The parser's message quotes the input, which contains secrets.
		throw badRequest('decoding JSON: not valid JSON');
	}
	if (value === null) return {};
	if (typeof value !== 'object' || Array.isArray(value)) throw badRequest('decoding JSON: not an object');
	// No prototype: a member may be called `__proto__`.
	const members: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
	for (const [name, member] of Object.entries(value)) members[name.toLowerCase()] = member;
	return members;
}

function send(res: ServerResponse, status: number, answer: unknown): void {
	const body = Buffer.from(JSON.stringify(answer));
	res.writeHead(status, {
		'content-type': 'application/json',
		'content-length': body.length,
		'cache-control': 'no-store'
	});
	res.end(body);
}

function fail(res: ServerResponse, error: unknown, log: (line: string) => void): void {
	if (res.headersSent || res.destroyed) {
		res.destroy();
		return;
	}
	if (error instanceof DkmFailure) {
		if (error.details.retry_after !== undefined) res.setHeader('Retry-After', error.details.retry_after);
		send(res, error.status, { error: error.code, reason: error.reason, ...error.details });
		return;
	}
	// Log only the location: messages of third-party code may quote their input.
	const where =
		error instanceof Error ? (error.stack?.split('\n').find((line) => line.startsWith('    at ')) ?? '') : '';
	const code = codeOf(error);
	log(
		`a request failed unexpectedly: ${code ?? (error instanceof Error ? error.name : typeof error)}${where.trimEnd()}`
	);
	send(res, 500, { error: 'error', reason: 'internal error', ...(code && { detail: code }) });
}

/** SQLite's error code: a full disk, a disk that cannot be written to. */
function codeOf(error: unknown): string | null {
	const { code } = (error ?? {}) as { code?: unknown };
	return typeof code === 'string' && /^SQLITE_[A-Z_]{1,40}$/.test(code) ? code : null;
}

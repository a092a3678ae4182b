import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createCompression } from './compression.ts';

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const TEXT = '<p>One of many rows that are nearly alike.</p>\n'.repeat(200);
let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

/** Starts a server that answers all requests by `answer`, behind the compression. */
async function serve(answer: (req: IncomingMessage, res: ServerResponse) => void): Promise<number> {
	const compress = createCompression();
	server = createServer((req, res) => {
		compress(req, res);
		answer(req, res);
	});
	await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
	return (server.address() as AddressInfo).port;
}
interface Answer {
	encoding: string | undefined;
	headers: IncomingMessage['headers'];
	body: Buffer;
}
/** Sends a request as a browser on the home network does, and decodes nothing. */
function ask(port: number, headers: Record<string, string> = {}, path = '/', method = 'GET'): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const asked = request(
			{ port, host: '127.0.0.1', path, method, headers: { 'accept-encoding': 'gzip, deflate', ...headers } },
			(res) => {
				const parts: Buffer[] = [];
				res.on('data', (part: Buffer) => parts.push(part));
				res.on('error', reject);
				res.on('end', () =>
					resolve({ encoding: res.headers['content-encoding'], headers: res.headers, body: Buffer.concat(parts) })
				);
			}
		);
		asked.on('error', reject);
		asked.end();
	});
}
const page = (_: IncomingMessage, res: ServerResponse) => {
	res.writeHead(200, { ...HTML, 'content-length': Buffer.byteLength(TEXT) });
	res.end(TEXT);
};

describe('the compression of answers', () => {
	it('gives each client the encoding that it accepts', async () => {
		const port = await serve(page);
		const gzip = await ask(port);
		expect(gzip.encoding).toBe('gzip');
		expect(gzip.headers['vary']).toContain('Accept-Encoding');
		expect(gzip.headers['content-length']).toBeUndefined();
		expect(gunzipSync(gzip.body).toString()).toBe(TEXT);
		const brotli = await ask(port, { 'accept-encoding': 'gzip, deflate, br' });
		expect(brotli.encoding).toBe('br');
		expect(brotliDecompressSync(brotli.body).toString()).toBe(TEXT);
		const plain = await ask(port, { 'accept-encoding': 'identity' });
		expect(plain.encoding).toBeUndefined();
		expect(plain.body.toString()).toBe(TEXT);
	});

	it.each([
		['application/json; charset=utf-8', 'gzip'],
		['application/problem+json', 'gzip'],
		['image/svg+xml', 'gzip'],
		['image/png', undefined],
		['application/gzip', undefined],
		['application/x-ndjson', undefined],
		['text/event-stream', undefined]
	])('of %s: %s', async (type, encoding) => {
		const port = await serve((_, res) => res.writeHead(200, { 'content-type': type }).end(TEXT));
		expect((await ask(port)).encoding).toBe(encoding);
	});

	it('leaves small answers, encoded ones and HEAD as they are', async () => {
		const port = await serve((req, res) => {
			if (req.url === '/small') res.writeHead(200, { ...HTML, 'content-length': 5 }).end('small');
			else if (req.url === '/encoded') res.writeHead(200, { ...HTML, 'content-encoding': 'br' }).end(TEXT);
			else if (req.method === 'HEAD') res.writeHead(200, { ...HTML, 'content-length': TEXT.length }).end();
			else res.end();
		});
		expect(await ask(port, {}, '/small')).toMatchObject({ encoding: undefined, body: Buffer.from('small') });
		expect(await ask(port, {}, '/encoded')).toMatchObject({ encoding: 'br', body: Buffer.from(TEXT) });
		const head = await ask(port, {}, '/', 'HEAD');
		expect(head.encoding).toBeUndefined();
		expect(head.headers['content-length']).toBe(String(TEXT.length));
	});

	it('does not hold back an event stream', async () => {
		const port = await serve((_, res) => {
			res.writeHead(200, { 'content-type': 'text/event-stream' });
			res.write('data: first\n\n');
		});
		const first = await new Promise<string>((resolve, reject) => {
			const asked = request(
				{ port, host: '127.0.0.1', headers: { 'accept-encoding': 'gzip' } },
				(res) =>
					void res.once('data', (part: Buffer) => {
						resolve(part.toString());
						asked.destroy();
					})
			);
			asked.on('error', reject);
			asked.end();
		});
		expect(first).toBe('data: first\n\n');
	});

	it('does not compress what holds a new secret, or what another site made the browser ask for', async () => {
		const port = await serve(page);
		const encoding = async (...args: [Record<string, string>?, string?, string?]) =>
			(await ask(port, ...args)).encoding;
		expect(await encoding({}, '/', 'POST'), 'a new token is an answer to a POST').toBeUndefined();
		expect(await encoding({}, '/setup/words'), 'the words of the master key').toBeUndefined();
		expect(await encoding({}, '/setup/words/__data.json')).toBeUndefined();
		expect(await encoding({}, '/setup?x=1')).toBeUndefined();
		expect(await encoding({ 'sec-fetch-site': 'cross-site' })).toBeUndefined();
		// A pup's page has the box's host name and another port.
		expect(await encoding({ 'sec-fetch-site': 'same-site' })).toBeUndefined();
		expect(await encoding({ 'sec-fetch-site': 'same-origin' })).toBe('gzip');
		expect(await encoding({ 'sec-fetch-site': 'none' })).toBe('gzip');
		expect(await encoding({}, '/setups')).toBe('gzip');
	});

	it('survives a client that goes away in the middle of an answer', async () => {
		const large = Buffer.alloc(4_000_000, TEXT);
		let closed = false;
		const port = await serve((req, res) => {
			if (req.url === '/again') return page(req, res);
			res.on('close', () => (closed = true));
			res.writeHead(200, HTML).end(large);
		});
		await new Promise<void>((resolve) => {
			const asked = request(
				{ port, host: '127.0.0.1', headers: { 'accept-encoding': 'gzip' } },
				(res) => void res.once('data', () => asked.destroy())
			);
			asked.on('close', () => resolve());
			asked.on('error', () => undefined);
			asked.end();
		});
		await expect.poll(() => closed).toBe(true);
		expect((await ask(port, {}, '/again')).encoding).toBe('gzip');
	});
});

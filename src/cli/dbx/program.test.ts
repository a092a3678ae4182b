import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { run } from './program.ts';

let server: Server | null = null;
afterEach(async () => {
	server?.closeAllConnections();
	await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
	server = null;
});

/** Runs `dbx` against a server that answers like this. */
async function dbx(words: string[], answer: RequestListener = () => undefined) {
	const asked: string[] = [];
	server = createServer((request, response) => {
		asked.push(`${request.method} ${request.url}`);
		answer(request, response);
	});
	await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	let out = '';
	let err = '';
	const code = await run(words, {
		env: { DOGEBOX_URL: `http://127.0.0.1:${port}`, HOME: '/nonexistent' },
		version: '1',
		folder: tmpdir(),
		terminal: { out: false, err: false, in: false },
		out: (text) => (out += text),
		err: (text) => (err += text)
	});
	return { code, out, err, asked };
}

describe('--json', () => {
	it.each([
		[['--json', 'pups']],
		[['pups', '--json']],
		[['pups', '-j']],
		[['pups', 'list', '--json']],
		[['call', 'pups.list', '-j']]
	])('%j', async (words) => {
		const ran = await dbx(words, (_, response) => response.end('{"pups":[]}'));
		expect(ran).toMatchObject({ code: 0, out: '{"pups":[]}\n', err: '' });
	});

	it('is told about once by the manual page', async () => {
		const { out } = await dbx(['man']);
		expect(out.split('\\-\\-json')).toHaveLength(2);
	});
});

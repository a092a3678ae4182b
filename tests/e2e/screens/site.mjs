/**
 * Serves the built pages over the made-up box, with its live socket. As a program it prints its
 * address:
 *   node tests/e2e/screens/site.mjs [PORT]
 */
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { built, madeUpServer } from '../../../scripts/lib/made-up-server.mjs';
import { root } from '../../../scripts/lib/prepare.mjs';

const TYPES = {
	'.js': 'text/javascript',
	'.css': 'text/css',
	'.svg': 'image/svg+xml',
	'.png': 'image/png',
	'.woff2': 'font/woff2',
	'.json': 'application/json',
	'.webmanifest': 'application/manifest+json'
};

/** Returns the file for a path, or nothing where there is none. */
function fileOf(pathname) {
	const file = normalize(join(built, 'client', decodeURIComponent(pathname)));
	const inside = file.startsWith(join(built, 'client') + '/');
	return inside && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
}

/** Starts the site and returns its address. */
export async function startSite(port) {
	const pages = await madeUpServer();
	const bundle = await rolldown({
		input: join(root, 'tests/e2e/screens/fixture/live.ts'),
		platform: 'node',
		external: ['ws']
	});
	const { output } = await bundle.write({ dir: join(root, 'node_modules/.cache/dogebox'), format: 'esm' });
	await bundle.close();
	const { serveLive } = await import(pathToFileURL(join(root, 'node_modules/.cache/dogebox', output[0].fileName)).href);
	const server = createServer(async (request, response) => {
		const url = new URL(request.url, `http://${request.headers.host}`);
		const file = request.method === 'GET' ? fileOf(url.pathname) : null;
		if (file) {
			response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
			return createReadStream(file).pipe(response);
		}
		const body = request.method === 'GET' || request.method === 'HEAD' ? null : Readable.toWeb(request);
		try {
			const answer = await pages.respond(
				new Request(url, { method: request.method, headers: request.headers, body, ...(body && { duplex: 'half' }) }),
				{ getClientAddress: () => '192.168.1.23' }
			);
			response.writeHead(answer.status, [...answer.headers].flat());
			if (answer.body) Readable.fromWeb(answer.body).pipe(response);
			else response.end();
		} catch (error) {
			response.writeHead(500).end(String(error));
		}
	});
	serveLive(server);
	await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
	return `http://127.0.0.1:${server.address().port}`;
}

if (process.argv[1] === import.meta.filename) console.log(await startSite(Number(process.argv[2] ?? 0)));

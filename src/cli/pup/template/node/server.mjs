// The service of this pup: a web page with a greeting and a counter. Only Node's own library.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

// Settings come as environment variables, under the names of the fields in manifest.json.
const greeting = process.env.GREETING || 'Much hello!';
// The one folder that is kept; the rest of the file system is read-only.
const visitsFile = join(process.env.STORAGE ?? '/storage', 'visits');
// The port in manifest.json under container.exposes.
const port = Number(process.env.PORT ?? 8080);

const plain = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (visits) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${plain(greeting)}</title>
<style>body { font: 1.1rem/1.5 system-ui; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }</style>
<h1>${plain(greeting)}</h1>
<p>Visits so far: <strong>${visits}</strong></p>
</html>
`;

function visitsBefore() {
	try {
		return Number(readFileSync(visitsFile, 'utf8')) || 0;
	} catch {
		// The first one.
		return 0;
	}
}

// Written beside and renamed: after a power cut either the old or the new number is there.
function count() {
	const visits = visitsBefore() + 1;
	writeFileSync(`${visitsFile}.new`, String(visits));
	renameSync(`${visitsFile}.new`, visitsFile);
	return visits;
}

const server = createServer((request, response) => {
	console.log(`${request.method} ${request.url}`);
	if (request.url !== '/') return response.writeHead(404).end('There is no such page.\n');
	response.setHeader('content-type', 'text/html; charset=utf-8');
	response.end(page(count()));
});
server.listen(port, '0.0.0.0', () => console.log(`the page is ready on port ${port}`));

// The box ends a service with SIGTERM and waits thirty seconds before it kills it.
process.on('SIGTERM', () => {
	server.close(() => process.exit(0));
	server.closeIdleConnections();
});

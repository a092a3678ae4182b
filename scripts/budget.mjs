// Compares what a browser must load with the budget: the JavaScript of a first view, from Vite's
// manifest, and the HTML of the built pages over the made-up box of tests/e2e/screens. Both are
// measured as sent over plain HTTP, with gzip.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { madeUpServer } from './lib/made-up-server.mjs';
import { root } from './lib/prepare.mjs';

/**
 * Bytes: issue “House”, section 8. Files of the app are compressed once, at level 9; HTML per
 * answer, at level 6.
 */
const SCRIPTS = [
	{ title: 'JavaScript of login', route: '/login', most: 45_000 },
	{ title: 'JavaScript of home', route: '/(app)', most: 58_000 },
	...['', '/configuration', '/logs', '/metrics', '/terminal', '/files', '/about'].map((section) => ({
		title: `JavaScript of a pup${section}`,
		route: `/(app)/pups/[id]${section}`,
		most: 100_000
	})),
	...[...['', '/new', '/[id]', '/[id]/terminal', '/[id]/commands', '/[id]/logs', '/[id]/settings'], '/[id]/copies'].map(
		(section) => ({
			title: `JavaScript of boxes${section}`,
			route: `/(app)/boxes${section}`,
			most: 100_000
		})
	)
];
const DOCUMENTS = [
	{ title: 'HTML of home with 12 pups', path: '/', scene: 'many', most: 15_000 },
	...['', '/configuration', '/logs', '/metrics', '/terminal', '/files', '/about'].map((section) => ({
		title: `HTML of a pup${section}`,
		path: `/pups/${'a'.repeat(32)}${section}`,
		scene: 'many',
		most: 25_000
	})),
	...[
		'',
		'/new',
		...['', '/terminal', '/commands', '/logs', '/settings', '/copies'].map((section) => `/${'1'.repeat(32)}${section}`)
	].map((section) => ({ title: `HTML of boxes${section}`, path: `/boxes${section}`, scene: 'boxes', most: 25_000 }))
];

const out = join(root, '.svelte-kit/output');
const chunks = JSON.parse(readFileSync(join(out, 'client/.vite/manifest.json'), 'utf8'));
const { manifest: app } = await import(join(out, 'server/manifest-full.js')).catch(
	() => import(join(out, 'server/manifest.js'))
);
let failed = false;

function report(title, bytes, most, note) {
	const over = bytes > most;
	failed ||= over;
	const kilobytes = (value) => `${(value / 1000).toFixed(1)} kB`;
	console.log(`${over ? '✗' : '✓'} ${title}: ${kilobytes(bytes)} of ${kilobytes(most)}, ${note}`);
}

/** Returns a chunk and everything that it imports statically. */
function closure(key, seen) {
	if (seen.has(key) || !chunks[key]) return seen;
	seen.add(key);
	for (const imported of chunks[key].imports ?? []) closure(imported, seen);
	return seen;
}

/** The scripts that a page needs before it works. */
function scriptsOf(route) {
	const page = app._.routes.find(({ id }) => id === route || id === `${route}/`)?.page;
	if (!page) throw new Error(`there is no page ${route} in the build`);
	const nodes = new Set([...page.layouts, page.leaf]);
	const needed = new Set();
	for (const [key, chunk] of Object.entries(chunks)) {
		const node = /\/nodes\/(\d+)\.js$/.exec(key);
		const isStart = chunk.isEntry && /\/(client\/entry|client-optimized\/app)\.js$/.test(key);
		if (isStart || (node && nodes.has(Number(node[1])))) closure(key, needed);
	}
	return [...new Set([...needed].map((key) => chunks[key].file))].filter((file) => file.endsWith('.js'));
}

for (const { title, route, most } of SCRIPTS) {
	const files = scriptsOf(route);
	if (files.length < 3) throw new Error(`${route} needs only ${files.join(', ')}: is the manifest read rightly?`);
	const bytes = files.map((file) => gzipSync(readFileSync(join(out, 'client', file)), { level: 9 }).length);
	report(
		title,
		bytes.reduce((sum, size) => sum + size, 0),
		most,
		`${files.length} files`
	);
}
const server = await madeUpServer();
for (const { title, path, scene, most } of DOCUMENTS) {
	const headers = { cookie: `scene=${scene}`, accept: 'text/html' };
	const answer = await server.respond(new Request(`http://box.local${path}`, { headers }), {
		getClientAddress: () => '192.168.1.23'
	});
	const html = Buffer.from(await answer.arrayBuffer());
	if (answer.status !== 200 || html.length < 10_000) throw new Error(`${path} answered ${answer.status}: ${html}`);
	report(title, gzipSync(html, { level: 6 }).length, most, `${(html.length / 1000).toFixed(0)} kB uncompressed`);
}
process.exit(failed ? 1 : 0);

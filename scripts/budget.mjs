// The JavaScript a browser must load before login and home work, gzip -9, against the budget. Reads Vite's manifest.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './lib/prepare.mjs';

/** Bytes: issue “Alive”, section H. */
const BUDGET = 60_000;
const PAGES = { '/login': 'login', '/(app)': 'home' };

const out = join(root, '.svelte-kit/output');
const manifest = JSON.parse(readFileSync(join(out, 'client/.vite/manifest.json'), 'utf8'));
const { manifest: app } = await import(join(out, 'server/manifest-full.js')).catch(
	() => import(join(out, 'server/manifest.js'))
);
const size = (file) => gzipSync(readFileSync(join(out, 'client', file)), { level: 9 }).length;

/** A chunk and everything it imports statically. */
function closure(key, seen) {
	if (seen.has(key) || !manifest[key]) return seen;
	seen.add(key);
	for (const imported of manifest[key].imports ?? []) closure(imported, seen);
	return seen;
}

let failed = false;
for (const [route, title] of Object.entries(PAGES)) {
	const found = app._.routes.find(
		(r) => r.id === route || r.id === `${route}/` || (route === '/(app)' && r.id === '/(app)')
	);
	if (!found?.page) {
		console.error(`✗ no page ${route} in the build`);
		failed = true;
		continue;
	}
	const nodes = [...new Set([...found.page.layouts, found.page.leaf].filter((n) => n !== undefined))];
	const chunks = new Set();
	for (const [key, chunk] of Object.entries(manifest)) {
		if (chunk.isEntry && /\/(client\/entry|client-optimized\/app)\.js$/.test(key)) closure(key, chunks);
		const node = /\/nodes\/(\d+)\.js$/.exec(key);
		if (node && nodes.includes(app._.nodes ? Number(node[1]) : Number(node[1]))) closure(key, chunks);
	}
	const files = [...new Set([...chunks].map((key) => manifest[key].file))].filter((file) => file.endsWith('.js'));
	const bytes = files.reduce((sum, file) => sum + size(file), 0);
	const over = bytes > BUDGET || files.length < 3;
	failed ||= over;
	console.log(
		`${over ? '✗' : '✓'} ${title}: ${(bytes / 1000).toFixed(1)} kB of ${BUDGET / 1000} kB, ${files.length} files`
	);
}
process.exit(failed ? 1 : 0);

// The programs of the box as files in build/, and the web app anew, which Kit's adapter wrote
// there.
import { readFileSync } from 'node:fs';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { startFast } from './start-fast.mjs';

/** The programs beside the web app, each a file in build/; what is loaded late stands beside it. */
const PROGRAMS = {
	supervisor: 'src/supervisor/main.ts',
	prepare: 'src/supervisor/prepare.ts',
	agent: 'src/agent/main.ts',
	unpack: 'src/unpack/main.ts',
	main: 'src/main.ts',
	recovery: 'src/lib/server/recovery/index.ts',
	dkm: 'src/dkm/main.ts',
	'log-search': 'src/lib/server/runtime/oci/logs/search/thread.ts',
	dbx: 'src/cli/dbx/main.ts',
	'dbx-pup': 'src/cli/pup/index.ts',
	'dbx-mcp': 'src/cli/dbx/mcp/main.ts'
};
/** Those that are one file whatever they load late: they are copied elsewhere. */
const ALONE = new Set(['dbx', 'dbx-pup', 'dbx-mcp', 'unpack']);
/**
 * Those whose start is waited for: CommonJS, which node begins sooner than modules, and loaded with
 * a cache of compiled code (src/code-cache.ts). Their names say what they hold, so that no cache is
 * taken for another text.
 */
const CACHED = new Set(['supervisor', 'agent', 'main', 'recovery']);
/** Started by their name. */
const STARTED = new Set(['dbx']);

/**
 * `compression` brings a list of all media types for a choice that `src/compression.ts` makes
 * itself: a megabyte of memory that nothing reads.
 */
const withoutMediaTypes = {
	name: 'without-media-types',
	resolveId: (id) => (id === 'mime-db' ? '\0mime-db' : null),
	load: (id) => (id === '\0mime-db' ? 'export default {};' : null)
};

/** Files as texts, as Vite has them: `import text from './file.py?raw'`. */
const rawFiles = {
	name: 'raw-files',
	resolveId: (id, importer) => (id.endsWith('?raw') ? resolve(dirname(importer), id) : null),
	load: (id) =>
		id.endsWith('?raw')
			? { code: `export default ${JSON.stringify(readFileSync(id.slice(0, -4), 'utf8'))};`, moduleType: 'js' }
			: null
};

/**
 * Kit's handler waits for the app while it is loaded; CommonJS cannot. Whoever loads it waits for
 * `ready` instead.
 * @type {import('rolldown').Plugin}
 */
const readyLater = {
	name: 'ready-later',
	transform(code, id) {
		const once = (text, from, to) => {
			if (text.split(from).length !== 2) throw new Error(`${id} has not one "${from}"`);
			return text.replace(from, () => to);
		};
		if (/\/handler\.js$/.test(id)) return once(code, '{ h as handler }', '{ h as handler, ready }');
		if (!/\/chunks\/handler-[^/]+$/.test(id)) return null;
		return once(
			once(code, 'await server.init(', 'const ready = server.init('),
			'export { format_',
			'export { ready, format_'
		);
	}
};

/** Native packages, and programs that are loaded by their names at run time. */
const EXTERNAL = [
	/^better-sqlite3$/,
	/^@node-rs\/argon2$/,
	/^@lydell\/node-pty$/,
	/^\.\/(?:handler|main|recovery)\.cjs$/,
	/^\.\/dbx-pup\.js$/
];

/**
 * Writes a program whose code is cached: `NAME.cjs` starts it, and where a whole program is meant
 * `NAME.js` too.
 */
async function writeCached(bundle, name) {
	const { output } = await bundle.write({
		dir: 'build',
		entryFileNames: `${name}-[hash].cjs`,
		chunkFileNames: name === 'handler' ? 'pages/[name]-[hash].cjs' : `${name}-[name]-[hash].cjs`,
		format: 'cjs',
		dynamicImportInCjs: false
	});
	const entry = output.find((part) => part.type === 'chunk' && part.isEntry);
	await writeFile(
		`build/${name}.cjs`,
		`require('./code-cache.cjs');\nmodule.exports = require('./${entry.fileName}');\n`
	);
	// What is started by its name is a module, as its neighbours are.
	if (Object.hasOwn(PROGRAMS, name)) await writeFile(`build/${name}.js`, `import './${name}.cjs';\n`);
}

/** Writes the web app anew, as {@link writeCached} does it. */
async function writePages() {
	const bundle = await rolldown({
		input: 'build/handler.js',
		plugins: [readyLater],
		platform: 'node',
		external: EXTERNAL
	});
	await writeCached(bundle, 'handler');
	await bundle.close();
	for (const old of ['server', 'handler.js', 'index.js', 'env.js', 'shims.js'])
		await rm(`build/${old}`, { recursive: true });
}

/** What each of them loads first. */
async function writeCodeCache() {
	const bundle = await rolldown({ input: 'src/code-cache.ts', platform: 'node' });
	await bundle.write({ file: 'build/code-cache.cjs', format: 'cjs' });
	await bundle.close();
}

/** Writes all of them; they are run from the folder of the project. */
export async function buildPrograms() {
	await writePages();
	await writeCodeCache();
	for (const [name, input] of Object.entries(PROGRAMS)) {
		const bundle = await rolldown({
			input,
			plugins: [withoutMediaTypes, rawFiles, ...(STARTED.has(name) ? startFast : [])],
			// No file of a room does anything by being imported, which a test holds
			// (tests/house/imports-do-nothing): what is not used of a room is not
			// loaded with its door.
			treeshake: { moduleSideEffects: (id) => !/\/src\/lib\//.test(id) },
			platform: 'node',
			external: EXTERNAL,
			// `module` before `main`: where a package has both, the second cannot be
			// bundled.
			resolve: { conditionNames: ['node', 'import'], mainFields: ['module', 'main'] }
		});
		if (CACHED.has(name)) await writeCached(bundle, name);
		else {
			await bundle.write({
				dir: 'build',
				entryFileNames: `${name}.js`,
				chunkFileNames: `${name}-[name].js`,
				format: 'esm',
				...(ALONE.has(name) && { codeSplitting: false }),
				...(STARTED.has(name) && { banner: '#!/usr/bin/env node' })
			});
		}
		await bundle.close();
		if (STARTED.has(name)) await chmod(`build/${name}.js`, 0o755);
	}
}

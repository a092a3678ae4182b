import { readFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { rolldown } from 'rolldown';
import { compact } from './scripts/lib/compact.mjs';
import { startFast } from './scripts/lib/start-fast.mjs';

const node = adapter({ out: 'build', precompress: true });

/** The programs beside the web app, each a file in build/; what is loaded late stands beside it. */
const PROGRAMS = {
	supervisor: 'src/supervisor/main.ts',
	prepare: 'src/supervisor/prepare.ts',
	agent: 'src/agent/main.ts',
	main: 'src/main.ts',
	recovery: 'src/lib/server/recovery/index.ts',
	dkm: 'src/dkm/main.ts',
	'log-search': 'src/lib/server/runtime/oci/logs/search/thread.ts',
	dbx: 'src/cli/dbx/main.ts',
	'dbx-pup': 'src/cli/pup/index.ts',
	'dbx-mcp': 'src/cli/dbx/mcp/main.ts'
};
/** Those that are one file whatever they load late: they are copied elsewhere. */
const ALONE = new Set(['dbx', 'dbx-pup', 'dbx-mcp']);
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

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	kit: {
		adapter: {
			...node,
			async adapt(builder) {
				await node.adapt(builder);
				builder.copy('drizzle', 'build/drizzle');
				for (const [name, input] of Object.entries(PROGRAMS)) {
					const bundle = await rolldown({
						input,
						plugins: [withoutMediaTypes, rawFiles, ...(STARTED.has(name) ? startFast : [])],
						// No file of a room does anything by being imported, which a test holds
						// (tests/house/imports-do-nothing): what is not used of a room is not
						// loaded with its door.
						treeshake: { moduleSideEffects: (id) => !/\/src\/lib\//.test(id) },
						platform: 'node',
						// Native packages and what the web app's bundle brings at run time stay
						// outside.
						external: [
							/^better-sqlite3$/,
							/^@node-rs\/argon2$/,
							/^@lydell\/node-pty$/,
							/^\.\/handler\.js$/,
							/^\.\/main\.js$/,
							/^\.\/recovery\.js$/,
							/^\.\/dbx-pup\.js$/
						],
						// `module` before `main`: where a package has both, the second cannot be
						// bundled.
						resolve: { conditionNames: ['node', 'import'], mainFields: ['module', 'main'] }
					});
					await bundle.write({
						dir: 'build',
						entryFileNames: `${name}.js`,
						chunkFileNames: `${name}-[name].js`,
						format: 'esm',
						...(ALONE.has(name) && { codeSplitting: false }),
						...(STARTED.has(name) && { banner: '#!/usr/bin/env node' })
					});
					await bundle.close();
					if (STARTED.has(name)) await chmod(`build/${name}.js`, 0o755);
				}
				await compact(fileURLToPath(new URL('build', import.meta.url)), ['client']);
			}
		},
		// Origin and Sec-Fetch-Site are checked for every request by our own guard, API and pages
		// alike.
		csrf: { trustedOrigins: ['*'] },
		csp: {
			mode: 'auto',
			directives: {
				'default-src': ['none'],
				// The hash is that of `this.__e=event`: Svelte's own handler on images and frames
				// that load before the page lives.
				'script-src': ['self', 'unsafe-hashes', 'sha256-7dQwUgLau1NFCCGjfn9FsYptB6ZtWxJin6VohGIu20I='],
				'style-src': ['self', 'unsafe-inline'],
				'img-src': ['self', 'data:'],
				'font-src': ['self'],
				'connect-src': ['self'],
				'manifest-src': ['self'],
				'worker-src': ['self'],
				'form-action': ['self'],
				'base-uri': ['none'],
				'object-src': ['none'],
				'frame-ancestors': ['none']
			}
		},
		// Packages are checked with all else; what each may use is its own tsconfig.json's.
		typescript: {
			config: (config) => ({ ...config, include: [...config.include, '../packages/**/*.ts'] })
		},
		alias: { $contract: 'src/lib/contract', $client: 'src/lib/client' },
		// A release is built with the time of its section in the changelog, so that the same source
		// gives the same build.
		version: { pollInterval: 0, ...(process.env.SOURCE_DATE_EPOCH ? { name: process.env.SOURCE_DATE_EPOCH } : {}) }
	}
};

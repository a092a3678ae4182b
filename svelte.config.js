import { fileURLToPath } from 'node:url';
import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { compact } from './scripts/lib/compact.mjs';
import { buildPrograms } from './scripts/lib/programs.mjs';

const node = adapter({ out: 'build', precompress: true });

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	kit: {
		adapter: {
			...node,
			async adapt(builder) {
				await node.adapt(builder);
				builder.copy('drizzle', 'build/drizzle');
				await buildPrograms();
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

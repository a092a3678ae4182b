import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { rolldown } from 'rolldown';

const node = adapter({ out: 'build', precompress: true });

/** The programs beside the web app, each one bundled file in build/. */
const PROGRAMS = { main: 'src/main.ts', dkm: 'src/dkm/main.ts' };

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
						platform: 'node',
						// Native packages and what the web app's bundle brings at run time stay outside.
						external: [/^better-sqlite3$/, /^@node-rs\/argon2$/, /^\.\/handler\.js$/],
						resolve: { conditionNames: ['node', 'import'] }
					});
					await bundle.write({ file: `build/${name}.js`, format: 'esm', codeSplitting: false });
					await bundle.close();
				}
			}
		},
		// Origin and Sec-Fetch-Site are checked for every request by our own guard, API and pages alike.
		csrf: { trustedOrigins: ['*'] },
		alias: { $contract: 'src/lib/contract', $client: 'src/lib/client' },
		version: { pollInterval: 0 }
	}
};

// The built pages over the made-up box of tests/e2e/screens, without a second build.
import { existsSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { root } from './prepare.mjs';

/** Output of `npm run build`. */
export const built = join(root, '.svelte-kit/output');

/**
 * SvelteKit's server over the hooks of the made-up box instead of the real ones.
 * @returns a function that answers a `Request`
 */
export async function madeUpServer() {
	const bundle = await rolldown({
		input: join(root, 'tests/e2e/screens/fixture/hooks.server.ts'),
		platform: 'node',
		external: ['@sveltejs/kit']
	});
	const { output } = await bundle.write({ dir: join(root, 'node_modules/.cache/dogebox'), format: 'esm' });
	await bundle.close();
	const hooks = pathToFileURL(join(root, 'node_modules/.cache/dogebox', output[0].fileName)).href;
	const redirect = `export const resolve = (name, context, next) =>
		name.endsWith('/entries/hooks.server.js') ? { url: ${JSON.stringify(hooks)}, shortCircuit: true } : next(name, context);`;
	register(`data:text/javascript,${encodeURIComponent(redirect)}`);
	const full = join(built, 'server/manifest-full.js');
	const { manifest } = await import(existsSync(full) ? full : join(built, 'server/manifest.js'));
	const { Server } = await import(join(built, 'server/index.js'));
	const server = new Server(manifest);
	await server.init({ env: {} });
	return server;
}

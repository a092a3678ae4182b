import type { Plugin } from 'vite';

/** Placeholder until the API room lands. */
export function devServer(): Plugin {
	return { name: 'dogebox-dev-server' };
}

/** The table of routes: which handler answers a method and a path. */
import type { DockerCall } from './call.ts';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';

export interface Route {
	method: Method;
	/**
	 * As Docker’s reference writes it, without the version. `{id}` is one segment, `{name+}` may
	 * hold slashes: names of images do.
	 */
	path: string;
	/** Answers by the call; what it throws is answered as an error. */
	handle(call: DockerCall): void | Promise<void>;
	/** It is a WebSocket, which pages of the same address may open. */
	webSocket?: boolean;
	/** Also before the box has an owner. */
	always?: boolean;
}

export interface FoundRoute {
	route: Route;
	/** Decoded. */
	params: Record<string, string>;
}

/** @returns null where a segment is no valid percent-encoding */
function decoded(text: string): string | null {
	try {
		return decodeURIComponent(text);
	} catch {
		return null;
	}
}

function compile(path: string): { pattern: RegExp; names: string[] } {
	const names: string[] = [];
	const text = path.replace(/[.*+?^$()|[\]\\]|\{(\w+)(\+?)\}/g, (all, name: string | undefined, more: string) => {
		if (name === undefined) return `\\${all}`;
		names.push(name);
		return more === '+' ? '(.+)' : '([^/]+)';
	});
	return { pattern: new RegExp(`^${text}/?$`), names };
}

/**
 * Makes the table. Of two routes that both fit, the one that comes first is taken.
 * @returns finds the route of a path without version and query; null for none
 */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => FoundRoute | null {
	const table = routes.map((route) => ({ route, ...compile(route.path) }));
	return (method, path) => {
		for (const { route, pattern, names } of table) {
			// A HEAD is answered as the GET, of which node sends the head alone.
			if (route.method !== method && !(method === 'HEAD' && route.method === 'GET')) continue;
			const found = pattern.exec(path);
			if (!found) continue;
			const values = found.slice(1).map(decoded);
			if (values.includes(null)) continue;
			return { route, params: Object.fromEntries(names.map((name, at) => [name, values[at]!])) };
		}
		return null;
	};
}

/** The table of routes: which handler answers a method and a path. */
import type { DockerCall } from './call.ts';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';

export interface Route {
	method: Method;
	/**
	 * Pattern in the form of Docker’s reference, without the version. `{id}` matches one segment.
	 * `{name+}` may contain slashes, as names of images do.
	 */
	path: string;
	/** Answers the call. An error that it throws is answered as such. */
	handle(call: DockerCall): void | Promise<void>;
	/** The route is a WebSocket, which pages of the same origin may open. */
	webSocket?: boolean;
	/** The route works even before the box has an owner. */
	always?: boolean;
}

export interface FoundRoute {
	route: Route;
	/** Decoded. */
	params: Record<string, string>;
}

/** @returns null for invalid percent-encoding */
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
 * Compiles the table. The first route that matches wins.
 * @returns a function that finds the route of a path without version and query; null for none
 */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => FoundRoute | null {
	const table = routes.map((route) => ({ route, ...compile(route.path) }));
	return (method, path) => {
		for (const { route, pattern, names } of table) {
			// A HEAD request uses the GET route. Node sends only the head of its answer.
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

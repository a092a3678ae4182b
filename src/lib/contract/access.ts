/**
 * The access table: who may call what. Pages are listed by SvelteKit route id, API calls declare
 * their access in the operation (`operations/`). A test walks `src/routes` and all operations. A
 * route that is not in the table is refused.
 */

/**
 * `open`: anybody who reaches the box. `setup`: while the box is not configured, a caller with the
 * claim code or the wizard's cookie, or one on the box itself. `owner`: a logged-in owner, or a
 * program with an API token whose scopes cover the operation; pages need a session. `pup`: an
 * installed pup, for itself, known by its address; it calls the gateway, not the API.
 */
export const ACCESS = ['open', 'setup', 'owner', 'pup'] as const;
export type Access = (typeof ACCESS)[number];

/**
 * Access of every page and endpoint below `src/routes`, by route id (groups in brackets included).
 * A box that is not configured answers `/setup…` only, whatever this table says. A configured box
 * redirects `setup` routes to the home page.
 */
export const ROUTE_ACCESS: Readonly<Record<string, Access>> = {
	'/login': 'open',
	'/reset': 'open',
	'/logout': 'owner',
	/** Prompts for the claim code if one is needed; changes nothing else. */
	'/setup/code': 'open',
	'/setup': 'setup',
	'/setup/[step]': 'setup',
	/** Comes after the key is confirmed, with the session that was opened then. */
	'/setup/network': 'owner',
	'/setup/summary': 'owner',
	'/setup/done': 'owner',
	'/(app)': 'owner',
	'/(app)/store': 'owner',
	'/(app)/store/sources': 'owner',
	'/(app)/store/[source]/[name]': 'owner',
	'/(app)/pups/[id]': 'owner',
	'/(app)/pups/[id]/configuration': 'owner',
	'/(app)/pups/[id]/ports': 'owner',
	'/(app)/pups/[id]/logs': 'owner',
	'/(app)/pups/[id]/metrics': 'owner',
	'/(app)/pups/[id]/terminal': 'owner',
	'/(app)/pups/[id]/files': 'owner',
	'/(app)/pups/[id]/about': 'owner',
	'/(app)/pups/[id]/remove': 'owner',
	'/(app)/pups/[id]/update': 'owner',
	'/(app)/boxes': 'owner',
	'/(app)/boxes/new': 'owner',
	'/(app)/boxes/[id]': 'owner',
	'/(app)/boxes/[id]/commands': 'owner',
	'/(app)/boxes/[id]/copies': 'owner',
	'/(app)/boxes/[id]/files': 'owner',
	'/(app)/boxes/[id]/logs': 'owner',
	'/(app)/boxes/[id]/settings': 'owner',
	'/(app)/boxes/[id]/terminal': 'owner',
	'/(app)/connections': 'owner',
	'/(app)/resources': 'owner',
	'/(app)/activity': 'owner',
	'/(app)/activity/box-log': 'owner',
	'/(app)/activity/[id]': 'owner',
	'/(app)/settings': 'owner',
	'/(app)/settings/api': 'owner',
	'/(app)/settings/notifications': 'owner',
	'/(app)/settings/webhooks': 'owner',
	'/pups/[id]/open/[page]': 'owner'
};

/**
 * Looks up the access of a page or endpoint.
 * @param routeId SvelteKit's route id; null when no route matches
 * @returns null for an unknown route, which must be refused
 */
export function routeAccess(routeId: string | null): Access | null {
	if (routeId === null || !Object.hasOwn(ROUTE_ACCESS, routeId)) return null;
	return ROUTE_ACCESS[routeId] ?? null;
}

/**
 * Returns the local path to open after login, never a URL of another site.
 * @param wanted untrusted input, usually `?next=`
 * @returns the path, or `/` when it is missing or not safe
 */
export function safeNext(wanted: string | null | undefined): string {
	if (!wanted || wanted.length > 2000 || !wanted.startsWith('/')) return '/';
	// `//host`, `/\host` and control characters (which browsers drop) would lead to another site.
	// eslint-disable-next-line no-control-regex
	if (/^\/[/\\]|[\u0000-\u001f\u007f\\]/.test(wanted)) return '/';
	let url: URL;
	try {
		url = new URL(wanted, 'http://box.invalid');
	} catch {
		return '/';
	}
	if (url.origin !== 'http://box.invalid' || url.pathname.startsWith('//')) return '/';
	return url.pathname + url.search + url.hash;
}

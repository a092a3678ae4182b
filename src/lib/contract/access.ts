/**
 * The guard table: who may call what. Pages by their SvelteKit route id, programs by the
 * operation's own declaration (`operations/`). A test walks `src/routes` and all operations; what
 * is not in a table is refused.
 */

/**
 * `open`: anybody who reaches the box. `setup`: while the box is not configured, a caller with the
 * claim code, the wizard's cookie, or on the box itself. `owner`: a logged-in owner, or a program
 * with an API token whose scopes cover the operation; pages are for sessions alone. `pup`: an
 * installed pup for itself, known by its address; it asks at the gateway and not at the API.
 */
export const ACCESS = ['open', 'setup', 'owner', 'pup'] as const;
export type Access = (typeof ACCESS)[number];

/**
 * Access of every page and endpoint below `src/routes`, by route id (groups in brackets included).
 * On a box that is not configured, `/setup…` alone answers, whatever stands here; on a configured
 * one, `setup` routes lead home.
 */
export const ROUTE_ACCESS: Readonly<Record<string, Access>> = {
	'/login': 'open',
	'/reset': 'open',
	'/logout': 'owner',
	/** Asks for the claim code where one is needed; changes nothing else. */
	'/setup/code': 'open',
	'/setup': 'setup',
	'/setup/[step]': 'setup',
	/** After the key is confirmed, with the session that opened. */
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
 * Access of a page or endpoint.
 * @param routeId SvelteKit's route id; null where no route matches
 * @returns null for an unknown route: refuse
 */
export function routeAccess(routeId: string | null): Access | null {
	if (routeId === null || !Object.hasOwn(ROUTE_ACCESS, routeId)) return null;
	return ROUTE_ACCESS[routeId] ?? null;
}

/**
 * A path of the box to go on to after login: only a local path, never another site.
 * @param wanted from outside, usually `?next=`
 * @returns the path, or `/` where it is missing or not safe
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

/**
 * Decides which granted route a request's path belongs to. Pure functions, as text, because nginx's
 * JavaScript module (njs 0.7.9) runs them; tests run the same text in node.
 *
 * A pup may parse a path differently than this script. So unless everything is granted, only paths
 * with a single interpretation are considered, and compared character by character.
 */
export const MATCHING_SCRIPT = String.raw`
/*
 * Empty and dot segments, path parameters, encoded slashes, dots and percent signs, control
 * characters, characters that are not ASCII, and percent signs that do not begin an escape.
 */
const SEVERAL_READINGS = /\/\/|\\|\/\.{1,2}(\/|$)|[;#?]|%(?:2[ef]|5c|25|3[bf]|23|[01][0-9a-f]|7f)|%(?![0-9a-f]{2})|[^\x21-\x7e]/i;

/* Whether every parser finds the same segments in the path. */
function readsOneWay(path) {
	if (path[0] !== '/' || SEVERAL_READINGS.test(path)) { return false; }
	if (path.indexOf('%') < 0) { return true; }
	/* Careless decoders read overlong UTF-8 as a dot or a slash. */
	try { decodeURIComponent(path); } catch (e) { return false; }
	return true;
}

/*
 * Whether the segments of a route match a path. '*' matches one segment, '**' at the end any rest.
 * A route without either also matches every path below it.
 */
function opens(segments, path) {
	const parts = path.split('/');
	/* parts[0] is the empty text before the first slash. */
	let exact = false;
	for (let i = 0; i < segments.length; i++) {
		const wanted = segments[i], given = parts[i + 1];
		if (wanted === '**' && i === segments.length - 1) { return true; }
		if (given === undefined || given === '') { return false; }
		if (wanted === '*') { exact = true; }
		else if (wanted !== given) { return false; }
	}
	return !exact || parts.length === segments.length + 1;
}

/*
 * Returns 'granted', 'refused', or 'unclear' for a path with several interpretations. The routes
 * are those of the granted groups, as lists of segments; an empty list matches every path.
 */
function judge(routes, path) {
	for (let i = 0; i < routes.length; i++) { if (routes[i].length === 0) { return 'granted'; } }
	if (!readsOneWay(path)) { return routes.length > 0 ? 'unclear' : 'refused'; }
	for (let i = 0; i < routes.length; i++) { if (opens(routes[i], path)) { return 'granted'; } }
	return 'refused';
}

/*
 * Splits a request's host name and raw target into { interface, path, query }. The interface is
 * null when the request names none. The query keeps its '?'.
 */
function asked(host, target) {
	const at = target.indexOf('?');
	const path = at < 0 ? target : target.substring(0, at), query = at < 0 ? '' : target.substring(at);
	if (path[0] !== '/') { return { interface: null, path: path, query: query }; }
	const name = host.toLowerCase();
	if (name.endsWith('.localhost')) {
		return { interface: name.substring(0, name.length - 10), path: path, query: query };
	}
	const end = path.indexOf('/', 1);
	const first = end < 0 ? path.substring(1) : path.substring(1, end);
	let decoded = first;
	if (first.indexOf('%') >= 0) {
		try { decoded = decodeURIComponent(first); } catch (e) { decoded = ''; }
	}
	return { interface: decoded || null, path: end < 0 ? '/' : path.substring(end), query: query };
}
`;

/**
 * Splits a route of a manifest into segments. Routes that open everything (`/`, `/*`, empty) become
 * an empty list.
 */
export function segmentsOf(route: string): string[] {
	const parts = route.split('/').filter((part) => part !== '');
	return parts.length === 1 && (parts[0] === '*' || parts[0] === '**') ? [] : parts;
}

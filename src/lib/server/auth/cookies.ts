/** Names of our cookies, and reading them from a request. */

/**
 * Every cookie of the box begins so; the web page proxy keeps them from pups, and pups from setting
 * them.
 */
export const COOKIE_PREFIX = 'dogebox_';
export const SESSION_COOKIE = 'dogebox_session';
/** Marks a device on which the owner has logged in before. */
export const DEVICE_COOKIE = 'dogebox_device';
/** Stands for a proven claim code while the wizard runs. */
export const WIZARD_COOKIE = 'dogebox_wizard';

/**
 * Most values of one name that are looked at. A page of a pup, on another port of this host, can
 * toss cookies at us, and browsers keep 180 of a host: among those the owner's own is found.
 */
const MAX_CANDIDATES = 200;
/** With more than that pups' pages can soon not be opened any more: nginx takes 128 kB. */
const TOO_HEAVY = 96 * 1024;

/**
 * Every value of a cookie, in the order sent. Cookies know no ports, so a pup's page may have set
 * one of the same name; the browser then sends both.
 * @param header the `Cookie` header
 */
export function cookieValues(header: string | null | undefined, name: string): string[] {
	if (!header) return [];
	const values: string[] = [];
	for (const part of header.split(';')) {
		const at = part.indexOf('=');
		if (at < 0 || part.slice(0, at).trim() !== name) continue;
		const value = part.slice(at + 1).trim();
		if (value && !values.includes(value)) values.push(value);
		if (values.length >= MAX_CANDIDATES) break;
	}
	return values;
}

/**
 * A `Set-Cookie` value of ours: HttpOnly, SameSite=Lax, whole site. Priority: a browser that has
 * too many cookies of a host (a page of a pup can set hundreds) lets others go first (Chromium).
 * @param maxAge seconds; 0 removes the cookie
 * @param secure on https; over plain http a browser would drop a Secure cookie
 */
export function setCookie(name: string, value: string, maxAge: number, secure: boolean): string {
	const until = maxAge > 0 ? `Max-Age=${Math.floor(maxAge)}` : 'Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT';
	return `${name}=${value}; Path=/; ${until}; HttpOnly; SameSite=Lax; Priority=High${secure ? '; Secure' : ''}`;
}

/**
 * `Set-Cookie` values that take other cookies of this host away where there are too many: pages of
 * pups, at other ports of it, set them.
 * @param header the `Cookie` header
 */
export function lightened(header: string | null | undefined): string[] {
	if (!header || header.length <= TOO_HEAVY) return [];
	const names = header.split(';').map((part) => part.split('=')[0]!.trim());
	return [...new Set(names)]
		.filter((name) => /^[\w!#$%&'*+.^`|~-]{1,200}$/.test(name) && !name.toLowerCase().startsWith(COOKIE_PREFIX))
		.map((name) => `${name}=; Path=/; Max-Age=0`);
}

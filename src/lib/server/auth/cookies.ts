/** Names of the box's cookies, and functions to read them from a request. */

/**
 * Prefix of every cookie of the box. The web page proxy does not pass these cookies to pups, and
 * does not let pups set them.
 */
export const COOKIE_PREFIX = 'dogebox_';
export const SESSION_COOKIE = 'dogebox_session';
/** Marks a device on which the owner has logged in before. */
export const DEVICE_COOKIE = 'dogebox_device';
/** Proves that the claim code was entered, while the wizard runs. */
export const WIZARD_COOKIE = 'dogebox_wizard';

/**
 * Most values of one name that are tried. A page of a pup, on another port of this host, can set
 * cookies for the box, too. Browsers keep 180 cookies of a host, so the owner's own is always among
 * the values.
 */
const MAX_CANDIDATES = 200;
/** With a longer header pups' pages could soon no longer be opened: nginx accepts 128 kB. */
const TOO_HEAVY = 96 * 1024;

/**
 * Returns every value of a cookie, in the order sent. Cookies ignore ports, so a pup's page may
 * have set one of the same name, and the browser then sends both.
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
 * Builds a `Set-Cookie` value of the box: HttpOnly, SameSite=Lax, for the whole site. The high
 * priority makes Chromium drop other cookies first when it has too many of a host (a page of a pup
 * can set hundreds).
 * @param maxAge seconds; 0 removes the cookie
 * @param secure for https; over plain http a browser would reject a Secure cookie
 */
export function setCookie(name: string, value: string, maxAge: number, secure: boolean): string {
	const until = maxAge > 0 ? `Max-Age=${Math.floor(maxAge)}` : 'Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT';
	return `${name}=${value}; Path=/; ${until}; HttpOnly; SameSite=Lax; Priority=High${secure ? '; Secure' : ''}`;
}

/**
 * Returns `Set-Cookie` values that remove other cookies of this host if there are too many. Pages
 * of pups, at other ports of the host, can set them.
 * @param header the `Cookie` header
 */
export function lightened(header: string | null | undefined): string[] {
	if (!header || header.length <= TOO_HEAVY) return [];
	const names = header.split(';').map((part) => part.split('=')[0]!.trim());
	return [...new Set(names)]
		.filter((name) => /^[\w!#$%&'*+.^`|~-]{1,200}$/.test(name) && !name.toLowerCase().startsWith(COOKIE_PREFIX))
		.map((name) => `${name}=; Path=/; Max-Age=0`);
}

/** Common parts of every page of the box, including those written without SvelteKit. */

/** Headers that make a browser isolate the box from other sites. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
	'x-content-type-options': 'nosniff',
	// `no-referrer` would make browsers send “Origin: null” with our own forms.
	'referrer-policy': 'same-origin',
	'x-frame-options': 'DENY',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()'
};

/** Escapes a text for HTML, including attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

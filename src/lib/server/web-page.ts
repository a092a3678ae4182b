/** What every page of the box needs, also those that are written without SvelteKit. */

/** Headers by which a browser keeps other sites' pages away from it. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
	'x-content-type-options': 'nosniff',
	// `no-referrer` would make browsers send “Origin: null” with our own forms.
	'referrer-policy': 'same-origin',
	'x-frame-options': 'DENY',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()'
};

/** Text that is harmless in HTML, in attributes too. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

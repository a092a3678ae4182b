/**
 * What nginx's own directives cannot do, for its njs module (0.7.9 and later): separating the
 * cookies of pages, rewriting redirects, rejecting answers that are not HTTP.
 *
 * A page is a port, and cookies do not distinguish ports. So the browser stores a pup's cookie
 * `name` as `__p<port>_name`, unreadable for scripts, and each pup gets only its own. If the pup
 * wants its scripts to read a cookie (no HttpOnly), they get a copy under the plain name, which is
 * never sent to any pup.
 *
 * njs clones its VM for each request and runs the top level again: what is set there belongs to one
 * request. Regular expressions are inside the functions that need them, which most requests do not
 * call. An exception closes the connection, so nothing passes unfiltered.
 */
export const PAGES_SCRIPT = String.raw`
function prefix(r) { return '__p' + r.variables.server_port + '_'; }

/* Browser to pup: passes only this page's cookies, under their own names; '' sends no header. */
function cookieIn(r) {
	const raw = r.variables.http_cookie;
	if (!raw) { return ''; }
	const own = prefix(r), parts = raw.split(';');
	let out = '';
	for (let i = 0; i < parts.length; i++) {
		const one = parts[i].trim();
		if (one.startsWith(own)) { out += (out ? '; ' : '') + one.substring(own.length); }
	}
	return out;
}

/* All session cookies of the browser: pages can set more cookies of the same name. */
function sessions(r) {
	const SESSION = /^dogebox_session=dbx_[A-Za-z0-9_-]{1,190}$/;
	const parts = (r.variables.http_cookie || '').split(';'), out = [];
	for (let i = 0; i < parts.length && out.length < 200; i++) {
		const one = parts[i].trim();
		if (SESSION.test(one)) { out.push(one); }
	}
	return out.join('; ');
}

/*
 * A page's token given as the password of HTTP Basic; '' for any other password, which is meant for
 * the pup.
 */
function basicToken(r) {
	const given = /^\s*Basic\s+([A-Za-z0-9+\/_=-]{1,2000})\s*$/i.exec(r.headersIn.Authorization || '');
	if (!given) { return ''; }
	const plain = Buffer.from(given[1], 'base64').toString('utf8');
	const found = /^[^:]*:(dbx_page_[A-Za-z0-9_-]{1,190})$/.exec(plain);
	return found ? found[1] : '';
}

/* Pup to browser. Only slices: after a capture with broken UTF-8, a second match throws. */
function cookiesOut(r) {
	const list = r.headersOut['Set-Cookie'];
	if (!list || !list.length) { return; }
	const DOMAIN = /^\s*domain\s*(=|$)/i, PRIORITY = /^\s*priority\s*(=|$)/i, HTTP_ONLY = /^\s*httponly\s*(=|$)/i;
	const OURS = /^dogebox_/i, NOT_ITS_OWN = /^(dogebox_|__p[0-9]+_)/i;
	const own = prefix(r), out = [];
	for (let i = 0; i < list.length; i++) {
		/* Joining long cookies takes time quadratic in their length. */
		if (list[i].length > 8192) { continue; }
		const parts = list[i].split(';'), at = parts[0].indexOf('=');
		const name = (at < 0 ? '' : parts[0].substring(0, at)).trim();
		if (!name || OURS.test(name)) { continue; }
		const value = parts[0].substring(at);
		let attributes = '', closed = false;
		for (let j = 1; j < parts.length; j++) {
			if (HTTP_ONLY.test(parts[j])) { closed = true; }
			else if (!DOMAIN.test(parts[j]) && !PRIORITY.test(parts[j])) { attributes += ';' + parts[j]; }
		}
		out.push(own + name + value + attributes + '; HttpOnly');
		if (!closed && !NOT_ITS_OWN.test(name)) { out.push(name + value + attributes); }
	}
	r.headersOut['Set-Cookie'] = out;
}

/* The pup's inner address, or this box at the inner or a default port: this page's own origin. */
function outside(r, url) {
	const m = /^(?:https?:)?\/\/([^\/?#@:\[\]]*|\[[0-9a-f:.]*\])(?::(\d*))?([\/?#].*)?$/i.exec(url);
	if (!m) { return url; }
	const v = r.variables, host = m[1].toLowerCase(), port = m[2] || '';
	const box = host === v.host || host === v.outer_host.replace(/:\d*$/, '') || host === 'localhost'
		|| host === '127.0.0.1' || host === '0.0.0.0' || host === '[::1]';
	const standard = !port || port === '80' || port === '443';
	const here = host === v.pup_host
		? standard || port === v.pup_port || port === v.server_port
		: box && (standard || port === v.pup_port || port === v.server_port);
	if (!here) { return url; }
	const rest = m[3] || '/';
	return v.outer_scheme + '://' + v.outer_host + (rest[0] === '/' ? rest : '/' + rest);
}

function redirects(r) {
	const location = r.headersOut['Location'], refresh = r.headersOut['Refresh'];
	if (location) {
		const next = outside(r, location);
		if (next !== location) { r.headersOut['Location'] = next; }
	}
	if (refresh) {
		const m = /^(\s*[0-9.]*\s*[;,]\s*(?:url\s*=\s*)?['"]?)/i.exec(refresh);
		if (m) {
			const url = refresh.substring(m[1].length), next = outside(r, url);
			if (next !== url) { r.headersOut['Refresh'] = m[1] + next; }
		}
	}
}

/*
 * nginx treats a status line that it cannot parse as HTTP/0.9 and would pass on everything
 * unchanged, including the head and cookies; likewise everything after a 1xx. A complete answer of
 * our own is sent instead. The exception ends the request before any byte of the pup is sent.
 */
function headers(r) {
	const status = r.status;
	if (r.httpVersion === '0.9' || (status < 200 && !(status === 101 && r.variables.ws))) {
		r.send(malformed(r));
		r.finish();
		throw new Error('no usable status');
	}
	if (r.variables.untouched) { return; }
	redirects(r);
	cookiesOut(r);
}

function malformed(r) {
	const MESSAGE = 'The pup sent an answer that is not valid HTTP.';
	const HINT = 'This is a fault of the pup: tell its maker. Trying again will not help.';
	const forPeople = r.variables.navigation === '1';
	const body = forPeople
		? '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
			+ '<style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:0;min-height:100vh;'
			+ 'display:grid;place-items:center}main{max-width:32rem;padding:2rem}h1{font-size:1.25rem}</style>'
			+ '<title>' + MESSAGE + '</title><main><h1>' + MESSAGE + '</h1><p>' + HINT + '</p></main></html>\n'
		: JSON.stringify({ type: 'about:blank', title: MESSAGE, status: 502, code: 'pup-answer-malformed', hint: HINT }) + '\n';
	return 'HTTP/1.1 502 Bad Gateway\r\nContent-Type: '
		+ (forPeople ? 'text/html; charset=utf-8' : 'application/problem+json')
		+ '\r\nContent-Length: ' + body.length + '\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff'
		+ "\r\nContent-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
		+ '\r\nConnection: close\r\n\r\n' + (r.method === 'HEAD' ? '' : body);
}

export default { cookieIn, sessions, basicToken, headers };
`;

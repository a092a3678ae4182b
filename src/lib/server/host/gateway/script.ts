/**
 * Script of nginx's njs module (0.7.9 and later) between pups: it decides whether a request may
 * pass, where to, and builds the error otherwise. The source address alone identifies the sender.
 * All other knowledge is in the grants, which nginx reads with its configuration.
 *
 * njs clones its VM for each request and runs the top level again: nothing expensive may be there.
 */
import { MATCHING_SCRIPT } from './matching.ts';

/** Name of the box among interfaces: `/dbx/…`. */
export const BOX_NAME = 'dbx';

export const GATEWAY_SCRIPT = String.raw`
${MATCHING_SCRIPT}
const MOST_PATH = 512;

/* Decides about a request. { to }: its target; { box }: a path of the box; or { status, code }. */
function decide(r) {
	const v = r.variables, from = v.remote_addr, pup = grants.pups[from];
	const wanted = asked(v.host, v.request_uri), name = wanted.interface;
	const found = { pup: pup ? pup.name : from, interface: name, path: wanted.path, status: 403 };
	if (name === '${BOX_NAME}' && wanted.path.startsWith('/hook/')) { return hooked(found, from, wanted); }
	if (name === '${BOX_NAME}') { found.box = wanted.path + wanted.query; return found; }
	if (!name) { found.status = 404; found.code = 'no-interface'; return found; }
	/* The prefix keeps names apart from properties of Object.prototype. */
	const grant = pup && (pup.grants['i ' + name] || pup.grants['i ' + name.toLowerCase()]);
	if (!grant) { found.code = 'not-granted'; return found; }
	found.provider = grant.provider;
	const verdict = judge(grant.routes, wanted.path);
	if (verdict === 'unclear') { found.status = 400; found.code = 'path-unclear'; }
	else if (verdict === 'refused') { found.code = 'route-not-granted'; found.grant = grant; }
	else if (grant.to) {
		const keeps = (r.method === 'GET' || r.method === 'HEAD') && !v.ws;
		found.to = (keeps ? grant.kept : grant.to) + wanted.path + wanted.query;
	}
	else {
		found.status = 503;
		found.code = grant.provider === null ? 'no-provider' : 'provider-not-running';
	}
	return found;
}

/* The request's path is the id of a hook; the hook has the path that is requested from the pup. */
function hooked(found, from, wanted) {
	const hook = grants.hooks['h ' + wanted.path.substring(6)];
	if (!hook) { found.status = 404; found.code = 'hook-unknown'; return found; }
	found.provider = hook.name;
	if (hook.callers[from] !== 1) { found.code = 'hook-not-allowed'; }
	else if (hook.to) { found.to = hook.to + wanted.query; }
	else { found.status = 503; found.code = 'hook-' + hook.why; }
	return found;
}

/* An interface's name from a request, made safe for the log. */
function told(name) { return name !== null && /^[A-Za-z0-9._-]{1,64}$/.test(name) ? name : '-'; }

/* The provider's address and the request's target; '' for a refusal, '@box' for the box itself. */
function target(r) {
	const v = r.variables, found = decide(r);
	v.gw_interface = told(found.interface);
	v.gw_path = found.path.length > MOST_PATH ? found.path.substring(0, MOST_PATH) : found.path;
	if (found.box) { v.gw_box = found.box; return '@box'; }
	return found.to || '';
}

function quoted(name) { return '“' + name + '”'; }

/* Message and hint of an error for the pup. */
function words(found) {
	const who = found.pup, name = quoted(String(found.interface).substring(0, 64)), other = found.provider;
	switch (found.code) {
		case 'no-interface':
			return ['The request names no interface.', 'Use http://<interface>.localhost/… or http://dogebox/<interface>/….'];
		case 'not-granted':
			return [who + ' has no permission for the interface ' + name + '.',
				'Its manifest must list the interface as a dependency, and the owner of the box must grant it.'];
		case 'no-provider':
			return ['No pup provides ' + name + ' to ' + who + '.', 'The owner of the box chooses one on the page of ' + who + '.'];
		case 'provider-not-running':
			return [other + ', which provides ' + name + ', is not running.', 'Try again once it runs; the owner of the box can start it.'];
		case 'path-unclear':
			return ['The path of this request from ' + who + ' to ' + name + ' is ambiguous.',
				'Send a path without //, dot segments, ; and encoded slashes, dots, percent signs and control characters.'];
		case 'route-not-granted': return routeWords(found, name);
		case 'hook-unknown':
			return ['No pup of this box has a hook with this id.', 'Ask the pup itself: http://<interface>.localhost/….'];
		case 'hook-not-allowed':
			return [who + ' may not call this hook of ' + other + '.',
				'Only pups that provide something to ' + other + ' and pups that the owner of the box named may.'];
		case 'hook-not-running':
			return [other + ', which owns this hook, is not running.', 'Try again once it runs; the owner of the box can start it.'];
		case 'hook-port-gone':
			return [other + ' no longer has the port of this hook.', 'The owner of the box can create another hook for it.'];
		case 'too-many-requests': return [who + ' sends too many requests at once.', 'Wait a moment and try again.'];
		case 'provider-not-answering':
			return [(other || 'The pup') + (found.interface === '${BOX_NAME}' ? '' : ', which provides ' + name + ',') + ' does not answer.', 'It may still be starting. Its log says more.'];
		case 'provider-answer-malformed':
			return [(other || 'The pup') + ' sent an answer that is not valid HTTP.', 'This is a fault of the pup: tell its maker.'];
		case 'box-not-answering': return ['The box is starting.', 'Try again in a moment.'];
		default: return ['The request is too large for the box.', 'Send less at once.'];
	}
}

function routeWords(found, name) {
	const who = found.pup, grant = found.grant;
	for (let i = 0; i < grant.missing.length; i++) {
		if (judge(grant.missing[i].routes, found.path) !== 'granted') { continue; }
		found.group = grant.missing[i].group;
		return [who + ' was not granted ' + quoted(found.group) + ' of ' + name + ', which this path needs.',
			'Its manifest must request it, and the owner of the box must grant it.'];
	}
	return grant.routes.length > 0
		? ['No permission for ' + name + ' lets ' + who + ' use this path.', 'The manifest of the pup that provides it lists the paths.']
		: ['The permissions of ' + who + ' for ' + name + ' have no paths.', 'Connect to its own port instead: DBX_IFACE_…_HOST and …_PORT.'];
}

function problem(found) {
	const said = words(found);
	const body = { type: 'about:blank', title: said[0], status: found.status, code: found.code, hint: said[1], pup: found.pup };
	if (found.interface) { body.interface = found.interface.substring(0, 64); }
	if (found.group !== undefined) { body.group = found.group; }
	return JSON.stringify(body) + '\n';
}

function refuse(r, found) {
	const accept = r.headersIn['Accept'] || '', asText = /text\//i.test(accept) && !/json/i.test(accept);
	r.variables.gw_refused = found.code;
	r.headersOut['Cache-Control'] = 'no-store';
	if (found.status === 503 || found.status === 429) { r.headersOut['Retry-After'] = '2'; }
	r.headersOut['Content-Type'] = asText ? 'text/plain; charset=utf-8' : 'application/problem+json';
	r.return(found.status, asText ? words(found).join(' ') + '\n' : problem(found));
}

function deny(r) { refuse(r, decide(r)); }

/* Replaces nginx's own error pages. */
function instead(r, status, code) {
	const found = decide(r);
	found.status = status;
	found.code = code;
	refuse(r, found);
}
function limited(r) { instead(r, 429, 'too-many-requests'); }
function away(r) { instead(r, 502, 'provider-not-answering'); }
function boxAway(r) { instead(r, 503, 'box-not-answering'); }
function tooLarge(r) { instead(r, 413, 'body-too-large'); }

/*
 * nginx would pass on unchanged an answer that is not HTTP, and everything after a 1xx. A complete
 * answer of our own is sent instead, and the exception ends the request.
 */
function usable(r) {
	const status = r.status;
	if (r.httpVersion !== '0.9' && (status >= 200 || (status === 101 && r.variables.ws))) { return; }
	const found = decide(r);
	found.status = 502;
	found.code = 'provider-answer-malformed';
	r.variables.gw_refused = found.code;
	const body = problem(found);
	r.send('HTTP/1.1 502 Bad Gateway\r\nContent-Type: application/problem+json\r\nContent-Length: ' + Buffer.byteLength(body)
		+ '\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n' + (r.method === 'HEAD' ? '' : body));
	r.finish();
	throw new Error('no usable answer');
}

export default { target, deny, limited, away, boxAway, tooLarge, usable };
`;

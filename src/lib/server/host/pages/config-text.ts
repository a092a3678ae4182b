/**
 * Builds nginx's configuration as text, separate from applying it, so it can be read and tested.
 * Only numbers, addresses that were parsed and formatted again, and our own folders enter it:
 * nothing that could end a token (nginx has no escape for `$`).
 */
import { createHash } from 'node:crypto';
import {
	AS_IT_COMES,
	controlServer,
	headText,
	keptConnections,
	keptName,
	OWN_FOLDERS,
	STEERS_NOTHING,
	UPGRADES,
	type TextPaths
} from '../nginx/index.ts';
import { PAGES_SCRIPT } from './script.ts';

/** A page of a pup: a port of the box, and its target. */
export interface PageRoute {
	port: number;
	/** IPv4 address of the pup. */
	address: string;
	targetPort: number;
}

/** The contents of the configuration. */
export interface PagesSpec {
	/** Addresses of the box to listen at. */
	listen: string[];
	pages: PageRoute[];
	/** Reverse proxy whose X-Forwarded-* headers are trusted; null for none. */
	trustedProxy: string | null;
	/** Whether nginx caches a positive answer for one second, for the same connection. */
	keepAnswers: boolean;
}

/** Headers that would affect more than the page: storage, https or logging of the host name. */
const NOT_FROM_A_PUP = [
	'Clear-Site-Data',
	'Strict-Transport-Security',
	'Alt-Svc',
	'Public-Key-Pins',
	'Public-Key-Pins-Report-Only',
	'Expect-CT',
	'NEL',
	'Report-To',
	'Reporting-Endpoints',
	'Origin-Agent-Cluster',
	'Set-Login'
];

/** Headers about the path to a pup, which only the box sets, and hop-by-hop headers. */
const NOT_TO_A_PUP = [
	'Forwarded',
	'Via',
	'X-Claim-Code',
	'X-Forwarded-Server',
	'X-Forwarded-Prefix',
	'X-Forwarded-Ssl',
	'X-Real-IP',
	'HTTP2-Settings',
	'TE',
	'Keep-Alive',
	'Proxy-Connection'
];

/** Same text as in `src/main.ts`, for when dogeboxd is not there to send it. */
const DOWN =
	'<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="2">' +
	'<title>The box is starting</title><p>The box is starting. This page tries again by itself.</p></html>';
const DOWN_FOR_PROGRAMS = '{"title":"The box is starting.","status":503,"code":"starting"}';

/** The part before the servers that is the same on every box. */
const CONSTANT = `
	# A map first looks up its plain values. Most requests lack the header and match one, so that no
	# expression runs. Variables in a value are evaluated only when it is chosen.
	access_log off; server_tokens off; default_type application/octet-stream; absolute_redirect off;
	client_header_timeout 20s; client_body_timeout 300s; send_timeout 300s; keepalive_timeout 75s;
	reset_timedout_connection on; tcp_nodelay on;
	# All pages share one cookie jar, so Cookie headers grow.
	large_client_header_buffers 4 128k;
	# Set here, not in the location, because it must also apply to the subrequest for access.
	client_max_body_size 0;
	js_import pages from pages.js;
	js_set $own_cookies pages.cookieIn;
	js_set $all_sessions pages.sessions;
	js_set $basic_token pages.basicToken;
	# An HTTP/1.0 request may lack the host.
	map $server_addr $own_address { default $server_addr; ~: [$server_addr]; }
	map $http_host $asked_host { default $http_host; "" $own_address:$server_port; }
	map $http_cookie $pup_cookie { default ""; "" ""; ~__p $own_cookies; }
	# Most answers need no change.
	map "$upstream_http_set_cookie$upstream_http_location$upstream_http_refresh" $untouched { default ""; "" 1; }
	limit_conn_zone $server_port zone=page:1m;
	limit_conn page 512;
${UPGRADES}
	map "$request_method|$http_sec_fetch_mode|$http_accept" $navigation {
		default 0; "~^(?:GET|HEAD)\\|navigate\\|" 1; "~*^(?:GET|HEAD)\\|\\|.*text/html" 1; }
	# Removes tokens of the box and of pages; passes on a pup's own Basic or Bearer.
	map $http_authorization $pup_authorization { default $http_authorization; "" ""; "~*^\\s*Bearer\\s+dbx_" ""; "~*^\\s*Basic\\s" $own_basic; }
	map $basic_token $own_basic { default ""; "" $http_authorization; }
	map $http_authorization $page_token { default ""; "" ""; "~*^\\s*Basic\\s" $basic_token;
		"~*^\\s*Bearer\\s+(?<bearer_token>dbx_page_[\\w-]{1,190})\\s*$" $bearer_token; }
	map $http_authorization $box_authorization { default ""; "" ""; "~*^\\s*Bearer\\s+dbx_[\\w~+/.=-]{1,190}\\s*$" $http_authorization; }
	map $http_cookie $box_sessions { default ""; "" "";
		"~dogebox_session=.*dogebox_session=" $all_sessions;
		"~(?:^|;\\s*)(?<one_session>dogebox_session=dbx_[\\w-]{1,190})\\s*(?:;|$)" $one_session; }
	# Other ports are same-site: browsers send the cookies, and CORS does not cover WebSocket.
	map "$request_method$ws" $changes { default 1; GET 0; HEAD 0; OPTIONS 0; }
	map $changes $foreign { default $foreign_change; 0 0; }
	map "$site_fits$origin_fits" $foreign_change { default 1; 11 0; }
	map $http_sec_fetch_site $site_fits { default 0; "" 1; same-origin 1; none 1; }
	map $http_origin $origin_fits { default $origin_same; "" 1; }
	map "$http_origin|$outer_scheme://$outer_host" $origin_same { default 0; "~*^([^|]+)\\|\\1$" 1;
		"~*^(http://[^|:]+)\\|\\1:80$" 1; "~*^(https://[^|:]+)\\|\\1:443$" 1; }
	map "$content_length|$http_transfer_encoding" $with_body { default 1; "|" 0; "0|" 0; }
	map $upstream_http_cross_origin_resource_policy $own_policy { default ""; "" same-origin; }
	# Only values that dogeboxd can parse are passed on.
	map $http_origin $told_origin { default unreadable; "" ""; "~^[!-~]{1,200}$" $http_origin; }
	map $http_sec_fetch_site $told_site { default unreadable; "" ""; "~^[a-z-]{1,20}$" $http_sec_fetch_site; }
	map $outer_host $told_host { default ""; "~^[!-~]{1,255}$" $outer_host; }`;

/**
 * Caches dogeboxd's answer about access for one second. The key has all inputs and the connection:
 * so each connection asks at least once, and a cut connection's cached answer is never used again.
 */
const KEPT = `			proxy_cache answers;
			proxy_cache_key "$connection|$server_port|$box_sessions|$box_authorization|$page_token|$remote_addr|$told_host";
			proxy_cache_valid 204 1s; proxy_cache_min_uses 2; proxy_cache_lock off;
			proxy_ignore_headers Cache-Control Expires Set-Cookie Vary X-Accel-Expires;
			open_file_cache max=512 inactive=10s;
`;

/**
 * Builds the text.
 * @returns the text and its name. The same text with the same script has the same name, which
 *   nginx reports at the control socket
 */
export function configText(spec: PagesSpec, place: TextPaths): { text: string; generation: string } {
	const kept = spec.keepAnswers;
	const ports = spec.pages.map(({ port }) => port);
	const route = (name: string, value: (page: PageRoute) => string | number) =>
		`	map $server_port ${name} { default ""; ${spec.pages.map((page) => `${page.port} ${value(page)};`).join(' ')} }`;
	const hide = NOT_FROM_A_PUP.map((name) => `proxy_hide_header ${name};`).join(' ');
	const empty = NOT_TO_A_PUP.map((name) => `proxy_set_header ${name} "";`).join(' ');
	const text = (generation: string) => `${headText(place, 'stderr error', '1d')}
events { worker_connections ${Math.min(1024, Math.floor(place.openFiles / 2))}; }
http {
	map_hash_max_size 8192; variables_hash_max_size 2048; proxy_headers_hash_max_size 2048; proxy_headers_hash_bucket_size 128;
${OWN_FOLDERS}
${outer(spec.trustedProxy)}${CONSTANT}
${route('$pup_once', ({ address, targetPort }) => `${address}:${targetPort}`)}
${route('$pup_kept', ({ address, targetPort }) => keptName({ address, port: targetPort }))}
	map "$request_method$ws" $pup { default $pup_once; GET $pup_kept; HEAD $pup_kept; }
${keptConnections(spec.pages.map(({ address, targetPort }) => ({ address, port: targetPort })))}${route('$pup_host', ({ address }) => address)}
${route('$pup_port', ({ targetPort }) => targetPort)}
${kept ? '	proxy_cache_path own/answers keys_zone=answers:1m use_temp_path=off max_size=16m inactive=10s;\n' : ''}	upstream gate { server unix:${place.gate}; keepalive 32; keepalive_timeout 50s; }
	upstream gate_once { server unix:${place.gate}; }
${
	ports.length === 0
		? ''
		: `	server {
		${ports.flatMap((port) => spec.listen.map((address) => `listen ${listenAt(address)}:${port};`)).join(' ')}
		# Recursive, because the replacement page may fail too.
		error_page 401 403 500 502 504 = @instead; recursive_error_pages on;
		if ($foreign) { return 403; }
		# Without a leading slash auth_request can reach it, but no client's path can.
		location = dbx-check {
			internal;
			proxy_pass http://gate/check;
			proxy_method GET; proxy_pass_request_body off; proxy_pass_request_headers off;
			proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Content-Length "";
			proxy_set_header Host gate;
			proxy_set_header Cookie $box_sessions; proxy_set_header Authorization $box_authorization;
			proxy_set_header X-Page-Port $server_port; proxy_set_header X-Client $remote_addr;
			proxy_set_header X-Page-Token $page_token; proxy_set_header X-Host $told_host;
			proxy_set_header X-Connection "$realip_remote_addr $realip_remote_port";
			proxy_connect_timeout 2s; proxy_read_timeout 10s;
${kept ? KEPT : ''}		}
		# Without request buffering nginx can refuse an upload without reading it. dogeboxd answers
		# at once and lets nginx close the connection. If dogeboxd closed it while nginx still sent
		# the upload, nginx's write would fail and it would never read the answer.
		location @instead {
			error_page 500 502 504 = @down$navigation;
			proxy_pass http://gate_once;
			rewrite ^ /instead? break;
			proxy_method GET; proxy_request_buffering off; proxy_pass_request_headers off;
			proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host gate;
			proxy_set_header Cookie $box_sessions; proxy_set_header Authorization $box_authorization;
			proxy_set_header X-Page-Port $server_port; proxy_set_header X-Client $remote_addr; proxy_set_header X-Page-Token $page_token;
			proxy_set_header X-Foreign $foreign; proxy_set_header X-Navigation $navigation;
			proxy_set_header X-Scheme $outer_scheme; proxy_set_header X-Host $told_host; proxy_set_header X-Proxied $from_proxy;
			proxy_set_header X-Origin $told_origin; proxy_set_header X-Site $told_site;
			proxy_set_header X-Upstream "$upstream_connect_time|$upstream_bytes_received|$with_body";
			proxy_connect_timeout 2s; proxy_read_timeout 10s;
		}
		location @down0 {
			default_type application/problem+json; add_header Cache-Control no-store always; add_header Retry-After 2 always;
			return 503 '${DOWN_FOR_PROGRAMS}';
		}
		location @down1 {
			default_type text/html; add_header Cache-Control no-store always; add_header Retry-After 2 always;
			return 503 '${DOWN}';
		}
		location / {
			auth_request dbx-check;
			js_header_filter pages.headers;
			# Without a URI part the request's target is passed on byte for byte.
			proxy_pass http://$pup;
			proxy_redirect off; proxy_http_version 1.1;
			proxy_set_header Host $asked_host; proxy_set_header Upgrade $ws; proxy_set_header Connection $to_pup;
			proxy_set_header Cookie $pup_cookie; proxy_set_header Authorization $pup_authorization;
			proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $outer_scheme;
			proxy_set_header X-Forwarded-Host $outer_host; proxy_set_header X-Forwarded-Port $outer_port;
			${empty}
			${AS_IT_COMES}
			${STEERS_NOTHING}
			${hide}
			# Pages of other pups share this host name and therefore the owner's cookies.
			add_header Cross-Origin-Resource-Policy $own_policy always;
		}
	}
`
}${controlServer(place, generation)}
}
`;
	const generation = createHash('sha256').update(text('')).update(PAGES_SCRIPT).digest('hex').slice(0, 16);
	return { text: text(generation), generation };
}

/** Scheme, host and port as the browser sees them. */
function outer(trustedProxy: string | null): string {
	const port = '	map $outer_host $outer_port { default ""; "~:(?<told_port>\\d+)$" $told_port; }';
	if (trustedProxy === null) {
		return `	map $scheme $from_proxy { default 0; }
	map $scheme $outer_scheme { default $scheme; }
	map $asked_host $outer_host { default $asked_host; }
${port}`;
	}
	return `	set_real_ip_from ${trustedProxy}; real_ip_header X-Forwarded-For;
	geo $realip_remote_addr $from_proxy { default 0; ${trustedProxy} 1; }
	map "$from_proxy|$http_x_forwarded_proto" $outer_scheme { default $scheme;
		"~*^1\\|(?:.*,)?\\s*https\\s*$" https; "~*^1\\|(?:.*,)?\\s*http\\s*$" http; }
	map "$from_proxy|$http_x_forwarded_host" $outer_host { default $asked_host;
		"~*^1\\|(?:.*,)?\\s*(?<told_outer>[a-z0-9.:[\\]_-]+)\\s*$" $told_outer; }
${port}`;
}

function listenAt(address: string): string {
	return address.includes(':') ? `[${address}]` : address;
}

/**
 * The configuration of the nginx between pups, and its grants. Building the text is separate from
 * applying it. The text contains only numbers, one address and our own folders. Everything named by
 * a manifest or an owner is in the grants, which are JSON.
 */
import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { dirname, join } from 'node:path';
import {
	AS_IT_COMES,
	controlServer,
	headText,
	loads,
	keptConnections,
	keptName,
	OWN_FOLDERS,
	STEERS_NOTHING,
	UPGRADES,
	type NginxConfig,
	type TextPaths
} from '../nginx/index.ts';
import { segmentsOf } from './matching.ts';
import { GATEWAY_SCRIPT } from './script.ts';

/** The requests that one pup may send to another through the gateway. */
export interface GatewayGrant {
	/** IPv4 address of the requesting pup. */
	from: string;
	/** As in the manifest; in lower case when used as a host name. */
	interface: string;
	/** Address of the provider; null when none was chosen or it is not running. */
	to: { address: string; port: number } | null;
	/** Paths of the granted groups, as `docs/manifest.md` describes them; none: no HTTP. */
	routes: string[];
	/** For messages; `provider` is null when none was chosen. */
	names: { dependant: string; provider: string | null };
	/** Groups of the provider that were not granted. */
	missing: { group: string; routes: string[] }[];
}

/** Lets pups call one path of a pup: `/dbx/hook/<id>`. */
export interface GatewayHook {
	/** 32 hexadecimal digits. */
	id: string;
	/** The called pup, or why it cannot be called. */
	to: { address: string; port: number } | 'not-running' | 'port-gone';
	/** Path that is requested there, unchanged; the caller's query is appended. */
	path: string;
	/** IPv4 addresses of the pups that may call it. */
	callers: string[];
	/** Name of the pup, for messages. */
	name: string;
}

/** Request limits per pup; anything beyond is answered with 429. */
export interface GatewayLimits {
	perSecond: number;
	/** Additional requests in a burst. */
	burst: number;
	/** Requests open at the same time. */
	open: number;
}

/** The host's resolvers, when pups cannot reach them: on its loopback, or over IPv6. */
export interface GatewayNames {
	/** UDP and TCP port of the gateway to which its port 53 leads. */
	port: number;
	/** Addresses, IPv4 or IPv6, in the order in which the host asks them. */
	resolvers: string[];
}

export interface GatewaySpec {
	/** Address and port at the bridge. */
	listen: { address: string; port: number };
	/** Null: pups use other resolvers, or none. */
	names: GatewayNames | null;
	grants: GatewayGrant[];
	hooks: GatewayHook[];
	limits: GatewayLimits;
}

/** File in which nginx logs requests. */
export const REQUESTS_LOG = 'requests.log';

/** Maximum size of this file while nobody empties it, bytes. */
export const MOST_LOG = 32 * 1024 * 1024;

/** Headers about the path to a pup, which only the box sets, and hop-by-hop headers. */
const NOT_TO_A_PUP = [
	...['Forwarded', 'Via', 'X-Real-IP', 'X-Client-IP', 'X-Original-URL', 'X-Rewrite-URL'],
	...['HTTP2-Settings', 'TE', 'Keep-Alive', 'Proxy-Connection'],
	...['Access-Token', 'By', 'Client-Cert', 'Email', 'Groups', 'Method', 'Path', 'Preferred-Username'].map(forwarded),
	...['Port', 'Prefix', 'Scheme', 'Server', 'Ssl', 'Uri', 'User'].map(forwarded)
];

/** Maximum number of a pup's DNS queries that wait for an answer. */
const OPEN_NAMES = 64;

/** Forwards DNS queries to the host's resolvers. */
function namesText({ listen, names }: GatewaySpec): string {
	if (!names) return '';
	const servers = names.resolvers.map((address) => `server ${isIP(address) === 6 ? `[${address}]` : address}:53;`);
	const at = `listen ${listen.address}:${names.port}`;
	return `stream {
	limit_conn_zone $binary_remote_addr zone=names:1m; limit_conn names ${OPEN_NAMES};
	upstream resolvers { ${servers.join(' ')} }
	proxy_connect_timeout 3s; proxy_timeout 10s;
	server { ${at} udp; proxy_pass resolvers; proxy_responses 1; }
	server { ${at}; proxy_pass resolvers; }
}
`;
}

function forwarded(name: string): string {
	return `X-Forwarded-${name}`;
}

const LOG_FORMAT = `	log_format requests escape=json '{"at":$msec,"from":"$remote_addr","interface":"$gw_interface","method":"$request_method",'
		'"path":"$gw_path","status":$status,"bytes":$bytes_sent,"seconds":$request_time,"refused":"$gw_refused"}';
	# Of requests refused by the limits, one in sixteen is logged.
	map $status $gw_logged { default 1; 429 $gw_one_of_many; }
	map $request_id $gw_one_of_many { default ""; ~^0 1; }`;

/** Builds the configuration and its files. */
export function gatewayConfig(spec: GatewaySpec, place: TextPaths): NginxConfig {
	const { listen, limits } = spec;
	const requests = join(dirname(place.gate), REQUESTS_LOG);
	const empty = NOT_TO_A_PUP.map((name) => `proxy_set_header ${name} "";`).join(' ');
	const grants = JSON.stringify({ pups: grantsTable(spec.grants), hooks: hooksTable(spec.hooks) });
	const withNames = spec.names !== null && place.streamModule !== null;
	const text = (generation: string) => `${headText(place, 'stderr error', '6h')}
${withNames ? loads(place.streamModule!) + namesText(spec) : ''}events { worker_connections ${Math.min(4096, Math.floor(place.openFiles / 2))}; }
http {
	proxy_headers_hash_max_size 2048; proxy_headers_hash_bucket_size 128;
${OWN_FOLDERS}
	access_log off; server_tokens off; default_type application/octet-stream; absolute_redirect off;
	client_header_timeout 20s; client_body_timeout 300s; send_timeout 300s; keepalive_timeout 75s; keepalive_requests 100000;
	reset_timedout_connection on; tcp_nodelay on;
	large_client_header_buffers 4 64k; client_max_body_size 0;
	js_import gateway from gateway.js;
	js_set $gw gateway.target;
	js_var $gw_interface -; js_var $gw_path; js_var $gw_box; js_var $gw_refused;
${UPGRADES}
${LOG_FORMAT}
	limit_req_zone $binary_remote_addr zone=requests:1m rate=${limits.perSecond}r/s;
	limit_conn_zone $binary_remote_addr zone=open:1m;
	# One pup must not occupy the box.
	limit_req_zone $binary_remote_addr zone=box:1m rate=20r/s;
	limit_req_status 429; limit_conn_status 429; limit_req_log_level info; limit_conn_log_level info;
${keptConnections(spec.grants.flatMap(({ to }) => to ?? []))}	upstream box { server unix:${place.gate}; }
	server {
		listen ${listen.address}:${listen.port};
		js_preload_object grants from grants-${generation}.json;
		access_log ${requests} requests buffer=32k flush=200ms if=$gw_logged;
		limit_req zone=requests burst=${limits.burst} nodelay; limit_conn open ${limits.open};
		error_page 429 = @limited;
		# No pup's path matches gw-…, for want of a slash. An answer here would precede the limits.
		location / {
			if ($gw = "") { rewrite ^ gw-deny last; }
			if ($gw = "@box") { rewrite ^ gw-box last; }
			js_header_filter gateway.usable;
			error_page 502 504 = @away; error_page 429 = @limited;
			# Passes on the raw target, the same text that was checked.
			proxy_pass http://$gw;
			proxy_redirect off; proxy_http_version 1.1;
			proxy_set_header Host $http_host; proxy_set_header Upgrade $ws; proxy_set_header Connection $to_pup;
			proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto http;
			proxy_set_header X-Forwarded-Host $http_host;
			${empty}
			${AS_IT_COMES}
			${STEERS_NOTHING}
		}
		location = gw-deny { internal; js_content gateway.deny; }
		location = gw-box {
			internal;
			limit_req zone=requests burst=${limits.burst} nodelay; limit_req zone=box burst=40 nodelay;
			client_max_body_size 64k; client_body_buffer_size 64k;
			error_page 502 504 = @box_away; error_page 413 = @too_large; error_page 429 = @limited;
			proxy_pass http://box$gw_box;
			proxy_redirect off; proxy_http_version 1.1; proxy_pass_request_headers off;
			proxy_set_header Host box; proxy_set_header Connection "";
			# Always, whatever type the pup declares.
			proxy_set_header Content-Type application/json;
			proxy_set_header X-Pup-Address $remote_addr;
			proxy_connect_timeout 2s; proxy_read_timeout 30s;
		}
		location @limited { js_content gateway.limited; }
		location @away { js_content gateway.away; }
		location @box_away { js_content gateway.boxAway; }
		location @too_large { js_content gateway.tooLarge; }
	}
${controlServer(place, generation)}
}
`;
	const generation = createHash('sha256')
		.update(text(''))
		.update(GATEWAY_SCRIPT)
		.update(grants)
		.digest('hex')
		.slice(0, 16);
	return {
		text: text(generation),
		generation,
		files: { 'gateway.js': GATEWAY_SCRIPT, [`grants-${generation}.json`]: grants },
		sockets: [listen.port, ...(withNames ? [spec.names!.port] : [])].map((port) => `${listen.address} ${port}`),
		lowPorts: listen.port < 1024,
		mostFileBytes: MOST_LOG
	};
}

interface GrantEntry {
	to: string | null;
	/** The same through kept connections. */
	kept: string | null;
	provider: string | null;
	routes: string[][];
	missing: { group: string; routes: string[][] }[];
}

/** The grants in the format of the script: by address, then by interface. */
function grantsTable(grants: readonly GatewayGrant[]): Record<string, unknown> {
	const pups = new Map<string, { name: string; grants: Map<string, GrantEntry> }>();
	for (const { from, interface: name, to, routes, names, missing } of grants) {
		const pup = pups.get(from) ?? { name: names.dependant, grants: new Map<string, GrantEntry>() };
		pups.set(from, pup);
		pup.grants.set(`i ${name}`, {
			to: to && `${to.address}:${to.port}`,
			kept: to && keptName(to),
			provider: names.provider,
			routes: routes.map(segmentsOf),
			missing: missing.map((one) => ({ group: one.group, routes: one.routes.map(segmentsOf) }))
		});
	}
	return Object.fromEntries(
		[...pups].map(([from, pup]) => [from, { name: pup.name, grants: Object.fromEntries(pup.grants) }])
	);
}

/** The hooks in the format of the script. */
function hooksTable(hooks: readonly GatewayHook[]): Record<string, unknown> {
	return Object.fromEntries(
		hooks.map(({ id, to, path, callers, name }) => [
			`h ${id}`,
			{
				name,
				...(typeof to === 'string' ? { why: to } : { to: `${to.address}:${to.port}${path}` }),
				callers: Object.fromEntries(callers.map((address) => [address, 1]))
			}
		])
	);
}

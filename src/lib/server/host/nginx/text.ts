/** The common beginning of nginx configurations, and how those for pups forward requests. */
import { BUILT_IN, type TextPaths } from './paths.ts';

/** First line of every configuration. */
export const WRITTEN = '# Written by dogebox as a whole; changes are lost.\n';

/** Directive that loads a module; empty for a built-in one. */
export const loads = (module: string): string => (module === BUILT_IN ? '' : `load_module ${module};\n`);

/**
 * Beginning of every configuration.
 * @param workers number of worker processes
 * @param errors destination and level of error messages: `stderr error`
 * @param shutdown how long open connections may keep a worker of an earlier configuration alive
 */
export function startText(
	{ openFiles }: Pick<TextPaths, 'openFiles'>,
	workers: number,
	errors: string,
	shutdown: string
): string {
	return `daemon off; worker_processes ${workers}; worker_rlimit_nofile ${openFiles}; worker_shutdown_timeout ${shutdown};
pid own/nginx.pid; error_log ${errors};`;
}

/** Text up to the contents of `http`, for a configuration with JavaScript: {@link startText}. */
export function headText(place: TextPaths, errors: string, shutdown: string): string {
	return `${WRITTEN}${loads(place.module)}pcre_jit on; ${startText(place, 2, errors, shutdown)}`;
}

/** Folders for temporary files: without root, nginx needs all five. */
export const OWN_FOLDERS = `	client_body_temp_path own/body; proxy_temp_path own/proxy; fastcgi_temp_path own/fastcgi;
	uwsgi_temp_path own/uwsgi; scgi_temp_path own/scgi;`;

/** Server that reports which configuration is loaded. */
export const controlServer = (place: TextPaths, generation: string) =>
	`	server { listen unix:${place.control}; access_log off; location = /generation { return 200 ${generation}; } }`;

/** Keeps a pup's response headers from controlling nginx. */
export const STEERS_NOTHING =
	'proxy_ignore_headers X-Accel-Redirect X-Accel-Expires X-Accel-Limit-Rate X-Accel-Buffering X-Accel-Charset;';

/** Bodies are forwarded unbuffered and never written to disk; timeouts allow slow peers. */
export const AS_IT_COMES = `proxy_request_buffering off; proxy_buffering off;
			proxy_buffer_size 40k; proxy_buffers 4 40k;
			proxy_connect_timeout 10s; proxy_read_timeout 1d; proxy_send_timeout 1d;`;

/** Detects WebSocket requests and sets the matching Connection header. */
export const UPGRADES = `	map $http_upgrade $ws { default ""; "" ""; ~*^websocket$ websocket; }
	map "$request_method$ws" $to_pup { default close; GET ""; HEAD ""; ~websocket$ upgrade; }`;

/** Address at which a pup answers. */
export interface PupTarget {
	/** IPv4 address. */
	address: string;
	port: number;
}

/**
 * Name of the upstream that keeps connections to a pup. Used for GET and HEAD only: when a pup
 * closes a kept connection, nginx sends the request again, which is only safe for those.
 */
export const keptName = ({ address, port }: PupTarget): string => `pup-${address}-${port}`;

/**
 * Upstreams with kept connections, eight per worker. Idle ones are closed before servers do so by
 * default (Node, Apache: 5 s).
 */
export function keptConnections(targets: readonly PupTarget[]): string {
	const byName = new Map(targets.map((target) => [keptName(target), target]));
	return [...byName]
		.map(
			([name, { address, port }]) =>
				`	upstream ${name} { server ${address}:${port}; keepalive 8; keepalive_timeout 2s; }\n`
		)
		.join('');
}

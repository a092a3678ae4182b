/** What the configurations of nginx begin with, and how those of pups pass on. */
import { BUILT_IN, type TextPaths } from './paths.ts';

/** First line of every text. */
export const WRITTEN = '# Written by dogebox as a whole; changes are lost.\n';

/** The line that loads a module; nothing for one that is built in. */
export const loads = (module: string): string => (module === BUILT_IN ? '' : `load_module ${module};\n`);

/**
 * What every text begins with.
 * @param workers how many processes work
 * @param errors where words of errors go, and from which level: `stderr error`
 * @param shutdown how long a worker of an earlier configuration may live on its open connections
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

/** The text up to what is in `http`, of one that works with JavaScript. See {@link startText}. */
export function headText(place: TextPaths, errors: string, shutdown: string): string {
	return `${WRITTEN}${loads(place.module)}pcre_jit on; ${startText(place, 2, errors, shutdown)}`;
}

/** Folders for what nginx puts aside: an unprivileged one must be given all five. */
export const OWN_FOLDERS = `	client_body_temp_path own/body; proxy_temp_path own/proxy; fastcgi_temp_path own/fastcgi;
	uwsgi_temp_path own/uwsgi; scgi_temp_path own/scgi;`;

/** The server that tells which configuration is loaded. */
export const controlServer = (place: TextPaths, generation: string) =>
	`	server { listen unix:${place.control}; access_log off; location = /generation { return 200 ${generation}; } }`;

/** A pup's answers steer nothing of nginx. */
export const STEERS_NOTHING =
	'proxy_ignore_headers X-Accel-Redirect X-Accel-Expires X-Accel-Limit-Rate X-Accel-Buffering X-Accel-Charset;';

/** Bodies pass as they come, on no disk; what is slow is waited for. */
export const AS_IT_COMES = `proxy_request_buffering off; proxy_buffering off;
			proxy_buffer_size 40k; proxy_buffers 4 40k;
			proxy_connect_timeout 10s; proxy_read_timeout 1d; proxy_send_timeout 1d;`;

/** Whether a request would become a WebSocket, and what its connection is then. */
export const UPGRADES = `	map $http_upgrade $ws { default ""; "" ""; ~*^websocket$ websocket; }
	map "$request_method$ws" $to_pup { default close; GET ""; HEAD ""; ~websocket$ upgrade; }`;

/** Where a pup answers. */
export interface PupTarget {
	/** IPv4 address. */
	address: string;
	port: number;
}

/**
 * Name under which nginx keeps connections to it. For GET and HEAD alone: nginx sends what it sent
 * on a connection that the pup was just closing once more, and only those may be.
 */
export const keptName = ({ address, port }: PupTarget): string => `pup-${address}-${port}`;

/**
 * The connections that are kept, eight of each worker. Idle ones are closed sooner than servers do
 * of themselves (Node, Apache: 5 s).
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

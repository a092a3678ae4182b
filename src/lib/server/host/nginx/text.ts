/** What the configurations of both nginx begin with, and how both pass on. */
import type { TextPlace } from './place.ts';

/**
 * The text up to what is in `http`.
 * @param errors where words of errors go, and from which level: `stderr error`
 * @param shutdown how long a worker of an earlier configuration may live on its open connections
 */
export function headText(place: TextPlace, errors: string, shutdown: string): string {
	return `# Written by dogebox as a whole; changes are lost.
load_module ${place.module};
daemon off; pcre_jit on; worker_processes 2; worker_rlimit_nofile ${place.openFiles}; worker_shutdown_timeout ${shutdown};
pid own/nginx.pid; error_log ${errors};`;
}

/** Folders for what nginx puts aside: an unprivileged one must be given all five. */
export const OWN_FOLDERS = `	client_body_temp_path own/body; proxy_temp_path own/proxy; fastcgi_temp_path own/fastcgi;
	uwsgi_temp_path own/uwsgi; scgi_temp_path own/scgi;`;

/** The server that tells which configuration is loaded. */
export const controlServer = (place: TextPlace, generation: string) =>
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
	map $ws $to_pup { default close; websocket upgrade; }`;

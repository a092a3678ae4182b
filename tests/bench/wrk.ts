/**
 * The tools that measure both nginx servers of the box: wrk, and nginx as a plain proxy beside
 * them.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quantile } from './stats.ts';

const SECONDS = 4;
export const CONNECTIONS = 16;
const BODY = 'x'.repeat(1024);

export interface Measured {
	perSecond: number;
	p50: number;
	p99: number;
}

export const hasWrk = () => spawnSync('sh', ['-c', 'command -v wrk']).status === 0;

/** @param options.script a file in Lua; see wrk's `SCRIPTING` */
export function wrk(url: string, options: { header?: string; script?: string } = {}): Measured {
	const { header, script } = options;
	const { stdout } = spawnSync(
		'wrk',
		[
			...['-t', '1', '-c', String(CONNECTIONS), '-d', `${SECONDS}s`, '--latency'],
			...(script === undefined ? [] : ['-s', script]),
			...(header === undefined ? [] : ['-H', header]),
			url
		],
		{ encoding: 'utf8' }
	);
	const ms = (share: number) => {
		const [, value = 'NaN', unit = 'ms'] = new RegExp(`${share}%\\s+([\\d.]+)(us|ms|s)`).exec(stdout) ?? [];
		return Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit as 'us' | 'ms' | 's'];
	};
	if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`wrk ${url}:\n${stdout}`);
	return { perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]), p50: ms(50), p99: ms(99) };
}

export const middleOf = (list: Measured[], of: keyof Measured) =>
	quantile(
		list.map((one) => one[of]),
		0.5
	);

/**
 * Starts one nginx with two workers, both as the server behind and as the plain proxy before it.
 */
export function startPeer(folder: string, upstream: number, plain: number): { end(): Promise<void> } {
	for (const name of ['body', 'proxy', 'f', 'u', 's']) mkdirSync(join(folder, name));
	writeFileSync(
		join(folder, 'nginx.conf'),
		`daemon off; worker_processes 2; pid nginx.pid; error_log stderr crit; user root;
events { worker_connections 1024; }
http { access_log off; default_type text/plain;
	client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
	server { listen 127.0.0.1:${upstream}; location / { return 200 '${BODY}'; } }
	server { listen 127.0.0.1:${plain}; location / { proxy_pass http://127.0.0.1:${upstream}; proxy_http_version 1.1; } } }
`
	);
	const child = spawn('nginx', ['-p', `${folder}/`, '-c', 'nginx.conf', '-e', 'stderr'], {
		stdio: ['ignore', 'ignore', 'inherit']
	});
	const ended = new Promise((resolve) => child.once('exit', resolve));
	return {
		async end() {
			child.kill('SIGTERM');
			await ended;
		}
	};
}

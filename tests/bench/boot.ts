/** Compares the start of dogeboxd until its first page with that of a bare Node server. */
import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { join } from 'node:path';
import type { AliveBox } from '../support/alive.ts';
import { freePort, root } from '../support/program.ts';
import { timesFigure, type Figure } from './stats.ts';

const RUNS = 15;

/** Status of a GET, or 0 while nobody listens. */
function status(port: number, path: string): Promise<number> {
	return new Promise((resolve) => {
		const asked = request({ host: '127.0.0.1', port, path, agent: false }, (answer) => {
			answer.resume();
			answer.on('end', () => resolve(answer.statusCode ?? 0));
		});
		asked.on('error', () => resolve(0));
		asked.end();
	});
}

/** Spawns a program and waits for its first 200 at `path`. @returns milliseconds */
async function firstPage(args: string[], env: Record<string, string>, port: number, path: string): Promise<number> {
	const from = performance.now();
	const child = spawn(process.execPath, args, { stdio: 'ignore', env: { ...process.env, ...env } });
	const ended = new Promise((resolve) => child.once('exit', resolve));
	try {
		while ((await status(port, path)) !== 200) {
			if (child.exitCode !== null) throw new Error(`${args.join(' ')} ended`);
			if (performance.now() - from > 30_000) throw new Error(`${args.join(' ')} did not answer`);
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		return performance.now() - from;
	} finally {
		child.kill('SIGTERM');
		await ended;
	}
}

/** @param box a configured box that is not running */
export async function benchBoot(box: AliveBox): Promise<Figure[]> {
	const port = await freePort();
	const ours: number[] = [];
	const theirs: number[] = [];
	const { data, instance, subnet, pagePorts } = box.options;
	const env = {
		NODE_ENV: 'production',
		DOGEBOX_DATA: data,
		DOGEBOX_HOST: '127.0.0.1',
		DOGEBOX_PORT: String(port),
		DOGEBOX_INSTANCE: instance,
		DOGEBOX_SUBNET: subnet,
		DOGEBOX_PAGE_PORTS: pagePorts,
		DOGEBOX_OFFICIAL_SOURCE: 'none'
	};
	const bare = `require('http').createServer((q, s) => s.end('hello')).listen(${port}, '127.0.0.1')`;
	for (let round = -1; round < RUNS; round++) {
		const a = await firstPage([join(root, 'build/supervisor.cjs')], env, port, '/login');
		const b = await firstPage(['-e', bare], {}, port, '/');
		if (round >= 0) {
			ours.push(a);
			theirs.push(b);
		}
	}
	return [
		timesFigure(
			{ id: 'boot', title: 'Start of dogeboxd until its first page', target: 1000 },
			ours,
			'a bare node http server',
			theirs
		)
	];
}

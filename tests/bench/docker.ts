/** dockerd as the peer of benches. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startDockerd } from '../support/dockerd.ts';

export interface DockerPeer {
	version: string;
	/** Address in the form of `DOCKER_HOST`. */
	host: string;
	/** Creates an image from root filesystem layers, base first. */
	importLayers(layers: string[], name: string): void;
	/**
	 * Runs `docker run -d`. `ms` is the time until the command has printed the id of the running
	 * container.
	 */
	run(image: string, options: string[], argv: string[]): Promise<{ id: string; ms: number }>;
	/** Runs `docker exec`. @returns milliseconds until the first byte of its output */
	exec(id: string, argv: string[]): Promise<number>;
	remove(id: string): void;
	close(): Promise<void>;
}

/** @returns null when Debian's docker.io is not installed */
export async function startDocker(): Promise<DockerPeer | null> {
	const dockerd = await startDockerd();
	if (!dockerd) return null;
	const { version, host, folder, close } = dockerd;
	const docker = (args: string[]) => execFileSync('docker', ['--host', host, ...args], { encoding: 'utf8' }).trim();
	return {
		version,
		host,
		importLayers(layers, name) {
			const root = join(folder, 'root');
			const empty = join(folder, 'empty');
			mkdirSync(root);
			mkdirSync(empty);
			execFileSync(
				'unshare',
				[
					'--mount',
					'--propagation',
					'private',
					'sh',
					'-ec',
					'mount -t overlay overlay -o "ro,lowerdir=$1" "$2"; tar -C "$2" -c . | docker --host "$3" import - "$4"',
					'sh',
					// overlayfs wants the topmost layer first, and at least two layers. The empty
					// one is the lowest.
					[...[...layers].reverse(), empty].join(':'),
					root,
					host,
					name
				],
				{ stdio: ['ignore', 'ignore', 'inherit'] }
			);
		},
		run(image, options, argv) {
			return new Promise((resolve, reject) => {
				const from = performance.now();
				const child = spawn('docker', ['--host', host, 'run', '-d', ...options, image, ...argv], {
					stdio: ['ignore', 'pipe', 'pipe']
				});
				let out = '';
				let err = '';
				child.stdout.on('data', (chunk) => (out += String(chunk)));
				child.stderr.on('data', (chunk) => (err += String(chunk)));
				child.on('close', (code) =>
					code === 0
						? resolve({ id: out.trim(), ms: performance.now() - from })
						: reject(new Error(`docker run: ${err}`))
				);
			});
		},
		exec(id, argv) {
			return new Promise((resolve, reject) => {
				const from = performance.now();
				let first = Number.NaN;
				const child = spawn('docker', ['--host', host, 'exec', id, ...argv], { stdio: ['ignore', 'pipe', 'inherit'] });
				child.stdout.once('data', () => (first = performance.now() - from));
				child.on('close', (code) =>
					code === 0 ? resolve(first) : reject(new Error(`docker exec: exit status ${code}`))
				);
			});
		},
		remove: (id) => void docker(['rm', '-f', id]),
		close
	};
}

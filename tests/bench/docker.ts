/**
 * dockerd from Debian as the peer: started in namespaces of its own, ended and removed after the
 * run.
 */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export interface DockerPeer {
	version: string;
	/** Creates an image from root filesystem layers, base first. */
	importLayers(layers: string[], name: string): void;
	/**
	 * `docker run -d`; milliseconds until the command has printed the id of the running container.
	 */
	run(image: string, options: string[], argv: string[]): Promise<{ id: string; ms: number }>;
	/** `docker exec`; milliseconds until the first byte of what the command shows. */
	exec(id: string, argv: string[]): Promise<number>;
	remove(id: string): void;
	close(): Promise<void>;
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Starts dockerd with a root folder, bridge and socket of its own. Firewall rules are left out on
 * its side, which makes it faster, not slower.
 * @returns null when Debian's docker.io is not installed
 */
export async function startDocker(): Promise<DockerPeer | null> {
	if (!existsSync('/usr/sbin/dockerd')) return null;
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-docker-'));
	const host = `unix://${folder}/docker.sock`;
	// A cgroup of its own, so that it can be taken away and a real Docker of this host is not met.
	const cgroup = basename(folder);
	const daemon: ChildProcess = spawn(
		'unshare',
		[
			'--mount',
			'--net',
			'--propagation',
			'private',
			'/usr/sbin/dockerd',
			'--host',
			host,
			'--data-root',
			join(folder, 'data'),
			'--exec-root',
			join(folder, 'exec'),
			'--pidfile',
			join(folder, 'docker.pid'),
			`--cgroup-parent=/${cgroup}`,
			'--iptables=false',
			'--ip-masq=false',
			'--log-level',
			'error'
		],
		{ stdio: ['ignore', 'ignore', 'pipe'], cwd: folder }
	);
	let said = '';
	daemon.stderr?.on('data', (chunk) => (said += String(chunk)));
	const docker = (args: string[]) => execFileSync('docker', ['--host', host, ...args], { encoding: 'utf8' }).trim();
	let version = '';
	for (let tries = 0; version === ''; tries++) {
		await wait(250);
		const asked = spawnSync('docker', ['--host', host, 'version', '--format', '{{.Server.Version}}'], {
			encoding: 'utf8'
		});
		if (asked.status === 0) version = asked.stdout.trim();
		else if (tries > 120 || daemon.exitCode !== null) {
			daemon.kill('SIGKILL');
			rmSync(folder, { recursive: true, force: true });
			throw new Error(`dockerd did not start: ${said.slice(-2000)}`);
		}
	}
	return {
		version,
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
					// overlayfs wants the topmost first, and at least two: an empty one is the
					// lowest.
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
		async close() {
			const pid = existsSync(join(folder, 'docker.pid'))
				? Number(readFileSync(join(folder, 'docker.pid'), 'utf8'))
				: (daemon.pid ?? 0);
			try {
				process.kill(pid, 'SIGTERM');
			} catch {
				// It has ended by itself.
			}
			for (let tries = 0; tries < 100 && daemon.exitCode === null; tries++) await wait(100);
			if (daemon.exitCode === null) daemon.kill('SIGKILL');
			for (const controller of readdirSync('/sys/fs/cgroup')) {
				try {
					rmdirSync(join('/sys/fs/cgroup', controller, cgroup));
				} catch {
					// This controller has none.
				}
			}
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

/**
 * Debian's dockerd for comparisons. It runs in its own namespaces and is ended and removed after
 * the run.
 */
import type { ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
	existsSync,
	kill,
	mkdtempSync,
	readFileSync,
	readdirSync,
	rmSync,
	rmdirSync,
	spawn,
	spawnSync
} from './as-root.ts';

export interface Dockerd {
	version: string;
	/** Address in the form that clients take (`DOCKER_HOST`). */
	host: string;
	/** dockerd's own folder. Everything that belongs to the run can be written there. */
	folder: string;
	close(): Promise<void>;
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Starts dockerd with its own root folder, bridge and socket. It sets up no firewall rules, which
 * makes it faster in comparisons, not slower.
 * @returns null when Debian's docker.io is not installed
 */
export async function startDockerd(): Promise<Dockerd | null> {
	if (!existsSync('/usr/sbin/dockerd')) return null;
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-docker-'));
	const host = `unix://${folder}/docker.sock`;
	// Its own cgroup: it can be removed as a whole and does not collide with a real Docker on this
	// host.
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
		{ stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' }
	);
	let said = '';
	daemon.stderr?.on('data', (chunk) => (said += String(chunk)));
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
		...{ version, host, folder },
		async close() {
			const pid = existsSync(join(folder, 'docker.pid'))
				? Number(readFileSync(join(folder, 'docker.pid'), 'utf8'))
				: (daemon.pid ?? 0);
			try {
				kill(pid, 'SIGTERM');
			} catch {
				// dockerd has ended by itself.
			}
			for (let tries = 0; tries < 100 && daemon.exitCode === null; tries++) await wait(100);
			if (daemon.exitCode === null) daemon.kill('SIGKILL');
			for (const controller of readdirSync('/sys/fs/cgroup')) {
				try {
					rmdirSync(join('/sys/fs/cgroup', controller, cgroup));
				} catch {
					// This controller has no cgroup of that name.
				}
			}
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

/**
 * `docker compose` v2. Debian 12 only has v1, so apt fetches the package of Debian 13 with its own
 * lists and folders and changes nothing on the host. The program needs no library but libc.
 */
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, spawnSync, writeFileSync } from './as-root.ts';
import { cacheFolder } from './images.ts';

/** Paths where packages of distributions and of Docker install it. */
const INSTALLED = ['libexec', 'lib', 'local/lib', 'local/libexec'].map(
	(folder) => `/usr/${folder}/docker/cli-plugins/docker-compose`
);
const KEYS = '/usr/share/keyrings/debian-archive-keyring.gpg';
const INSIDE = 'usr/libexec/docker/cli-plugins/docker-compose';
/** Milliseconds for ten megabytes of package lists and a package of thirteen megabytes. */
const TIMEOUT_MS = 120_000;

function fetch(to: string): void {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-compose-'));
	const inside = (...path: string[]) => join(folder, ...path);
	try {
		for (const path of ['lists/partial', 'archives/partial', 'got']) mkdirSync(inside(path), { recursive: true });
		writeFileSync(inside('list'), `deb [signed-by=${KEYS}] http://deb.debian.org/debian trixie main\n`);
		const options = Object.entries({
			'Dir::State': folder,
			'Dir::State::status': '/var/lib/dpkg/status',
			'Dir::Cache': folder,
			'Dir::Etc::sourcelist': inside('list'),
			'Dir::Etc::sourceparts': '-',
			'APT::Sandbox::User': 'root'
		}).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
		const run = (program: string, ...args: string[]) => {
			const { status, stderr } = spawnSync(program, args, {
				cwd: inside('got'),
				encoding: 'utf8',
				timeout: TIMEOUT_MS
			});
			if (status !== 0) throw new Error(`${program}: ${stderr}`);
		};
		run('apt-get', ...options, 'update', '-q');
		run('apt-get', ...options, 'download', '-q', 'docker-compose');
		run('sh', '-c', 'dpkg-deb -x ./docker-compose_2.*.deb .');
		mkdirSync(dirname(to), { recursive: true });
		renameSync(inside('got', INSIDE), to);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Path of the program, or null where it is missing and cannot be fetched. */
export function composeV2(): string | null {
	const installed = INSTALLED.find((file) => existsSync(file));
	if (installed) return installed;
	const cached = join(cacheFolder() ?? join(tmpdir(), 'dogebox-test-cache/alive'), '../compose-v2/docker-compose');
	if (existsSync(cached)) return cached;
	if (!existsSync(KEYS)) return null;
	try {
		fetch(cached);
		return cached;
	} catch (error) {
		console.warn(`docker compose v2 could not be fetched: ${String(error)}`);
		return null;
	}
}

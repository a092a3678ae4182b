/**
 * Clients of Docker from npm, at the versions of their own lock file. With their dependencies they
 * are too large to be dependencies of this project.
 */
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	chmodSync,
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	spawnSync
} from './as-root.ts';
import { cacheFolder } from './images.ts';
import { root } from './program.ts';

/** Folder of their lock file and of the programs that use them. */
export const CLIENT_FILES = join(root, 'tests/fixtures/docker-clients');

/** Opens the folder to every user who runs the tests. */
function open(folder: string): string {
	chmodSync(folder, 0o755);
	return folder;
}

/** Returns a folder with their node_modules, or null where they cannot be fetched. */
export function dockerClients(): string | null {
	const lock = createHash('sha256').update(readFileSync(join(CLIENT_FILES, 'package-lock.json')));
	const above = join(cacheFolder() ?? join(tmpdir(), 'dogebox-test-cache/alive'), '..');
	const folder = join(above, `docker-clients-${lock.digest('hex').slice(0, 16)}`);
	if (existsSync(folder)) return open(folder);
	mkdirSync(above, { recursive: true });
	// The folder appears only when it is complete. Two suites may create it at the same time.
	const half = mkdtempSync(join(above, 'docker-clients-'));
	for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(CLIENT_FILES, file), join(half, file));
	const how = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
	const { status, stderr } = spawnSync('npm', how, { cwd: half, encoding: 'utf8', timeout: 240_000 });
	if (status === 0 && !existsSync(folder)) renameSync(half, folder);
	else rmSync(half, { recursive: true, force: true });
	if (existsSync(folder)) return open(folder);
	console.warn(`the clients of Docker could not be fetched: ${stderr}`);
	return null;
}

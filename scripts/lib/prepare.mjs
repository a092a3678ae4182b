// Gets a clone ready: Node's version, npm packages, the build. Plain Node, no dependencies: runs
// before npm ci.
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';
import { ensurePackages, isRoot } from './system-packages.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
/**
 * Written by `npm run release`: there a build and its packages lie ready, and npm is not needed.
 */
const RELEASE = join(root, 'release.json');
const NODE_STAMP = join(root, 'node_modules/.dogebox-installed');
const BUILD_STAMP = join(root, 'build/.dogebox-built');

/** Ends with one sentence when Node is too old. */
export function requireNode() {
	const [major, minor] = process.versions.node.split('.').map(Number);
	if (major < 20 || (major === 20 && minor < 19)) {
		console.error(`Dogebox needs Node 20.19 or later; this is ${process.version}. Install a newer Node and try again.`);
		process.exit(1);
	}
	if (!existsSync(RELEASE)) return;
	// The database driver: one binary for all Nodes from 22.14 on (Node-API 10), one for the Node
	// that made the release.
	const { modules } = JSON.parse(readFileSync(RELEASE, 'utf8'));
	if (Number(process.versions.napi) >= 10 || process.versions.modules === modules) return;
	console.error(
		`This release runs on Node 22.14 or later${modules === '115' ? ' and on Node 20' : ''}; this is ${process.version}.`
	);
	process.exit(1);
}

async function installPackages() {
	const { status } = await run('npm', ['ci', '--no-audit', '--no-fund'], {
		cwd: root,
		stdio: ['ignore', 'ignore', 'inherit'],
		// Development packages build the program, also where NODE_ENV says production.
		env: { ...process.env, NODE_ENV: 'development', npm_config_loglevel: 'error', npm_config_progress: 'false' }
	});
	return status === 0;
}

const lockHash = () =>
	createHash('sha256')
		.update(readFileSync(join(root, 'package-lock.json')))
		.update(process.versions.modules)
		.digest('hex');

/** npm packages as the lock file says; nothing to do when they are there. */
export async function ensureNodeModules() {
	if (existsSync(RELEASE)) return;
	// A link leads to packages of somebody else: npm would empty that folder.
	if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) return;
	const want = lockHash();
	if (existsSync(NODE_STAMP) && readFileSync(NODE_STAMP, 'utf8') === want) return;
	console.log('Installing npm packages (about two minutes the first time) …');
	if (!(await installPackages()) && !(isRoot() && ensurePackages(['build']) && (await installPackages()))) {
		console.error(
			'The npm packages could not be installed. Look above for the reason; without internet they cannot be fetched.'
		);
		console.error('Where a compiler is asked for:  sudo apt-get install -y make g++ python3');
		process.exit(1);
	}
	writeFileSync(NODE_STAMP, want);
}

/** Everything the build depends on, as one hash of names, sizes and times. */
function sourceHash() {
	const hash = createHash('sha256');
	const walk = (path) => {
		const stat = statSync(path);
		if (stat.isDirectory()) for (const entry of readdirSync(path).sort()) walk(join(path, entry));
		else if (!path.endsWith('.test.ts')) hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
	};
	for (const name of [
		'src',
		'static',
		'drizzle',
		'svelte.config.js',
		'vite.config.ts',
		'scripts/lib/compact.mjs',
		'scripts/lib/code-cache.mjs',
		'scripts/lib/code-cache-child.mjs',
		'scripts/lib/programs.mjs',
		'scripts/lib/start-fast.mjs',
		'package-lock.json',
		'package.json'
	])
		walk(join(root, name));
	return hash.digest('hex');
}

/**
 * The build in build/, made when a source is newer than it. A build that was cut short has no
 * stamp, and is made again.
 */
export async function ensureBuild() {
	if (existsSync(RELEASE)) return;
	const want = sourceHash();
	if (existsSync(BUILD_STAMP) && readFileSync(BUILD_STAMP, 'utf8') === want) return;
	console.log('Building …');
	rmSync(BUILD_STAMP, { force: true });
	const { status, stdout, stderr } = await run(
		process.execPath,
		[join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
		{
			cwd: root,
			// Whoever asks, the build is one for production: Vite goes by this variable.
			env: { ...process.env, NODE_ENV: 'production' },
			stdio: ['ignore', 'pipe', 'pipe']
		}
	);
	if (status !== 0) {
		console.error(stdout, stderr);
		console.error('The program could not be built.');
		process.exit(1);
	}
	// A build without it starts slower, and is whole all the same.
	await run(process.execPath, [join(root, 'scripts/lib/code-cache.mjs'), join(root, 'build')], {
		stdio: 'inherit',
		timeout: 120_000
	});
	writeFileSync(BUILD_STAMP, want);
}

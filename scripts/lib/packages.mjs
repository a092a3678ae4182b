// The npm packages of the project, @dogebox/sdk and @dogebox/dbx, each made whole in its `dist`.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './prepare.mjs';

/**
 * An empty folder for a package, with what each has.
 * @param {string} name
 * @param {string[]} bundled packages whose licences go along
 */
function begin(name, bundled) {
	const from = join(root, 'packages', name);
	const into = join(from, 'dist');
	rmSync(into, { recursive: true, force: true });
	mkdirSync(into);
	const read = (/** @type {string} */ path) => JSON.parse(readFileSync(path, 'utf8'));
	const about = read(join(from, 'package.json'));
	// One version for the box, its command line and its SDKs.
	about.version = read(join(root, 'package.json')).version;
	writeFileSync(join(into, 'package.json'), `${JSON.stringify(about, null, '\t')}\n`);
	copyFileSync(join(from, 'README.md'), join(into, 'README.md'));
	copyFileSync(join(root, 'LICENSE'), join(into, 'LICENSE'));
	for (const one of bundled)
		copyFileSync(join(root, 'node_modules', one, 'LICENSE'), join(into, `LICENSE.${one.replace('/', '-')}`));
	return into;
}

/** Builds `@dogebox/sdk`. @returns {Promise<string>} its folder */
export async function buildSdk() {
	const into = begin('sdk', ['ws']);
	const from = join(root, 'packages/sdk');
	const bundle = await rolldown({
		input: { index: join(from, 'src/index.ts'), node: join(from, 'src/node.ts') },
		platform: 'node',
		// Two addons in C that `ws` takes where they are.
		external: ['bufferutil', 'utf-8-validate'],
		treeshake: { moduleSideEffects: false }
	});
	await bundle.write({ dir: into, format: 'esm', chunkFileNames: 'common-[hash].js' });
	await bundle.close();
	execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', from], { stdio: 'inherit' });
	for (const name of readdirSync(into).filter((one) => one.endsWith('.d.ts'))) {
		const text = readFileSync(join(into, name), 'utf8');
		writeFileSync(join(into, name), text.replace(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'"));
	}
	cpSync(join(from, 'examples'), join(into, 'examples'), { recursive: true });
	return into;
}

/** Puts `@dogebox/dbx` together of the built program. @returns {string} its folder */
export function buildDbx() {
	const into = begin('dbx', ['commander', 'ws', 'yaml', 'zod', '@modelcontextprotocol/server']);
	const program = join(into, 'dbx.js');
	copyFileSync(join(root, 'build/dbx.js'), program);
	// What it loads late.
	for (const late of ['dbx-pup.js', 'dbx-mcp.js']) copyFileSync(join(root, 'build', late), join(into, late));
	chmodSync(program, 0o755);
	const say = (/** @type {string[]} */ ...words) =>
		execFileSync(process.execPath, [program, ...words], { encoding: 'utf8' });
	writeFileSync(join(into, 'dbx.1'), say('man'));
	const completions = join(into, 'completions');
	mkdirSync(completions);
	for (const [shell, name] of [
		['bash', 'dbx.bash'],
		['zsh', '_dbx'],
		['fish', 'dbx.fish']
	]) {
		writeFileSync(join(completions, name), say('completion', shell));
	}
	return into;
}

/**
 * Packs a folder as npm does, without asking anybody.
 * @param {string} folder
 * @param {string} into folder of the archive
 * @returns {string} the archive
 */
export function packFolder(folder, into) {
	mkdirSync(into, { recursive: true });
	const report = execFileSync('npm', ['pack', '--json', '--offline', '--ignore-scripts', '--pack-destination', into], {
		cwd: folder,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'inherit']
	});
	return join(into, JSON.parse(report)[0].filename);
}

// `npm run lighthouse`: every page as Lighthouse sees it from a phone, against its budget; written
// to docs/lighthouse.md. Parts of paths as arguments: only those pages, and nothing is written.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatFile } from './lib/format-file.mjs';
import { ensureBuild, ensureNodeModules, requireNode, root } from './lib/prepare.mjs';
import { ensurePackages } from './lib/system-packages.mjs';

requireNode();
ensurePackages(['run', 'test', 'bench']);
await ensureNodeModules();
await ensureBuild();

// Installed apart from the project's packages, because it brings two hundred dependencies.
const home = join(root, '.svelte-kit/lighthouse');
mkdirSync(home, { recursive: true });
for (const file of ['package.json', 'package-lock.json'])
	cpSync(join(root, 'tests/lighthouse', file), join(home, file));
if (!existsSync(join(home, 'node_modules/lighthouse'))) {
	const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
		cwd: home,
		stdio: 'inherit'
	});
	if (status !== 0) process.exit(1);
}

const { rolldown } = await import('rolldown');
const bundle = await rolldown({
	input: join(root, 'tests/lighthouse/main.ts'),
	platform: 'node',
	resolve: { mainFields: ['module', 'main'] },
	// Scripts read their lists from the folder that they are in.
	external: [/scripts\/lib\//, /^better-sqlite3$/, /^bufferutil$/, /^utf-8-validate$/, /^@playwright\/test$/]
});
await bundle.write({ file: join(home, 'main.js'), format: 'esm', codeSplitting: false });
await bundle.close();
const child = spawn(process.execPath, [join(home, 'main.js'), ...process.argv.slice(2)], {
	cwd: root,
	stdio: 'inherit'
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
	if (process.argv.length === 2) formatFile('docs/lighthouse.md');
	process.exit(code ?? (signal ? 1 : 0));
});

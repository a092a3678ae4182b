// `npm run pup:new`, `npm run pup:check`: `dbx pup` of this checkout. Installs and builds what is
// missing first.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuild, ensureNodeModules, requireNode, root } from './lib/prepare.mjs';

requireNode();
// What is said on the way belongs on the other output: --json is read by programs.
const { log } = console;
console.log = console.error;
await ensureNodeModules();
await ensureBuild();
console.log = log;
const { status } = spawnSync(process.execPath, [join(root, 'build/dbx.js'), 'pup', ...process.argv.slice(2)], {
	// npm runs scripts in the project; relative paths are meant from where the person stands.
	cwd: process.env.INIT_CWD ?? process.cwd(),
	stdio: 'inherit'
});
process.exitCode = status ?? 1;

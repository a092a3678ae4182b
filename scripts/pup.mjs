// `npm run pup:new`, `npm run pup:check`: `dbx pup` of this checkout. First installs and builds
// what is missing.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuild, ensureNodeModules, requireNode, root } from './lib/prepare.mjs';

requireNode();
// Progress goes to standard error, because programs read the output of --json.
const { log } = console;
console.log = console.error;
await ensureNodeModules();
await ensureBuild();
console.log = log;
const { status } = spawnSync(process.execPath, [join(root, 'build/dbx.js'), 'pup', ...process.argv.slice(2)], {
	// npm runs scripts in the project's folder; relative paths refer to the user's working folder.
	cwd: process.env.INIT_CWD ?? process.cwd(),
	stdio: 'inherit'
});
process.exitCode = status ?? 1;

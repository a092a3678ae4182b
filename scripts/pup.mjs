// `npm run pup:new`, `npm run pup:check`: the tools of those who make pups. Installs and builds
// what is missing first.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuild, ensureNodeModules, requireNode, root } from './lib/prepare.mjs';

requireNode();
// What is said on the way belongs on the other output: --json is read by programs.
const { log } = console;
console.log = console.error;
ensureNodeModules();
ensureBuild();
console.log = log;
const { main } = await import(pathToFileURL(join(root, 'build/pup.js')).href);
process.exitCode = await main(process.argv.slice(2), {
	root,
	// npm runs scripts in the project; relative paths are meant from where the person stands.
	folder: process.env.INIT_CWD ?? process.cwd(),
	out: (text) => process.stdout.write(`${text}\n`),
	err: (text) => process.stderr.write(`${text}\n`),
	colors: process.stdout.isTTY === true && !process.env.NO_COLOR
});

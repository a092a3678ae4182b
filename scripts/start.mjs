// `npm start`: installs what is missing, builds, and becomes the supervisor of the box.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { helpText } from '../src/lib/server/options.js';
import { ensureBuild, ensureNodeModules, requireNode, root } from './lib/prepare.mjs';
import { ensureAccounts, ensurePackages } from './lib/system-packages.mjs';

requireNode();
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
if (process.argv.some((arg) => arg === '--help' || arg === '-h')) {
	console.log(helpText(version));
	process.exit(0);
}
if (process.argv.some((arg) => arg === '--version' || arg === '-v')) {
	console.log(version);
	process.exit(0);
}
ensurePackages(['run']);
ensureAccounts();
await ensureNodeModules();
await ensureBuild();
process.env.NODE_ENV ??= 'production';
await import(pathToFileURL(join(root, 'build/supervisor.js')).href);

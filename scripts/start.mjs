// `npm start`: installs what is missing, builds, starts the box in this very process.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuild, ensureNodeModules, requireNode, root } from './lib/prepare.mjs';
import { ensureAccount, ensurePackages } from './lib/system-packages.mjs';

requireNode();
const asksOnly = process.argv.some((arg) => arg === '--help' || arg === '-h' || arg === '--version');
if (!asksOnly) {
	ensurePackages(['run']);
	ensureAccount();
}
ensureNodeModules();
ensureBuild();
process.env.NODE_ENV ??= 'production';
await import(pathToFileURL(join(root, 'build/main.js')).href);

// `npm run check`: types of everything, then the size budget of the pages' first JavaScript.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuild, ensureNodeModules, requireNode, root } from './lib/prepare.mjs';

requireNode();
await ensureNodeModules();
const run = (args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
run([join(root, 'node_modules/.bin/svelte-kit'), 'sync']);
const types = run([join(root, 'node_modules/.bin/svelte-check'), '--tsgo', '--fail-on-warnings']);
await ensureBuild();
const budget = run([join(root, 'scripts/budget.mjs')]);
process.exit(types || budget);

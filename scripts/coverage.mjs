// `npm run coverage`: what the unit tests reach, as a page in coverage/ and a figure. Told, never a
// condition.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { coverageArgs, coverageFigure } from './lib/coverage.mjs';
import { ensureNodeModules, requireNode, root } from './lib/prepare.mjs';

requireNode();
await ensureNodeModules();
const args = [
	join(root, 'node_modules/.bin/vitest'),
	'run',
	'--project',
	'unit',
	...coverageArgs,
	'--coverage.reporter=html'
];
const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
console.log(coverageFigure(root));
process.exit(status ?? 1);

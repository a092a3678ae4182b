// `npm run coverage`: reports the coverage of the unit tests, as a page in coverage/ and a figure.
// It never fails a build.
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

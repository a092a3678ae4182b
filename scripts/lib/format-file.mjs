// Formats generated files like the rest of the project.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './prepare.mjs';

/** @param {string} file from the root of the project */
export function formatFile(file) {
	spawnSync(join(root, 'node_modules/.bin/prettier'), ['--write', file], { cwd: root, stdio: 'ignore' });
}

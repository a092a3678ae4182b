/**
 * Shows the program to an account that cannot pass through the folders above it, as below a closed
 * home.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canReach, type Account } from '../dkm/user.ts';

/**
 * Binds a file or folder of the host, read-only, to a place in the run folder.
 * @throws Error with mount's words
 */
function bind(from: string, to: string, isFile: boolean): string {
	// What an earlier life left.
	spawnSync('umount', ['--lazy', to], { stdio: 'ignore' });
	if (isFile) writeFileSync(to, '');
	else mkdirSync(to, { recursive: true });
	const made = spawnSync('mount', ['--bind', '-o', 'ro,nosuid,nodev', from, to], { encoding: 'utf8' });
	if (made.status !== 0) throw new Error(`${from} cannot be shown to dogeboxd: ${made.stderr.trim()}`);
	return to;
}

/**
 * Where dogeboxd's account finds the program and node: at their own places, or bound to the run
 * folder.
 * @param parts.here absolute folder of the built program; what it needs lies in the folder above
 */
export function reachable(
	account: Account,
	parts: { here: string; node: string; run: string }
): { here: string; node: string } {
	const { here, node, run } = parts;
	return {
		here: canReach(account, join(here, 'main.js'))
			? here
			: join(bind(dirname(here), join(run, 'program'), false), 'build'),
		node: canReach(account, node) ? node : bind(node, join(run, 'node'), true)
	};
}

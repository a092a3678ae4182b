/** Compares the start of `dbx` with that of Node itself. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../support/program.ts';
import { timesFigure, type Figure } from './stats.ts';

const ROUNDS = 25;

/** Milliseconds of one run. */
function once(args: string[]): number {
	const from = performance.now();
	execFileSync(process.execPath, args, { stdio: 'ignore' });
	return performance.now() - from;
}

/** Runs both in turn, so that both meet the same load of the machine. */
export function benchCli(): Figure[] {
	const ours: number[] = [];
	const theirs: number[] = [];
	for (let round = -1; round < ROUNDS; round++) {
		const a = once([join(root, 'build/dbx.js'), '--version']);
		const b = once(['-e', '0']);
		if (round >= 0) {
			ours.push(a);
			theirs.push(b);
		}
	}
	return [timesFigure({ id: 'cli', title: '`dbx --version`', target: 150 }, ours, '`node -e 0`', theirs)];
}

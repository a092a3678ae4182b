/** Kills dogeboxd in the middle of a job's step. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { AliveBox } from './alive.ts';

/**
 * Gets ready to kill, lets `ask` ask for the job, and waits for the kill.
 * @param kind job kind, `pup.install`
 * @param step name of the step in which to kill
 * @param ask asks the box for the job
 * @param afterMs milliseconds to wait after the step began, or failed
 * @param when `failed`: within the undo of the job, behind the step
 * @returns what `ask` gave, and whether the kill hit the step; `missed` when the step had gone by
 */
export async function killInStep<T>(
	box: AliveBox,
	kind: string,
	step: string,
	ask: () => Promise<T>,
	afterMs = 0,
	when: 'running' | 'failed' = 'running'
): Promise<{ asked: T | null; outcome: 'killed' | 'missed' | 'never' }> {
	const killer = spawn(
		process.execPath,
		[
			join(import.meta.dirname, 'step-killer.mjs'),
			join(box.options.data, 'dogebox.db'),
			String(box.box.pid),
			kind,
			step,
			String(afterMs),
			when
		],
		{ stdio: ['ignore', 'pipe', 'inherit'] }
	);
	let said = '';
	let wake = () => {};
	killer.stdout.on('data', (chunk) => {
		said += String(chunk);
		wake();
	});
	const heard = async (pattern: RegExp) => {
		while (!pattern.test(said)) {
			if (killer.exitCode !== null) throw new Error(`the killer ended: ${said}`);
			await new Promise<void>((resolve) => {
				wake = resolve;
				killer.once('exit', () => resolve());
			});
		}
	};
	await heard(/ready/);
	// The answer may never come: the box is killed while it answers.
	const asked = await ask().catch(() => null);
	await heard(/killed|missed|never/);
	const outcome = /killed/.test(said) ? 'killed' : /missed/.test(said) ? 'missed' : 'never';
	if (outcome === 'killed') await box.box.kill();
	return { asked, outcome };
}

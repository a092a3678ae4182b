/** Kills dogeboxd in the middle of a job's step. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { AliveBox } from './alive.ts';

/**
 * Prepares the kill, requests the job with `ask`, and waits for the kill.
 * @param kind kind of the job, such as `pup.install`
 * @param step name of the step in which dogeboxd is killed
 * @param ask requests the job from the box
 * @param afterMs milliseconds between the beginning of the step, or its failure, and the kill
 * @param when `failed`: kills during the undo that follows the failure of the step
 * @returns the result of `ask`, and whether the kill hit the step. `missed` means that the job had
 *   already ended, `never` that the step did not come within two minutes.
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
	// The answer may never arrive, because the box is killed while it answers.
	const asked = await ask().catch(() => null);
	await heard(/killed|missed|never/);
	const outcome = /killed/.test(said) ? 'killed' : /missed/.test(said) ? 'missed' : 'never';
	if (outcome === 'killed') await box.box.kill();
	return { asked, outcome };
}

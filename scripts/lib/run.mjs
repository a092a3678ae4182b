// Programs that a script starts and waits for. Plain Node, no dependencies: runs before npm ci.
import { spawn } from 'node:child_process';

const SIGNALS = /** @type {const} */ (['SIGHUP', 'SIGINT', 'SIGTERM']);

/**
 * Runs a program to its end. A signal that would end this process goes to the program, and this
 * process ends by it behind the program: what is begun again then finds nobody still at work.
 * `spawnSync` hears no signal, and would leave the program behind.
 * @param {string} command @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options] what goes to a pipe is returned
 * @returns {Promise<{ status: number | null, stdout: string, stderr: string }>} `status` is null
 *   where a signal ended it, and where it could not be started
 */
export function run(command, args, options = {}) {
	return new Promise((resolve) => {
		const child = spawn(command, args, options);
		/** @type {NodeJS.Signals | undefined} */
		let ending;
		const end = (/** @type {NodeJS.Signals} */ signal) => {
			ending ??= signal;
			child.kill(signal);
		};
		const output = { stdout: '', stderr: '' };
		for (const name of /** @type {const} */ (['stdout', 'stderr']))
			child[name]?.setEncoding('utf8').on('data', (text) => (output[name] += text));
		const done = (/** @type {number | null} */ status) => {
			for (const signal of SIGNALS) process.off(signal, end);
			// By the signal itself, as a shell wants to see it.
			if (ending) process.kill(process.pid, ending);
			else resolve({ status, ...output });
		};
		for (const signal of SIGNALS) process.on(signal, end);
		child.once('error', (error) => {
			output.stderr += error.message;
			done(null);
		});
		child.once('close', done);
	});
}

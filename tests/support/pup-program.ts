/** Starts a program of one of this repository's pups on this machine, without a container. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort, root } from './program.ts';
import { raw } from './http.ts';

export interface PupProgram {
	url: string;
	stop(): Promise<void>;
}

/**
 * Starts a Python program of a pup and waits until it answers.
 * @param file path below `pups/`
 * @param portName environment variable that gives the program its port
 */
export async function startPupProgram(
	file: string,
	env: Record<string, string>,
	portName = 'PORT'
): Promise<PupProgram> {
	const port = await freePort();
	const child = spawn('python3', ['-u', join(root, 'pups', file)], {
		env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1', ...env, [portName]: String(port) },
		stdio: ['ignore', 'inherit', 'inherit']
	});
	const ended = new Promise<void>((resolve, reject) => {
		child.on('error', reject);
		child.on('exit', () => resolve());
	});
	ended.catch(() => undefined);
	const url = `http://127.0.0.1:${port}`;
	for (let tries = 0; ; tries++) {
		const up = await raw(`${url}/healthz`).catch(() => null);
		if (up) break;
		if (tries > 100 || child.exitCode !== null) throw new Error(`${file} does not answer`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	return {
		url,
		async stop() {
			child.kill('SIGTERM');
			await ended;
		}
	};
}

/**
 * When dogeboxd ends by itself, the supervisor starts it again. The reason is reported, also by a
 * supervisor that starts later.
 */
import { spawn } from 'node:child_process';
import { chownSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { apiClient, freePort, root, tempData } from '../support/program.ts';

interface End {
	part: string;
	reason: string;
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 100));
/** Waits until the box answers. */
async function answering(url: string): Promise<void> {
	for (let tries = 0; tries < 300; tries++) {
		if ((await fetch(`${url}/api/v1/box`).catch(() => null))?.ok) return;
		await pause();
	}
	throw new Error(`${url} does not answer`);
}
async function ended(pid: number): Promise<void> {
	for (let tries = 0; tries < 100; tries++) {
		try {
			process.kill(pid, 0);
		} catch {
			return;
		}
		await pause();
	}
}

describe.skipIf(cannotRun())('the end of dogeboxd', () => {
	let box: AliveBox;
	beforeAll(async () => {
		box = await AliveBox.start('ends', { endsParts: true });
	});
	afterAll(() => box?.dispose());
	const ends = async () => (await box.get<{ ends: End[] }>('/box/ends')).ends;

	it('is reported after it, and after a restart of the supervisor', async () => {
		const { pid } = box.box;
		process.kill(pid, 'SIGKILL');
		await ended(pid);
		await answering(box.url);
		expect(box.box.pid).not.toBe(pid);
		const expected = [expect.objectContaining({ part: 'dogeboxd', reason: 'ended by SIGKILL' })];
		expect(await ends()).toEqual(expected);
		await box.restart();
		expect(await ends()).toEqual(expected);
		await box.crash();
		expect(await ends()).toEqual(expected);
	});
});

describe.skipIf(cannotRun())('the end of dogeboxd without root', () => {
	const NOBODY = 65534;
	const data = tempData('ends-nobody');
	let stop = async () => {};
	afterAll(async () => {
		await stop();
		data.dispose();
	});

	it('is followed by a start, and reported, also where nobody reads what is printed any more', async () => {
		chownSync(data.path, NOBODY, NOBODY);
		const port = await freePort();
		const child = spawn(process.execPath, [join(root, 'build/supervisor.js')], {
			uid: NOBODY,
			gid: NOBODY,
			cwd: '/',
			stdio: ['ignore', 'pipe', 'pipe'],
			env: {
				PATH: process.env['PATH'],
				HOME: data.path,
				DOGEBOX_DATA: data.path,
				DOGEBOX_HOST: '127.0.0.1',
				DOGEBOX_PORT: String(port),
				DOGEBOX_LOG_LEVEL: 'error',
				DOGEBOX_OFFICIAL_SOURCE: 'none'
			}
		});
		for (const output of [child.stdout, child.stderr]) output.resume();
		const over = new Promise<number | null>((resolve) => child.once('exit', resolve));
		stop = async () => {
			child.kill('SIGTERM');
			await over;
		};
		const url = `http://127.0.0.1:${port}`;
		await answering(url);
		const api = apiClient(url);
		await api.setUp('correct horse battery');
		const pid = Number(readFileSync(join(data.path, 'dogeboxd.pid'), 'utf8'));
		for (const output of [child.stdout, child.stderr]) output.destroy();
		process.kill(pid, 'SIGSEGV');
		await ended(pid);
		await answering(url);
		const { body } = await api.call<{ ends: End[] }>('GET', '/box/ends');
		expect(body.ends).toEqual([expect.objectContaining({ part: 'dogeboxd', reason: 'ended by SIGSEGV' })]);
		expect(child.exitCode).toBeNull();
		child.kill('SIGTERM');
		expect(await over).toBe(0);
	});
});

/** `dbx run` and `dbx boxes exec`: the built dbx, the built program, and real containers. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { root } from '../support/program.ts';
import {
	busyboxEntries,
	cannotServeImages,
	image,
	layer,
	startRegistry,
	type Registry
} from './support/registry-fixture.ts';

const DBX = join(root, 'build/dbx.js');

describe.skipIf(cannotRun() ?? cannotServeImages())('a box for one command', () => {
	let box: AliveBox;
	let registry: Registry;
	let home: string;
	let env: Record<string, string>;
	const shell = () => `${registry.host}/shell:1`;
	beforeAll(async () => {
		home = mkdtempSync(join(tmpdir(), 'dogebox-run-'));
		registry = await startRegistry();
		await registry.push('shell', image([await layer(busyboxEntries())], { config: { Cmd: ['/bin/sh'] } }), '1');
		box = await AliveBox.start('dbx-run', { env: { DOGEBOX_DOWNLOADS_FROM: registry.host } });
		const socket = `/run/dogebox/${box.options.instance}/api/api.sock`;
		env = { PATH: process.env['PATH']!, HOME: home, DOGEBOX_SOCKET: socket };
	});
	afterAll(async () => {
		await box?.dispose();
		await registry?.stop();
		rmSync(home, { recursive: true, force: true });
	});

	function dbx(words: string[], input = ''): Promise<{ code: number | null; out: string; err: string }> {
		return new Promise((resolve, reject) => {
			const child = spawn(process.execPath, [DBX, ...words], { cwd: home, env });
			const said = { out: '', err: '' };
			child.stdout.on('data', (chunk) => (said.out += String(chunk)));
			child.stderr.on('data', (chunk) => (said.err += String(chunk)));
			child.stdin.on('error', () => undefined);
			child.once('error', reject);
			child.once('close', (code) => resolve({ code, ...said }));
			child.stdin.end(input);
		});
	}
	const left = async () => (await box.get<{ boxes: { name: string }[] }>('/boxes')).boxes.map(({ name }) => name);

	it('has its input, both outputs and its exit status, and nothing of it is left', async () => {
		const words = ['run', '--memory', '64m', '--cpus', '0.5', '--network', 'none', '-e', 'A=b', shell()];
		const ran = await dbx([...words, '--', 'sh', '-c', 'cat; echo $A; echo wrong >&2; exit 3'], 'typed\n');
		expect(ran).toEqual({ code: 3, out: 'typed\nb\n', err: 'wrong\n' });
		await expect.poll(left).toEqual([]);
	});

	it('is what boxify.yaml asks for, with a shell in a terminal', async () => {
		const boxify = `image_name: ${shell()}\nsettings:\n  memory_limit: 64m\n  cpu_limit: 1\n`;
		writeFileSync(join(home, 'boxify.yaml'), boxify);
		const typed = spawnSync(
			'script',
			['-qec', `${process.execPath} ${DBX} run --network none boxify.yaml`, '/dev/null'],
			{
				...{ cwd: home, env, encoding: 'utf8', timeout: 60_000 },
				input: 'tty; echo set-$((6*7)); exit 5\n'
			}
		);
		expect(typed.stdout).toContain('set-42');
		expect(typed.stdout).toContain('/dev/');
		expect(typed.status).toBe(5);
		await expect.poll(left).toEqual([]);
		writeFileSync(join(home, 'boxify.yaml'), 'ports: [80]\n');
		expect(await dbx(['run', 'boxify.yaml'])).toMatchObject({ code: 2, err: expect.stringContaining('“ports”') });
	});

	it('runs commands in a box that stays', async () => {
		await dbx(['boxes', 'create', '--image', shell(), '--name', 'stays', '--network', 'none', '--watch']);
		const ran = await dbx(['boxes', 'exec', '-i', 'stays', '--', 'sh', '-c', 'cat; exit 4'], 'in');
		expect(ran).toEqual({ code: 4, out: 'in', err: '' });
		expect((await dbx(['boxes', 'exec', 'stays', '--', 'nothing-such'])).code).not.toBe(0);
		expect(await left()).toEqual(['stays']);
	});
});

/** The program as it is started: what it prints, what it refuses, and how it stops. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { raw } from '../support/http.ts';
import { openLive } from '../support/live.ts';
import { freePort, root, startBox, tempData, type RunningBox } from '../support/program.ts';

const program = join(root, 'build/main.js');
const missing = existsSync(program) ? null : 'build/main.js is missing (npm run build)';
if (missing) console.warn(`skipped: ${missing}`);

let data: ReturnType<typeof tempData>;
let boxes: RunningBox[] = [];
beforeEach(() => {
	data = tempData('program');
	boxes = [];
});
afterEach(async () => {
	for (const box of boxes) await box.stop();
	// The folder for sockets of root's boxes. A reboot removes it, and so does this test.
	rmSync('/run/dogebox/tprog', { recursive: true, force: true });
	data.dispose();
});

const start = async (env: Record<string, string> = {}) => {
	const box = await startBox({
		data: data.path,
		instance: 'tprog',
		subnet: '10.106.0.0/16',
		pagePorts: '28100-28110',
		env
	});
	boxes.push(box);
	return box;
};

/** Runs the program until it ends by itself. */
function run(
	args: string[],
	env: Record<string, string> = {}
): Promise<{ code: number | null; out: string; err: string }> {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...env } });
		let out = '';
		let err = '';
		child.stdout.on('data', (chunk) => (out += String(chunk)));
		child.stderr.on('data', (chunk) => (err += String(chunk)));
		child.once('error', reject);
		child.once('close', (code) => resolve({ code, out, err }));
	});
}

describe.skipIf(missing !== null)('the program', () => {
	it('explains itself', async () => {
		const help = await run(['--help']);
		expect(help.code).toBe(0);
		for (const word of ['DOGEBOX_DATA', '--port', 'DKM_URL', 'DOGEBOX_LOG_LEVEL']) expect(help.out).toContain(word);
		expect((await run(['--version'])).out.trim()).toMatch(/^\d+\.\d+\.\d+/);
	});

	it('says in one line what keeps it from starting', async () => {
		const other = createServer();
		const port = await new Promise<number>((resolve) =>
			other.listen(0, '127.0.0.1', () => resolve((other.address() as AddressInfo).port))
		);
		try {
			const refused = async (args: string[], words: RegExp) => {
				const { code, err } = await run(['--host', '127.0.0.1', '--data', data.path, ...args]);
				expect(code).toBe(1);
				expect(err.trim().split('\n')).toHaveLength(1);
				expect(err).toMatch(words);
			};
			await refused(['--port', String(port)], /Port \d+ is used/);
			await refused(['--port', 'x'], /--port/);
			await refused(['--nonsense'], /--nonsense/);
			writeFileSync(join(data.path, 'file'), '');
			await refused(['--data', join(data.path, 'file/below')], /cannot be written/);
		} finally {
			other.close();
		}
	});

	it('prints address and claim code, serves the wizard, and stops cleanly', async () => {
		const box = await start();
		await expect.poll(() => box.output()).toContain('is ready');
		expect(box.output()).toContain(box.url);
		expect(box.output()).toMatch(/\n {2}[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\n/);
		const home = await raw(`${box.url}/`);
		expect([home.status, home.headers.location]).toEqual([303, '/setup']);
		const wizard = await raw(`${box.url}/setup`);
		expect(wizard.status).toBe(200);
		for (const [name, value] of [
			['x-content-type-options', 'nosniff'],
			['referrer-policy', 'same-origin'],
			['x-frame-options', 'DENY']
		] as const) {
			expect(wizard.headers[name]).toBe(value);
		}
		expect(wizard.headers['content-security-policy']).toContain("frame-ancestors 'none'");
		expect(wizard.headers['strict-transport-security']).toBeUndefined();

		const second = await run(['--host', '127.0.0.1', '--port', String(await freePort()), '--data', data.path]);
		expect(second.code).toBe(1);
		expect(second.err).toContain(`process ${box.pid}`);

		expect(await box.stop()).toBeLessThan(5000);
		expect(await box.ended).toBe(0);
		expect(existsSync(join(data.path, 'dogeboxd.pid'))).toBe(false);
	});

	it('asks callers of an unclaimed box for the code, page by page, and refuses forms of other sites', async () => {
		const box = await start();
		const far = { host: 'box.lan' };
		expect((await raw(`${box.url}/setup`, { headers: far })).headers.location).toBe('/setup/code');
		expect((await raw(`${box.url}/setup/device`, { headers: far })).headers.location).toBe('/setup/code');
		expect((await raw(`${box.url}/setup/code`, { headers: far })).status).toBe(200);
		expect((await raw(`${box.url}/login`, { headers: far })).headers.location).toBe('/setup');
		const form = (headers: Record<string, string>) =>
			raw(`${box.url}/setup/code`, {
				method: 'POST',
				headers: { ...far, accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', ...headers },
				body: 'code=AAAA-AAAA'
			}).then(({ status }) => status);
		// A form without JavaScript, under any name of the box, over plain http.
		expect(await form({ origin: 'http://box.lan' })).toBe(401);
		expect(await form({ origin: 'http://evil.example' })).toBe(403);
		expect(await form({ origin: 'http://box.lan:28100' })).toBe(403);
		expect(await form({ origin: 'null' })).toBe(403);
	});

	it('stops within five seconds also with sockets and streams open, and after kill -9 starts again', async () => {
		let box = await start();
		const json = { 'content-type': 'application/json' };
		const post = (path: string, body: unknown) =>
			raw(`${box.url}/api/v1${path}`, { method: 'POST', headers: json, body: JSON.stringify(body) });
		const made = await post('/setup', { deviceName: 'prog', timeZone: 'UTC', password: 'correct horse' });
		const words = (JSON.parse(made.text) as { words: string[] }).words;
		await post('/setup/confirm', { words: { 1: words[0], 2: words[1], 3: words[2] } });
		const session = await post('/sessions', { password: 'correct horse' });
		const { token } = JSON.parse(session.text) as { token: string };
		const bearer = { authorization: `Bearer ${token}` };

		await box.kill();
		expect(readFileSync(join(data.path, 'dogeboxd.pid'), 'utf8')).toContain(String(box.pid));
		box = await start();
		expect(box.output()).not.toMatch(/claim code/);
		const live = await openLive(box.url, bearer);
		const closed = new Promise<number>((resolve) => live.socket.once('close', resolve));
		const home = await raw(`${box.url}/`, { headers: { cookie: `dogebox_session=${token}` } });
		expect(home.status).toBe(200);
		expect(home.cookies.join()).toContain('dogebox_device=');
		expect((await raw(`${box.url}/store?x=1`)).headers.location).toBe('/login?next=%2Fstore%3Fx%3D1');
		expect(await box.stop()).toBeLessThan(5000);
		expect(await closed).toBe(1001);
		// The log contains no secret of a login.
		for (const secret of ['correct horse', token, ...words.slice(0, 2).map((word) => `${word} `)]) {
			expect(box.output()).not.toContain(secret);
		}
	});
});

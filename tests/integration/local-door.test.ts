/** The Unix socket of the API: its clients may do what the owner may. */
import { request } from 'node:http';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { PASSWORD, startFront, type FrontBox } from '../support/front.ts';

let box: FrontBox;
let folder: string;
let socketPath: string;
beforeAll(async () => {
	box = await startFront({ name: 'tdoor' });
	// From now on this process runs as dogeboxd's user.
	folder = mkdtempSync(join(tmpdir(), 'dogebox-door-'));
	socketPath = join(folder, 'api', 'api.sock');
	await box.front.openDoor(socketPath);
});
afterAll(async () => {
	await box.end();
	rmSync(folder, { recursive: true, force: true });
});

function call(method: string, path: string, options: { token?: string; body?: unknown } = {}) {
	return new Promise<{ status: number; json: Record<string, unknown> }>((resolve, reject) => {
		const outgoing = request(
			{
				socketPath,
				method,
				path,
				headers: {
					...(options.token && { authorization: `Bearer ${options.token}` }),
					...(options.body !== undefined && { 'content-type': 'application/json' })
				}
			},
			(answer) => {
				let text = '';
				answer.on('data', (chunk) => (text += String(chunk))).on('error', reject);
				answer.on('end', () =>
					resolve({ status: answer.statusCode!, json: text.startsWith('{') ? JSON.parse(text) : {} })
				);
			}
		);
		outgoing.on('error', reject);
		outgoing.end(options.body === undefined ? undefined : JSON.stringify(options.body));
	});
}

describe('the local door', () => {
	it('is open for its owner and group alone', () => {
		const { mode } = statSync(socketPath);
		expect((mode & 0o777).toString(8)).toBe('660');
		expect((statSync(join(folder, 'api')).mode & 0o777).toString(8)).toBe('700');
	});

	it('lets a box be set up without the claim code, and all be done afterwards', async () => {
		expect((await call('GET', '/api/v1/pups')).json['code']).toBe('not-configured');
		const made = await call('POST', '/api/v1/setup', {
			body: { deviceName: 'door', timeZone: 'UTC', password: PASSWORD }
		});
		expect(made.status).toBeLessThan(300);
		const words = made.json['words'] as string[];
		const asked = Object.fromEntries([1, 2, 3, 7, 12, 24].map((n) => [String(n), words[n - 1]]));
		expect((await call('POST', '/api/v1/setup/confirm', { body: { words: asked } })).status).toBeLessThan(300);
		for (const path of ['pups', 'tokens', 'audit', 'box/logs']) {
			expect([path, (await call('GET', `/api/v1/${path}`)).status]).toEqual([path, 200]);
		}
	});

	it('refuses what does not exist', async () => {
		expect((await call('GET', '/api/v1/pups?limt=5')).json['fields']).toEqual({
			limt: 'There is no query parameter of this name. Did you mean “limit”?'
		});
		const body = { name: 'door', scopes: ['see'], dayz: 1 };
		expect((await call('POST', '/api/v1/tokens', { body })).json['fields']).toMatchObject({
			dayz: 'There is no member of this name. Did you mean “days”?'
		});
	});

	it('is named in the audit', async () => {
		const made = await call('POST', '/api/v1/tokens', { body: { name: 'door', scopes: ['see'], days: 1 } });
		expect(made.status).toBe(201);
		const { entries } = (await call('GET', '/api/v1/audit')).json as { entries: Record<string, unknown>[] };
		expect(entries[0]).toMatchObject({ actor: 'local', address: 'local', action: 'tokens.create', outcome: 'done' });
	});

	it('gives a program with a token what the token may, and no more', async () => {
		const { token } = (await call('POST', '/api/v1/tokens', { body: { name: 'see', scopes: ['see'], days: 1 } }))
			.json as { token: string };
		expect((await call('GET', '/api/v1/pups', { token })).status).toBe(200);
		expect((await call('GET', '/api/v1/tokens', { token })).json['code']).toBe('missing-scope');
		expect((await call('GET', '/api/v1/pups', { token: 'dbx_api_wrong' })).status).toBe(401);
	});

	it('carries the live socket, and no pages', async () => {
		const hello = await new Promise<string>((resolve, reject) => {
			const socket = new WebSocket(`ws+unix://${socketPath}:/api/v1/live`);
			socket.once('message', (data) => {
				resolve((data as Buffer).toString());
				socket.close();
			});
			socket.once('error', reject);
		});
		expect(JSON.parse(hello)).toMatchObject({ type: 'hello' });
		expect((await call('GET', '/')).status).toBe(404);
		await expect(
			new Promise((_, reject) => new WebSocket(`ws+unix://${socketPath}:/other`).once('error', reject))
		).rejects.toThrow('404');
	});

	it('takes the place of a socket that was left', async () => {
		const other = join(folder, 'left.sock');
		writeFileSync(other, '');
		const second = await startFront({ name: 'tdoor2' });
		try {
			await second.front.openDoor(other);
			expect(statSync(other).isSocket()).toBe(true);
		} finally {
			await second.end();
		}
		expect(existsSync(other)).toBe(false);
	});
});

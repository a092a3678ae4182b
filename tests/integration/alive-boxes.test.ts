/** Boxes over the API of the built program, as programs and `dbx` use them. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BoxDetail, BoxSummary } from '../../src/lib/contract/boxes.ts';
import type { AuditRecord } from '../../src/lib/contract/audit.ts';
import { AliveBox, cannotRun } from '../support/alive.ts';
import type { HostState } from '../support/host.ts';
import { root } from '../support/program.ts';
import {
	busyboxEntries,
	cannotServeImages,
	image,
	layer,
	startRegistry,
	type Registry
} from './support/registry-fixture.ts';

const run = promisify(execFile);

describe.skipIf(cannotRun() ?? cannotServeImages())('boxes over the API', () => {
	let box: AliveBox;
	let registry: Registry;
	let before: HostState;

	beforeAll(async () => {
		registry = await startRegistry();
		await registry.push('shell', image([await layer(busyboxEntries())], { config: { Cmd: ['/bin/sh'] } }), '1');
		box = await AliveBox.start('boxes', { env: { DOGEBOX_DOWNLOADS_FROM: registry.host } });
		before = box.hostState();
	});
	afterAll(async () => {
		await box?.dispose();
		await registry?.stop();
	});

	const shell = () => `${registry.host}/shell:1`;
	async function tokenWith(
		...scopes: string[]
	): Promise<(method: string, path: string, body?: unknown) => Promise<[number, unknown]>> {
		const { body } = await box.api.call<{ token: string }>('POST', '/tokens', { name: scopes.join(), scopes, days: 1 });
		return async (method, path, sent) => {
			const answer = await fetch(`${box.url}/api/v1${path}`, {
				method,
				headers: {
					authorization: `Bearer ${body.token}`,
					...(sent !== undefined && { 'content-type': 'application/json' })
				},
				...(sent !== undefined && { body: JSON.stringify(sent) })
			});
			return [answer.status, await answer.json()];
		};
	}

	it('are created once by one key, planned without being made, and found by name', async () => {
		const wish = { image: shell(), name: 'web', env: { SECRET: 'wow' }, labels: { for: 'tests' }, network: 'internet' };
		const planned = await box.api.call<{ plan: { steps: string[] } }>('POST', '/boxes?plan=1', wish);
		expect([planned.status, planned.body]).toMatchObject([202, { jobId: null, box: null, plan: { name: 'web' } }]);
		const create = async () => {
			const answer = await fetch(`${box.url}/api/v1/boxes`, {
				method: 'POST',
				headers: {
					authorization: `Bearer ${box.api.token()}`,
					'content-type': 'application/json',
					'idempotency-key': 'once'
				},
				body: JSON.stringify(wish)
			});
			return (await answer.json()) as { jobId: string; box: BoxSummary };
		};
		const [first, second] = [await create(), await create()];
		expect(second).toEqual(first);
		await box.succeeds(first.jobId);
		const found = await box.get<BoxDetail>('/boxes/web');
		expect(found).toMatchObject({ id: first.box.id, state: 'running', env: { SECRET: 'wow' }, waits: true });
		expect(await box.get('/boxes?label=for=tests&state=running')).toMatchObject({
			boxes: [{ name: 'web' }],
			next: null
		});
		expect(await box.get('/boxes?label=for=other')).toMatchObject({ boxes: [] });
	});

	it('show secrets to who may administer alone, and give each scope its own', async () => {
		const see = await tokenWith('see');
		expect(await see('GET', '/boxes/web')).toMatchObject([200, { env: { SECRET: null } }]);
		expect(await see('POST', '/boxes/web/stop')).toMatchObject([403, { code: 'missing-scope' }]);
		const operate = await tokenWith('see', 'operate');
		expect(await operate('POST', '/boxes/web/pause')).toMatchObject([200, { box: { state: 'paused' } }]);
		expect(await operate('POST', '/boxes/web/resume')).toMatchObject([200, { box: { state: 'running' } }]);
		expect(await operate('POST', '/boxes', { image: shell() })).toMatchObject([403, { code: 'missing-scope' }]);
		const { body } = await box.api.call<{ entries: AuditRecord[] }>('GET', '/audit?limit=20');
		expect(body.entries.find(({ action }) => action === 'boxes.pause')).toMatchObject({
			subject: expect.stringMatching(/^[0-9a-f]{32}$/)
		});
	});

	it('answer wrong input with a sentence, and what cannot be with the right code', async () => {
		const codes = async (method: string, path: string, body?: unknown) => {
			const answer = await box.api.call<{ code: string }>(method, path, body);
			return [answer.status, answer.body.code];
		};
		expect(await codes('POST', '/boxes', { image: shell(), name: 'web' })).toEqual([409, 'name-taken']);
		expect(await codes('POST', '/boxes', { image: shell(), name: '../x' })).toEqual([422, 'invalid-input']);
		expect(await codes('POST', '/boxes', { image: 'A B' })).toEqual([422, 'invalid-input']);
		expect(await codes('POST', '/boxes', { image: '..//x' })).toEqual([422, 'invalid-image']);
		expect(await codes('POST', '/boxes', { image: shell(), cpus: 500 })).toEqual([422, 'exceeds-host']);
		expect(await codes('GET', '/boxes/nobody')).toEqual([404, 'not-found']);
		expect(await codes('DELETE', '/boxes/web')).toEqual([409, 'wrong-state']);
		expect(await codes('DELETE', '/volumes/nothing')).toEqual([404, 'not-found']);
		expect(await codes('POST', `/boxes/web/snapshots/${'0'.repeat(32)}/restore`)).toEqual([404, 'not-found']);
	});

	it('run a command in one call', async () => {
		const { status, body } = await box.api.call('POST', '/boxes/run', {
			image: shell(),
			argv: ['sh', '-c', 'echo wow; exit 2']
		});
		expect([status, body]).toMatchObject([
			200,
			{ exitCode: 2, reason: 'exited', stdout: { text: 'wow\n' }, truncated: false }
		]);
	});

	it('are commanded by dbx', async () => {
		const env = {
			PATH: process.env['PATH'],
			HOME: '/nonexistent',
			DOGEBOX_SOCKET: `/run/dogebox/${box.options.instance}/api/api.sock`
		};
		const dbx = async (...words: string[]) =>
			(await run(process.execPath, [join(root, 'build/dbx.js'), ...words], { env })).stdout;
		expect(await dbx('boxes')).toContain('web');
		expect(JSON.parse(await dbx('--json', 'boxes', 'get', 'web'))).toMatchObject({ name: 'web' });
		await dbx('boxes', 'stop', 'web', '--watch');
		expect(await box.get('/boxes/web')).toMatchObject({ state: 'stopped' });
	});

	it('have figures and logs', async () => {
		expect(await box.get('/boxes/web/stats')).toMatchObject({ samples: { at: expect.any(Array) } });
		expect(await box.get('/boxes/web/logs')).toMatchObject({ lines: expect.any(Array) });
	});

	it('leave nothing behind', async () => {
		const { body } = await box.api.call<{ boxes: unknown[]; jobIds: string[] }>('POST', '/boxes/gc', {
			olderThanSeconds: 0
		});
		expect(body.boxes).toHaveLength(1);
		for (const id of body.jobIds) await box.succeeds(id);
		expect(await box.get('/boxes')).toMatchObject({ boxes: [] });
		expect(await box.leftSince(before)).toEqual({});
	});
});

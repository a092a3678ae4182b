/** Boxes over the API of the built program, as programs and `dbx` use them. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { BoxExec } from '../../src/lib/contract/box-execs.ts';
import type { BoxDetail, BoxSummary } from '../../src/lib/contract/boxes.ts';
import { createEventReader } from '../../src/lib/contract/event-text.ts';
import type { TerminalServerMessage } from '../../src/lib/contract/exec.ts';
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
import { countArchive, createFiles, MANY_FILES, MANY_GROWTH, watched } from './support/many-files.ts';

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
		const input = {
			image: shell(),
			name: 'web',
			env: { SECRET: 'wow' },
			labels: { for: 'tests' },
			network: 'internet'
		};
		const planned = await box.api.call<{ plan: { steps: string[] } }>('POST', '/boxes?plan=1', input);
		expect([planned.status, planned.body]).toMatchObject([202, { jobId: null, box: null, plan: { name: 'web' } }]);
		const create = async () => {
			const answer = await fetch(`${box.url}/api/v1/boxes`, {
				method: 'POST',
				headers: {
					authorization: `Bearer ${box.api.token()}`,
					'content-type': 'application/json',
					'idempotency-key': 'once'
				},
				body: JSON.stringify(input)
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

	/** Reads events until the stream ends, as curl does. */
	async function eventsOf(path: string, body?: unknown, headers: Record<string, string> = {}) {
		const answer = await fetch(`${box.url}/api/v1${path}`, {
			method: body === undefined ? 'GET' : 'POST',
			headers: {
				authorization: `Bearer ${box.api.token()}`,
				...(body !== undefined && { 'content-type': 'application/json' }),
				...headers
			},
			...(body !== undefined && { body: JSON.stringify(body) })
		});
		const reader = createEventReader();
		return reader
			.push(await answer.text())
			.map(({ event, data }) => ({ event, data: data as Record<string, unknown> }));
	}
	const outputOf = (events: Awaited<ReturnType<typeof eventsOf>>) =>
		events
			.filter(({ event }) => ['stdout', 'output'].includes(event))
			.map(({ data }) => ((data['output'] ?? data) as { text: string }).text)
			.join('');

	it('run a command in one call, with its output as it comes, and are gone behind it', async () => {
		const events = await eventsOf('/boxes/run/events', {
			image: shell(),
			argv: ['sh', '-c', 'cat; echo wrong >&2; exit 3'],
			stdin: 'typed\n'
		});
		expect(events[0]).toMatchObject({ event: 'made', data: { boxId: expect.stringMatching(/^[0-9a-f]{32}$/) } });
		expect(outputOf(events)).toBe('typed\n');
		expect(events.find(({ event }) => event === 'stderr')?.data).toEqual({ text: 'wrong\n' });
		expect(events.at(-1)).toMatchObject({ event: 'exit', data: { exitCode: 3, reason: 'exited' } });
		const failed = await eventsOf('/boxes/run/events', { image: shell(), argv: ['no-such-program'] });
		expect(failed.at(-1)).toMatchObject({ event: 'error', data: { code: 'command-not-found' } });
		expect((await box.get<{ boxes: BoxSummary[] }>('/boxes')).boxes.map(({ name }) => name)).toEqual(['web']);
		expect(await box.api.call('POST', '/boxes/run/events', { image: '..//x', argv: ['true'] })).toMatchObject({
			status: 422,
			body: { code: 'invalid-image' }
		});
	});

	it('run a command in one socket, with what is typed, and are gone when it closes', async () => {
		const open = async () => {
			const socket = new WebSocket(`${box.url.replace('http', 'ws')}/api/v1/boxes/run/attach`, {
				headers: { authorization: `Bearer ${box.api.token()}` }
			});
			const said: TerminalServerMessage[] = [];
			socket.on('message', (data) => void said.push(JSON.parse(String(data)) as TerminalServerMessage));
			await once(socket, 'open');
			return { socket, said, send: (message: unknown) => socket.send(JSON.stringify(message)) };
		};
		const names = async () => (await box.get<{ boxes: BoxSummary[] }>('/boxes')).boxes.map(({ name }) => name);
		const typed = await open();
		typed.send({ type: 'start', image: shell(), argv: ['/bin/sh'], terminal: { cols: 90, rows: 20 } });
		typed.send({ type: 'input', text: 'echo $((40+2)); exit 5\n' });
		await once(typed.socket, 'close');
		const shown = typed.said.flatMap((one) => (one.type === 'output' && 'text' in one.output ? [one.output.text] : []));
		expect(shown.join('')).toContain('42');
		expect(typed.said.at(-1)).toMatchObject({ type: 'exit', exitCode: 5 });
		const left = await open();
		left.send({ type: 'start', image: shell(), argv: ['sleep', '1000'] });
		await expect.poll(() => left.said.map(({ type }) => type)).toContain('started');
		left.socket.terminate();
		await expect.poll(names).toEqual(['web']);
		const both = await open();
		both.send({ type: 'start', image: shell(), debian: { packages: [] }, argv: ['true'] });
		await once(both.socket, 'close');
		expect(both.said.at(-1)).toMatchObject({ type: 'error', code: 'invalid-input' });
	});

	it('say by plan=1 what would be touched, and change nothing', async () => {
		await box.api.call('POST', '/networks', { name: 'shop' });
		const planned = async (method: string, path: string, body?: unknown) => {
			const answer = await box.api.call<{ plan: { effects: { kind: string; name: string }[] } }>(method, path, body);
			expect(answer.status, path).toBeLessThan(300);
			return answer.body.plan.effects.map(({ kind, name }) => `${kind} ${name}`);
		};
		const standing = async () => {
			const { id, state, networks, ports } = await box.get<BoxDetail>('/boxes/web');
			return { id, state, networks, ports };
		};
		const before = await standing();
		expect(await planned('POST', '/networks/shop/connect?plan=1', { box: 'web' })).toEqual(['network shop', 'box web']);
		expect(await planned('DELETE', '/boxes/web?force=true&plan=1')).toEqual(['box web']);
		expect(await planned('POST', '/boxes/web/clone?plan=1', { name: 'web-2' })).toEqual(['box web-2', 'box web']);
		expect((await planned('DELETE', '/sessions?plan=1&keepCurrent=false')).length).toBeGreaterThan(0);
		const refused = await box.api.call('DELETE', '/boxes/web?plan=1');
		expect(refused).toMatchObject({ status: 409, body: { code: 'wrong-state' } });
		expect(await box.api.call('POST', '/networks/prune?plan=1', {})).toMatchObject({
			body: { removed: [{ name: 'shop' }] }
		});
		expect(await standing()).toEqual(before);
		expect(await box.get('/networks')).toMatchObject({ networks: [{ name: 'shop', boxes: [] }] });
		expect((await box.api.call('POST', '/networks/prune', {})).body).toMatchObject({ removed: [{ name: 'shop' }] });
	});

	it('have their commands, and what is told of them, whole after dogeboxd was killed', async () => {
		const live = await box.liveClient();
		await live.subscribe(['boxes']);
		const { body: begun } = await box.api.call<BoxExec>('POST', '/boxes/web/execs', {
			argv: [
				'sh',
				'-c',
				'i=0; while [ $i -lt 400 ]; do echo line $i; i=$((i+1)); if [ $i = 200 ]; then sleep 4; fi; done'
			]
		});
		await live.wait(
			(one) =>
				one.type === 'change' &&
				one.body.kind === 'ad-hoc-box-exec' &&
				one.body.execId === begun.id &&
				one.body.end === null
		);
		await box.crash();
		const events = await eventsOf(`/boxes/web/execs/${begun.id}/output`);
		expect(events.at(-1)).toMatchObject({ event: 'exit', data: { exitCode: 0, reason: 'exited' } });
		const whole = Array.from({ length: 400 }, (_, at) => `line ${at}\n`).join('');
		expect(outputOf(events)).toBe(whole);
		// A client that was cut off can continue from any byte.
		const later = await eventsOf(`/boxes/web/execs/${begun.id}/output`, undefined, { 'last-event-id': '1000' });
		expect(outputOf(later)).toBe(whole.slice(1000));
		expect(await box.get(`/boxes/web/execs/${begun.id}`)).toMatchObject({
			end: { exitCode: 0 },
			outputBytes: whole.length
		});
	});

	it('are listed page by page', async () => {
		for (const name of ['a', 'b', 'c']) await box.api.call('POST', '/volumes', { name });
		const first = await box.get<{ volumes: { name: string }[]; next: string }>('/volumes?limit=2');
		const second = await box.get<{ volumes: { name: string }[]; next: null }>(`/volumes?limit=2&after=${first.next}`);
		expect([first, second].map(({ volumes }) => volumes.map(({ name }) => name))).toEqual([['a', 'b'], ['c']]);
		expect(second.next).toBeNull();
		expect(await box.api.call('GET', '/volumes?after=nonsense')).toMatchObject({ status: 422 });
		for (const name of ['a', 'b', 'c']) await box.api.call('DELETE', `/volumes/${name}`);
	});

	it('give and take files by dbx, also as an archive', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'dogebox-cp-'));
		const env = {
			PATH: process.env['PATH'],
			HOME: folder,
			DOGEBOX_SOCKET: `/run/dogebox/${box.options.instance}/api/api.sock`
		};
		const cp = (from: string, to: string) =>
			run(process.execPath, [join(root, 'build/dbx.js'), 'boxes', 'cp', from, to], { env, cwd: folder });
		try {
			mkdirSync(join(folder, 'site/deep'), { recursive: true });
			writeFileSync(join(folder, 'site/deep/page'), 'much page');
			writeFileSync(join(folder, 'note'), 'wow', { mode: 0o755 });
			writeFileSync(join(folder, 'empty'), '');
			await cp('site', 'web:/srv-new');
			await cp('site', 'web:/srv-new');
			for (const file of ['note', 'empty']) await cp(file, `web:/${file}`);
			await cp('note', 'web:/other');
			await cp('empty', 'web:/nothing');
			await cp('web:/srv-new', 'back');
			await cp('web:/note', 'back/copied');
			await cp('web:/empty', 'back');
			expect(readFileSync(join(folder, 'back/deep/page'), 'utf8')).toBe('much page');
			expect(readFileSync(join(folder, 'back/site/deep/page'), 'utf8')).toBe('much page');
			expect(readFileSync(join(folder, 'back/copied'), 'utf8')).toBe('wow');
			expect(statSync(join(folder, 'back/copied')).mode & 0o777).toBe(0o755);
			expect(readFileSync(join(folder, 'back/empty'), 'utf8')).toBe('');
			// More than one part: a part has 64 MiB.
			const large = Buffer.alloc(70 * 1024 * 1024, 'such bytes, ');
			writeFileSync(join(folder, 'large'), large);
			await cp('large', 'web:/large');
			await cp('web:/large', 'back/large');
			expect(readFileSync(join(folder, 'back/large')).equals(large)).toBe(true);
			const { stdout } = await cp('web:/srv-new/deep', '-');
			expect(stdout).toContain('deep/page');
			await expect(cp('web:/no-such-thing', 'x')).rejects.toMatchObject({ code: 3 });
			await expect(cp('note', 'empty')).rejects.toMatchObject({ code: 2 });
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
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

	// Copies wait for the disk, which takes long beside other tests, so only `npm run test:large`
	// runs this.
	if (MANY_FILES > 20_000) {
		it('may have many files: they are copied, packed and removed beside a home page that answers', async () => {
			const made = await box.api.call<{ jobId: string }>('POST', '/boxes', { image: shell(), name: 'many' });
			await box.succeeds(made.body.jobId);
			const { body: creation } = await box.api.call<BoxExec>('POST', '/boxes/many/execs', {
				argv: createFiles('/many')
			});
			expect((await eventsOf(`/boxes/many/execs/${creation.id}/output`)).at(-1)).toMatchObject({
				event: 'exit',
				data: { exitCode: 0 }
			});
			const seen = await watched(box, async () => {
				const job = async (method: string, path: string, body?: unknown) =>
					void (await box.succeeds((await box.api.call<{ jobId: string }>(method, path, body)).body.jobId));
				await job('POST', '/boxes/many/snapshots', { name: 'first' });
				await job('POST', '/boxes/many/clone', { name: 'many-2' });
				expect(await countArchive(box, '/boxes/many-2/files/archive?path=many')).toBeGreaterThan(MANY_FILES);
				for (const name of ['many-2', 'many']) await job('DELETE', `/boxes/${name}?force=true`);
			});
			console.log(`${MANY_FILES} files of a box: ${JSON.stringify(seen)}`);
			expect(seen.grown).toBeLessThan(MANY_GROWTH);
		}, 900_000);
	}

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

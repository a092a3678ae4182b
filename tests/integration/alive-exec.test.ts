/**
 * Commands in a pup and its logs with cursors, over the API of the built program, as curl and other
 * programs use them.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { TerminalClientMessage, TerminalServerMessage } from '../../src/lib/contract/exec.ts';
import type { AuditRecord } from '../../src/lib/contract/audit.ts';
import type { LogLine } from '../../src/lib/contract/log-lines.ts';
import {
	TERMINAL_WINDOW,
	type AttachedClientMessage,
	type AttachedServerMessage,
	type TerminalInfo
} from '../../src/lib/contract/terminals.ts';
import { AliveBox, HOSTILE_SOURCE, PASSWORD, cannotRun } from '../support/alive.ts';
import { carry } from './support/large-file.ts';
import { countArchive, createFiles, MANY_FILES, MANY_GROWTH, watched } from './support/many-files.ts';

/** A sample. `npm run test:large` transfers ten gigabytes. */
const LARGE_BYTES = Number(process.env.DOGEBOX_LARGE_BYTES ?? 150_000_000);
/** Bytes by which the box's four processes may grow in the meantime, whatever the size. */
const LARGE_GROWTH = 120_000_000;
/** Seconds for which a pup floods its log, and bytes by which dogeboxd may grow in the meantime. */
const FLOOD_SECONDS = Number(process.env.DOGEBOX_FLOOD_SECONDS ?? 4);
const FLOOD_GROWTH = 120_000_000;

interface ExecEvent {
	event: string;
	data: { text?: string; base64?: string; exitCode?: number; reason?: string };
}

describe.skipIf(cannotRun())('commands in a pup', () => {
	let box: AliveBox;
	let id = '';
	beforeAll(async () => {
		box = await AliveBox.start('exec');
		await box.addSource(HOSTILE_SOURCE);
		id = await box.install('Probe');
		await box.state(id, 'running');
	});
	afterAll(() => box?.dispose());

	/** Runs curl as the API page shows it and parses its output. */
	async function curl(body: unknown): Promise<ExecEvent[]> {
		const child = spawn('curl', [
			...['-sN', '-H', `Authorization: Bearer ${box.api.token()}`, '-H', 'Content-Type: application/json'],
			...['-d', JSON.stringify(body), `${box.url}/api/v1/pups/${id}/exec`]
		]);
		const said = await text(child.stdout);
		return said
			.split('\n\n')
			.map((part) => part.split('\n').filter((line) => !line.startsWith(':')))
			.filter((lines) => lines.length === 2)
			.map(([event, data]) => ({
				event: event!.replace('event: ', ''),
				data: JSON.parse(data!.replace('data: ', '')) as ExecEvent['data']
			}));
	}
	/**
	 * Everything that came on a stream, however it was divided. One byte is one Latin-1 character.
	 */
	const outputOf = (events: ExecEvent[], stream: string) =>
		Buffer.concat(
			events
				.filter(({ event }) => event === stream)
				.map(({ data }) => (data.base64 ? Buffer.from(data.base64, 'base64') : Buffer.from(data.text ?? '')))
		).toString('latin1');
	const refusal = async (body: unknown) => {
		const { status, body: answer } = await box.api.call<{ code: string }>('POST', `/pups/${id}/exec`, body);
		return [status, answer.code];
	};

	it('have their output streamed as events, and their status', async () => {
		const events = await curl({
			argv: ['sh', '-c', 'echo hi; echo wrong >&2; printf "\\377"; cat; exit 3'],
			stdin: 'so in'
		});
		expect(events[0]!.event).toBe('started');
		expect(outputOf(events, 'stderr')).toBe('wrong\n');
		expect(outputOf(events, 'stdout')).toBe('hi\n\xffso in');
		expect(events.at(-1)).toEqual({ event: 'exit', data: { exitCode: 3, reason: 'exited' } });
	});

	it('come while they run, and are killed when the caller goes away', async () => {
		const gone = new AbortController();
		const answer = await fetch(`${box.url}/api/v1/pups/${id}/exec`, {
			method: 'POST',
			headers: { authorization: `Bearer ${box.api.token()}`, 'content-type': 'application/json' },
			body: JSON.stringify({ service: 'probe', argv: ['sh', '-c', 'echo $$; exec sleep 12345'] }),
			signal: gone.signal
		});
		expect(answer.headers.get('content-type')).toContain('text/event-stream');
		const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
		for (let said = ''; !said.includes('event: stdout');) said += (await reader.read()).value ?? '';
		const sleeping = async () =>
			(await curl({ argv: ['sh', '-c', 'cat /proc/[0-9]*/cmdline | tr "\\0" " "'] }))
				.map(({ data }) => data.text ?? '')
				.join('')
				.includes('sleep 12345');
		expect(await sleeping()).toBe(true);
		gone.abort();
		await expect.poll(sleeping, { timeout: 20_000 }).toBe(false);
	});

	it('are refused by a code, and by who asks', async () => {
		expect(await refusal({ argv: ['no-such-program'] })).toEqual([422, 'command-not-found']);
		expect(await refusal({ argv: ['true'], service: 'other' })).toEqual([404, 'unknown-service']);
		expect(await refusal({ argv: [] })).toEqual([422, 'invalid-input']);
		expect(await refusal({ argv: ['true'], cwd: 'relative' })).toEqual([422, 'invalid-input']);
		const { status } = await fetch(`${box.url}/api/v1/pups/${id}/exec`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: '{"argv":["true"]}'
		});
		expect(status).toBe(401);
	});

	it('leave no secret of theirs in audit or log', async () => {
		const secret = 'much-hidden-9471';
		const events = await curl({ argv: ['sh', '-c', `echo $S | wc -c # ${secret}`], env: { S: secret } });
		expect(outputOf(events, 'stdout')).toBe('17\n');
		expect(box.box.output()).not.toContain(secret);
		for (const file of ['dogebox.db', 'dogebox.db-wal']) {
			const path = join(box.options.data, file);
			if (existsSync(path)) expect(readFileSync(path).includes(secret)).toBe(false);
		}
	});

	it('have a terminal over a WebSocket', async () => {
		const socket = new WebSocket(`${box.url.replace('http', 'ws')}/api/v1/pups/${id}/exec`, {
			headers: { authorization: `Bearer ${box.api.token()}` }
		});
		let shown = '';
		const messages: TerminalServerMessage[] = [];
		socket.on('message', (data) => {
			const message = JSON.parse(String(data)) as TerminalServerMessage;
			messages.push(message);
			if (message.type === 'output') shown += 'text' in message.output ? message.output.text : '';
		});
		await new Promise((resolve, reject) => {
			socket.once('open', resolve);
			socket.once('error', reject);
		});
		const send = (message: TerminalClientMessage) => socket.send(JSON.stringify(message));
		send({ type: 'start', argv: ['/bin/sh'], env: { PS1: 'ready> ' }, terminal: { cols: 100, rows: 30 } });
		await expect.poll(() => shown).toContain('ready>');
		send({ type: 'input', text: 'stty size\n' });
		await expect.poll(() => shown).toContain('30 100');
		send({ type: 'resize', cols: 120, rows: 40 });
		send({ type: 'input', text: 'sleep 0.3; stty size\n' });
		await expect.poll(() => shown).toContain('40 120');
		send({ type: 'input', text: 'exit 7\n' });
		const code = await new Promise((resolve) => socket.once('close', resolve));
		expect(messages[0]).toEqual({ type: 'started' });
		expect(messages.at(-1)).toEqual({ type: 'exit', exitCode: 7, reason: 'exited' });
		expect(code).toBe(1000);
	});

	it('its log goes on from a cursor, over the API and the live socket', async () => {
		const { body } = await box.api.call<{ lines: LogLine[]; cursor: string }>('GET', `/pups/${id}/logs?tail=1`);
		// Writes to the standard error of the pup's first process.
		const write = (line: string) => curl({ argv: ['sh', '-c', `echo ${line} > /proc/1/fd/2 || true`] });
		const live = await box.liveClient();
		live.socket.send(
			JSON.stringify({ type: 'subscribe', channels: [`pup:${id}:log`], after: { [`pup:${id}:log`]: '' } })
		);
		const frame = await live.waitFor((one): one is Extract<typeof one, { type: 'log' }> => one.type === 'log');
		expect(frame.lines.every((line) => line.cursor)).toBe(true);
		expect(frame.lines.map((line) => line.cursor)).toContain(body.lines[0]!.cursor);
		await write('again');
		const next = await box.api.call<{ lines: LogLine[]; cursor: string; more: boolean; gap: boolean }>(
			'GET',
			`/pups/${id}/logs?after=${body.cursor}`
		);
		expect(next.body).toMatchObject({ more: false, gap: false });
		expect(next.body.lines.map((line) => line.cursor)).not.toContain(body.lines[0]!.cursor);
		expect((await box.api.call('GET', `/pups/${id}/logs?after=a~b`)).body).toMatchObject({ code: 'invalid-cursor' });
	});

	/** Attaches to a persistent terminal as the page does. What it shows is confirmed as seen. */
	async function attach(terminal: string, { from = 0, seen = true, headers = {} as Record<string, string> } = {}) {
		const socket = new WebSocket(`${box.url.replace('http', 'ws')}/api/v1/pups/${id}/terminals/${terminal}`, {
			headers: { authorization: `Bearer ${box.api.token()}`, ...headers }
		});
		const state = { shown: '', bytes: 0, from: -1, said: [] as AttachedServerMessage[], closed: 0 };
		const send = (message: AttachedClientMessage) => socket.send(JSON.stringify(message));
		socket.on('message', (data: Buffer, isBinary) => {
			if (isBinary) {
				state.bytes += data.length;
				state.shown = (state.shown + data.toString()).slice(-200_000);
				if (seen) send({ type: 'seen', to: state.from + state.bytes });
				return;
			}
			const message = JSON.parse(String(data)) as AttachedServerMessage;
			state.said.push(message);
			if (message.type === 'attached') state.from = message.from;
		});
		socket.on('close', (code) => (state.closed = code));
		await once(socket, 'open');
		send({ type: 'attach', cols: 90, rows: 20, from });
		await expect.poll(() => state.from, { timeout: 20_000 }).toBeGreaterThanOrEqual(0);
		return { socket, state, send, type: (text: string) => send({ type: 'input', text }) };
	}
	const openTerminal = async () =>
		(await box.api.call<TerminalInfo>('POST', `/pups/${id}/terminals`, { cols: 80, rows: 24 })).body.id;

	it('have terminals that stay: the same shell after a break, and after another window took it', async () => {
		const terminal = await openTerminal();
		const first = await attach(terminal);
		first.type('stty size; id -u; MARK=kept-$((40+2))\n');
		await expect.poll(() => first.state.shown, { timeout: 20_000 }).toMatch(/20 90\s+420\s/);
		first.socket.terminate();
		const second = await attach(terminal, { from: first.state.bytes });
		second.type('echo "<$MARK>"\n');
		await expect.poll(() => second.state.shown, { timeout: 20_000 }).toContain('<kept-42>');
		const third = await attach(terminal);
		expect(third.state.from).toBe(0);
		await expect.poll(() => third.state.shown, { timeout: 20_000 }).toContain('<kept-42>');
		await expect.poll(() => second.state.closed).toBe(4409);
		third.type('exit 5\n');
		await expect
			.poll(() => third.state.said.at(-1), { timeout: 20_000 })
			.toEqual({
				type: 'exit',
				exitCode: 5,
				reason: 'exited'
			});
		await box.api.call('DELETE', `/pups/${id}/terminals/${terminal}`);
		expect((await box.get<{ terminals: TerminalInfo[] }>(`/pups/${id}/terminals`)).terminals).toEqual([]);
	});

	it('flood no window and no box, and end with the session that opened their terminal', async () => {
		const login = await box.api.call<{ token: string }>('POST', '/sessions', { password: PASSWORD });
		const headers = { authorization: `Bearer ${login.body.token}` };
		const opened = await fetch(`${box.url}/api/v1/pups/${id}/terminals`, {
			method: 'POST',
			headers: { ...headers, 'content-type': 'application/json' },
			body: '{"cols":80,"rows":24}'
		});
		const { id: terminal } = (await opened.json()) as TerminalInfo;
		const flooded = await attach(terminal, { seen: false, headers });
		flooded.type('yes\n');
		await expect.poll(() => flooded.state.bytes, { timeout: 20_000 }).toBeGreaterThanOrEqual(TERMINAL_WINDOW);
		// Unconfirmed output is limited to the window, so the program waits.
		expect(flooded.state.bytes).toBeLessThan(2 * TERMINAL_WINDOW);
		flooded.send({ type: 'seen', to: flooded.state.bytes });
		const before = flooded.state.bytes;
		await expect.poll(() => flooded.state.bytes, { timeout: 20_000 }).toBeGreaterThan(before);
		const left = await fetch(`${box.url}/api/v1/sessions/current`, { method: 'DELETE', headers });
		expect(left.status).toBe(204);
		await expect.poll(() => flooded.state.closed, { timeout: 20_000 }).toBeGreaterThan(0);
		const open = async () => (await box.get<{ terminals: TerminalInfo[] }>(`/pups/${id}/terminals`)).terminals;
		await expect.poll(open).toEqual([]);
		await expect
			.poll(async () => outputOf(await curl({ argv: ['sh', '-c', 'cat /proc/[0-9]*/comm'] }), 'stdout'))
			.not.toMatch(/^yes$/m);
	});

	it('that reach a limit of the pup are shown on its page and in the change log', async () => {
		const live = await box.liveClient();
		const limits = { memoryBytes: 80_000_000, pids: 40 };
		expect(await box.api.call('PATCH', `/pups/${id}/limits`, limits)).toMatchObject({ status: 200 });
		// Only values that rise after the first sample are published.
		const samples = async () =>
			(await box.get<{ samples: { at: number[] } }>(`/pups/${id}/metrics?seconds=60`)).samples.at.length;
		await expect.poll(samples, { timeout: 20_000 }).toBeGreaterThan(1);
		const reached = async () => ((await box.pup(id)).limitsReached ?? []).map(({ kind }) => kind).sort();
		// Each of these processes ends, and its cgroup is gone, before the next check.
		const forks = 'import os, time\nfor _ in range(200):\n  if os.fork() == 0: time.sleep(60)';
		const forked = await curl({ argv: ['python3', '-c', forks] });
		expect(outputOf(forked, 'stderr')).toContain('BlockingIOError');
		await expect.poll(reached, { timeout: 20_000 }).toEqual(['pids']);
		const eaten = await curl({ argv: ['python3', '-c', 'x = []\nwhile True: x.append(bytearray(1_000_000))'] });
		expect(eaten.at(-1)).toEqual({ event: 'exit', data: { exitCode: 137, reason: 'exited' } });
		await expect.poll(reached, { timeout: 20_000 }).toEqual(['memory', 'pids']);
		const { limitsReached = [], state } = await box.pup(id);
		expect(limitsReached.find(({ kind }) => kind === 'memory')?.text).toMatch(/more than the 80 MB of memory/);
		expect(limitsReached.find(({ kind }) => kind === 'pids')?.text).toMatch(/as many processes as it may have, 40/);
		expect(state, 'its service was not ended for it').toBe('running');
		const changed = () =>
			live.frames.some(
				(one) => one.type === 'change' && one.body.kind === 'pup' && (one.body.pup.limitsReached ?? []).length === 2
			);
		await expect.poll(changed).toBe(true);
		const { lines } = await box.get<{ lines: LogLine[] }>(`/pups/${id}/logs?tail=100`);
		expect(lines.some(({ text }) => text.includes('The limit of 40 processes and threads was reached'))).toBe(true);
		await box.api.call('PATCH', `/pups/${id}/limits`, { memoryBytes: null, pids: null });
	});

	it('see the files that are put into its storage, and put there what is read', async () => {
		const auth = { authorization: `Bearer ${box.api.token()}` };
		const at = (rest: string) => `${box.url}/api/v1/pups/${id}/files${rest}`;
		const upload = (query: string, body: Buffer | string) =>
			fetch(at(`/content?${query}`), {
				method: 'PUT',
				headers: { ...auth, 'content-type': 'application/octet-stream' },
				body: body as string
			});
		const bulk = Buffer.alloc(3_000_000, 'dogebox ');
		expect(await (await upload(`path=in.bin&size=${bulk.length}`, bulk.subarray(0, 2_000_000))).json()).toEqual({
			offset: 2_000_000,
			done: false
		});
		const last = await upload(`path=in.bin&size=${bulk.length}&offset=2000000`, bulk.subarray(2_000_000));
		expect(await last.json()).toEqual({ offset: bulk.length, done: true });
		const inside = await curl({
			argv: ['sh', '-c', 'stat -c "%u:%g %s" /storage/in.bin; echo mine >> /storage/in.bin']
		});
		expect(outputOf(inside, 'stdout')).toBe(`420:69 ${bulk.length}\n`);
		const range = await fetch(at('/content?path=in.bin'), { headers: { ...auth, range: `bytes=${bulk.length}-` } });
		expect([range.status, range.headers.get('content-range'), await range.text()]).toEqual([
			206,
			`bytes ${bulk.length}-${bulk.length + 4}/${bulk.length + 5}`,
			'mine\n'
		]);
		expect(range.headers.get('content-disposition')).toContain('attachment; filename="in.bin"');
		const stale = await fetch(at('/content?path=in.bin'), {
			headers: { ...auth, range: 'bytes=1-2', 'if-range': '"another"' }
		});
		expect([stale.status, (await stale.arrayBuffer()).byteLength]).toEqual([200, bulk.length + 5]);
		const beyond = await fetch(at('/content?path=in.bin'), { headers: { ...auth, range: 'bytes=9999999-' } });
		expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${bulk.length + 5}`]);
		const replaced = await upload('path=in.bin&size=1', 'x');
		expect([replaced.status, ((await replaced.json()) as { code: string }).code]).toEqual([409, 'file-exists']);
		const tar = await fetch(at('/archive'), { headers: auth });
		expect(tar.headers.get('content-disposition')).toContain('storage.tar');
		const names = execFileSync('tar', ['-t'], { input: Buffer.from(await tar.arrayBuffer()), encoding: 'utf8' });
		expect(names.split('\n')).toContain('storage/in.bin');
		const { status } = await box.api.call('DELETE', `/pups/${id}/files?path=in.bin`);
		expect(status).toBe(204);
		expect(await box.api.call('GET', `/pups/${id}/files?path=..`)).toMatchObject({ status: 422 });
		expect((await box.get<{ entries: AuditRecord[] }>('/audit')).entries.map(({ action }) => action)).toEqual(
			expect.arrayContaining(['files.upload', 'files.remove', 'terminals.open'])
		);
	});

	it('see large files come and go, with cuts on the way, which take no memory of the box', async () => {
		await box.api.call('PATCH', `/pups/${id}/limits`, { storageBytes: null });
		const { hashes, resumedAt, grown, memory, speeds } = await carry(box, id, LARGE_BYTES);
		console.log(
			`${LARGE_BYTES / 1e6} MB; MB/s: ${JSON.stringify(speeds)}; memory grew by ${Math.round(grown / 1e6)} MB`
		);
		expect(hashes).toEqual({ in: hashes.in, out: hashes.in, tar: hashes.in });
		expect(resumedAt, 'it went on where it was cut').toBeGreaterThan(0);
		expect(grown, memory).toBeLessThan(LARGE_GROWTH);
	}, 3_600_000);

	it('say that the pup does not run once it is stopped, and end with it', async () => {
		const running = curl({ argv: ['sleep', '1000'] });
		await expect
			.poll(async () =>
				(await curl({ argv: ['sh', '-c', 'cat /proc/[0-9]*/comm'] })).map(({ data }) => data.text ?? '').join('')
			)
			.toContain('sleep');
		const terminal = await attach(await openTerminal());
		await box.act(id, 'stop');
		await expect
			.poll(() => terminal.state.said.at(-1), { timeout: 20_000 })
			.toMatchObject({ reason: 'container-ended' });
		expect((await running).at(-1)).toEqual({ event: 'exit', data: { exitCode: 137, reason: 'container-ended' } });
		expect(await refusal({ argv: ['true'] })).toEqual([409, 'service-not-running']);
		expect(await box.api.call('POST', `/pups/${id}/terminals`, { cols: 80, rows: 24 })).toMatchObject({
			status: 409,
			body: { code: 'service-not-running' }
		});
		// The pup's files are available nevertheless.
		expect(await box.api.call('POST', `/pups/${id}/files/folders`, { path: 'made' })).toMatchObject({ status: 204 });
	});

	it('flood their log at full speed before followers, one of whom stalls: that takes bounded memory', async () => {
		await box.act(id, 'start');
		const flood = `import time
out = open("/proc/1/fd/1", "wb", buffering=0)
until = time.monotonic() + ${FLOOD_SECONDS}
while time.monotonic() < until: out.write(b"".join(b"flood %d of the log\\n" % n for n in range(1000)))`;
		const follow = async () => {
			const url = `${box.url.replace('http', 'ws')}/api/v1/live`;
			const socket = new WebSocket(url, { headers: { authorization: `Bearer ${box.api.token()}` } });
			await once(socket, 'open');
			socket.send(JSON.stringify({ type: 'subscribe', channels: [`pup:${id}:log`] }));
			return socket;
		};
		const [reads, stalls] = [await follow(), await follow()];
		let seen = 0;
		reads.on('message', (data: Buffer) => void (seen += String(data).split('flood ').length - 1));
		stalls.pause();
		try {
			const taken = await watched(box, async () => {
				expect((await curl({ argv: ['python3', '-c', flood] })).at(-1)).toMatchObject({ data: { exitCode: 0 } });
			});
			console.log(`a flood of ${FLOOD_SECONDS} s, ${seen} lines followed: ${JSON.stringify(taken)}`);
			expect(seen).toBeGreaterThan(1000);
			expect(taken.grown).toBeLessThan(FLOOD_GROWTH);
		} finally {
			for (const socket of [reads, stalls]) socket.terminate();
		}
	}, 300_000);

	it('leave many files: they are listed, packed, measured and removed beside a home page that answers', async () => {
		await box.api.call('PATCH', `/pups/${id}/limits`, { storageBytes: null });
		expect((await curl({ argv: createFiles('/storage/many') })).at(-1)).toMatchObject({ data: { exitCode: 0 } });
		const seen = await watched(box, async () => {
			const { body: page } = await box.api.call('GET', `/pups/${id}/files?path=many/flat&limit=1000`);
			expect(page).toMatchObject({ total: MANY_FILES / 2, more: false });
			expect(await countArchive(box, `/pups/${id}/files/archive?path=many`)).toBeGreaterThan(MANY_FILES);
			// A small limit in bytes also limits the number of files, here to 20 000. The pup is
			// stopped when they have been counted (pups-space.test.ts has a sample).
			if (MANY_FILES > 20_000) {
				await box.api.call('PATCH', `/pups/${id}/limits`, { storageBytes: 64_000_000 });
				const { failure } = await box.state(id, 'broken');
				expect(failure?.reason).toMatch(/^Its data is \d+ files, more than the 20000 that it may be\.$/);
				expect(Number(/\d+/.exec(failure!.reason)![0])).toBeGreaterThan(MANY_FILES);
			}
			expect(await box.api.call('DELETE', `/pups/${id}/files?path=many/flat`)).toMatchObject({ status: 204 });
			await box.remove(id, false);
		});
		console.log(`${MANY_FILES} files of a pup: ${JSON.stringify(seen)}`);
		expect(seen.grown).toBeLessThan(MANY_GROWTH);
	}, 900_000);
});

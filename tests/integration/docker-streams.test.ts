/** Streams of containers through the real clients of Docker: run, attach, logs. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CLIENTS, dockerFixture, cannotUseDocker, type DockerFixture } from './support/docker-fixture.ts';

const why = cannotUseDocker();
if (why) console.log(`skipped: ${why}`);

describe.skipIf(why)('streams of a container', () => {
	let docker: DockerFixture;
	beforeAll(async () => {
		docker = await dockerFixture({ name: 'tdst' });
		await docker.docker(['pull', '-q', docker.shell]);
	});
	afterEach(async () => {
		const { out } = await docker.docker(['ps', '-aq']);
		const ids = out.split('\n').filter(Boolean);
		if (ids.length > 0) await docker.docker(['rm', '-f', ...ids]);
		// A runtime that gives its streams to the container's user would also give this device
		// away, for the whole host.
		expect(statSync('/dev/null').uid).toBe(0);
	});
	afterAll(async () => {
		await docker?.end();
	});

	/**
	 * Runs a client in a terminal and returns what it shows. Each piece is typed after the text
	 * that it waits for has appeared.
	 */
	const inTerminal = (args: readonly string[], ...pieces: { after: string; typed: string }[]) =>
		new Promise<string>((resolve, reject) => {
			const line = [CLIENTS[0]!, ...args].map((word) => `'${word.replace(/'/g, `'\\''`)}'`).join(' ');
			const env = { PATH: process.env['PATH'], DOCKER_HOST: `unix://${docker.socket}`, TERM: 'xterm' };
			const own = process.getuid?.() === 0 && { uid: 0, gid: 0 };
			const child = execFile('script', ['-qec', line, '/dev/null'], { ...own, env, timeout: 120_000 }, (error, out) =>
				error && error.killed ? reject(error) : resolve(out)
			);
			let said = '';
			const waiting = [...pieces];
			child.stdout!.on('data', (text: string) => {
				said += text;
				while (waiting[0] && said.includes(waiting[0].after)) {
					said = '';
					child.stdin!.write(waiting.shift()!.typed);
				}
			});
		});

	it.each(CLIENTS)('%s runs in the foreground: both outputs and the exit status are the program’s', async (cli) => {
		const script = 'echo out; echo err >&2; printf last; exit 7';
		expect(await docker.docker(['run', '--rm', docker.shell, 'sh', '-c', script], { cli })).toEqual({
			code: 7,
			out: 'out\nlast',
			err: 'err\n'
		});
		expect((await docker.docker(['ps', '-aq'], { cli })).out).toBe('');
	});

	it.each(CLIENTS)('%s gives input, and its end', async (cli) => {
		const input = 'x'.repeat(200_000);
		const run = await docker.docker(['run', '--rm', '-i', docker.shell, 'wc', '-c'], { cli, input });
		expect(run).toMatchObject({ code: 0, out: '200000\n' });
	});

	it('gives all of much output, in order', async () => {
		const run = await docker.docker(['run', '--rm', docker.shell, 'sh', '-c', 'seq 1 100000']);
		const lines = run.out.trimEnd().split('\n');
		expect([lines.length, lines[0], lines.at(-1), run.code]).toEqual([100_000, '1', '100000', 0]);
	});

	it('gives a terminal, which may be left without ending it', async () => {
		const said = await inTerminal(['run', '-it', '--name', 'shell', docker.shell, 'sh'], {
			after: '# ',
			typed: 'echo $((40 + 2)); tty; exit 5\n'
		});
		expect(said).toContain('\r\n42\r\n');
		expect(said).toContain('/dev/pts/');
		const state = await docker.docker(['inspect', '-f', '{{.State.ExitCode}} {{.Config.Tty}}', 'shell']);
		expect(state.out).toBe('5 true\n');

		const left = await inTerminal(
			['run', '-it', '--name', 'stays', docker.shell, 'sh'],
			{ after: '# ', typed: 'echo here\n' },
			{ after: 'here\r\n', typed: '\x10\x11' }
		);
		expect(left).toContain('here');
		expect((await docker.docker(['inspect', '-f', '{{.State.Running}}', 'stays'])).out).toBe('true\n');
	});

	it('is attached to by a WebSocket, with input and both outputs', async () => {
		const script = 'echo first; while read line; do echo "got $line"; echo "err $line" >&2; done; exit 3';
		await docker.docker(['run', '-di', '--name', 'typed', docker.shell, 'sh', '-c', script]);
		const address = (name: string) =>
			`ws+unix://${docker.socket}:/v1.41/containers/${name}/attach/ws?stream=1&stdin=1&stdout=1&stderr=1&logs=1`;
		const said = { text: '' };
		const socket = new WebSocket(address('typed'), { origin: 'http://localhost' });
		socket.on('message', (bytes: Buffer) => (said.text += bytes.toString()));
		const closed = new Promise((resolve, reject) => socket.once('close', resolve).once('error', reject));
		await new Promise((resolve) => socket.once('open', resolve));
		await expect.poll(() => said.text).toContain('first\n');
		socket.send('one\n');
		await expect.poll(() => said.text).toMatch(/got one\n/);
		await expect.poll(() => said.text).toMatch(/err one\n/);
		await docker.docker(['kill', 'typed']);
		await closed;
		const [refused] = (await once(new WebSocket(address('nosuch')), 'error')) as [Error];
		expect(refused.message).toBe('Unexpected server response: 404');
	});

	it('is attached to while it runs, by several, and runs on when they go', async () => {
		await docker.docker([
			'run',
			'-d',
			'--name',
			'ticks',
			docker.shell,
			'sh',
			'-c',
			'while :; do echo t; sleep 0.05; done'
		]);
		const outputs = [1, 2].map(() =>
			docker.docker(['attach', '--no-stdin', '--sig-proxy=false', 'ticks'], { enough: /^(t\n){2}/ })
		);
		for (const { out } of await Promise.all(outputs)) expect(out).toMatch(/^(t\n){2,}/);
		expect((await docker.docker(['inspect', '-f', '{{.State.Running}}', 'ticks'])).out).toBe('true\n');
	});

	it.each(CLIENTS)('%s runs commands in it: their outputs, input, status, user, folder and variables', async (cli) => {
		await docker.docker(['run', '-d', '--name', 'web', docker.shell, 'sleep', '1000'], { cli });
		const exec = (...args: string[]) => docker.docker(['exec', ...args], { cli });
		expect(await exec('web', 'sh', '-c', 'echo out; echo err >&2; exit 7')).toEqual({
			code: 7,
			out: 'out\n',
			err: 'err\n'
		});
		const input = 'y'.repeat(200_000);
		expect(await docker.docker(['exec', '-i', 'web', 'wc', '-c'], { cli, input })).toMatchObject({
			code: 0,
			out: '200000\n'
		});
		const seen = await exec(
			'-e',
			'A=b c',
			'-w',
			'/tmp',
			'-u',
			'1000:1001',
			'web',
			'sh',
			'-c',
			'echo "$A $PWD $(id -u):$(id -g)"'
		);
		expect(seen.out).toBe('b c /tmp 1000:1001\n');
		expect((await exec('-u', 'root', 'web', 'id', '-u')).out).toBe('0\n');
		const nobody = await exec('-u', 'nobody', 'web', 'id');
		expect([nobody.code, nobody.out]).toEqual([126, expect.stringContaining('no user or group “nobody”')]);
		expect(await exec('-d', 'web', 'sh', '-c', 'echo later > /tmp/later')).toMatchObject({ code: 0, out: '' });
		await expect.poll(async () => (await exec('web', 'cat', '/tmp/later')).out).toBe('later\n');
		const missing = await exec('web', 'nope');
		expect([missing.code, missing.out + missing.err]).toEqual([
			127,
			expect.stringContaining('executable file not found in $PATH')
		]);
		expect((await exec('web', '/etc/passwd')).code).toBe(126);
		expect((await exec('--privileged', 'web', 'true')).err).toContain('more rights');
		await docker.docker(['pause', 'web'], { cli });
		expect((await exec('web', 'true')).err).toContain('is paused, unpause the container before exec');
		await docker.docker(['unpause', 'web'], { cli });
		await docker.docker(['stop', '-t', '0', 'web'], { cli });
		expect((await exec('web', 'true')).err).toContain('is not running');
	});

	it('loses nothing of what a command writes to who reads slowly, and hangs a terminal up whose client goes', async () => {
		await docker.docker(['run', '-d', '--name', 'web', docker.shell, 'sleep', '1000']);
		const much = await docker.docker(['exec', 'web', 'sh', '-c', 'seq 1 300000']);
		expect(much.out.trimEnd().split('\n')).toHaveLength(300_000);
		const said = await inTerminal(['exec', '-it', 'web', 'sh'], {
			after: '# ',
			typed: 'echo $((40 + 2)); tty; exit 5\n'
		});
		expect(said).toContain('\r\n42\r\n');
		expect(said).toContain('/dev/pts/');
		const left = await inTerminal(['exec', '-it', 'web', 'sh', '-c', 'echo up; exec sleep 777'], {
			after: 'up\r\n',
			typed: '\x10\x11'
		});
		expect(left).toContain('up');
		const runs = () =>
			docker
				.docker(['exec', 'web', 'ps'])
				.then(({ out }) => out.split('\n').filter((line) => line.endsWith('sleep 777')));
		expect(await runs()).toHaveLength(1);
	});

	it.each(CLIENTS)('%s reads logs: all, the last, by time, and as they come', async (cli) => {
		const script = 'for i in 1 2 3 4 5; do echo line $i; done; echo bad >&2; sleep 1; echo end';
		await docker.docker(['run', '-d', '--name', 'says', docker.shell, 'sh', '-c', script], { cli });
		const followed = await docker.docker(['logs', '-f', 'says'], { cli });
		expect(followed).toEqual({
			code: 0,
			out: 'line 1\nline 2\nline 3\nline 4\nline 5\nend\n',
			err: 'bad\n'
		});
		expect((await docker.docker(['logs', '--tail', '2', 'says'], { cli })).out).toBe('end\n');
		expect((await docker.docker(['logs', '--tail', '0', 'says'], { cli })).out).toBe('');
		const stamped = (await docker.docker(['logs', '-t', 'says'], { cli })).out.split('\n');
		expect(stamped[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z line 1$/);
		const since = stamped[5]!.split(' ')[0]!;
		expect((await docker.docker(['logs', '--since', since, 'says'], { cli })).out).toBe('end\n');
		expect((await docker.docker(['logs', '--until', since, 'says'], { cli })).out).not.toContain('end');
		expect((await docker.docker(['logs', 'nobody'], { cli })).err).toContain('No such container: nobody');
	});
});

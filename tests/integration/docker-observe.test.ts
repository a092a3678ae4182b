/** What the real clients of Docker see of containers from outside, and how they log in. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CLIENTS, dockerFixture, cannotUseDocker, type DockerFixture } from './support/docker-fixture.ts';

const why = cannotUseDocker();
if (why) console.log(`skipped: ${why}`);

describe.skipIf(why)('looking at containers', () => {
	let docker: DockerFixture;
	beforeAll(async () => {
		docker = await dockerFixture({ name: 'tdob' });
		await docker.docker(['pull', '-q', docker.shell]);
	});
	afterEach(async () => {
		const { out } = await docker.docker(['ps', '-aq']);
		const ids = out.split('\n').filter(Boolean);
		if (ids.length > 0) await docker.docker(['rm', '-f', '-v', ...ids]);
	});
	afterAll(async () => {
		await docker?.end();
	});

	it.each(CLIENTS)('%s shows what a container uses and what runs in it', async (cli) => {
		const run = (...args: string[]) => docker.docker(args, { cli });
		const spin = 'while :; do :; done & sleep 1000';
		await run('run', '-d', '--name', 'web', '-m', '64m', '--user', '33', docker.shell, 'sh', '-c', spin);
		const format = '{{.Name}} {{.CPUPerc}} {{.MemUsage}} {{.PIDs}}';
		await expect
			.poll(async () => (await run('stats', '--no-stream', '--format', format, 'web')).out, { timeout: 20_000 })
			.toMatch(/^web [1-9][\d.]+% [1-9][\d.]*[KM]iB \/ 64MiB [3-9]\n$/);

		const { code, out } = await run('top', 'web');
		expect(code).toBe(0);
		expect(out.split('\n')[0]).toMatch(/^UID +PID +PPID +C +STIME +TTY +TIME +CMD$/);
		expect(out).toMatch(/^33 +\d+ +\d+ .*sleep 1000$/m);
		expect((await run('top', 'web', '-o', 'pid,comm')).out).toMatch(/^PID +COMMAND\n(\d+ +\S+\n)+$/);
		expect((await run('top', 'web', '-C', 'sh')).err).toContain('is not offered');

		await run('stop', '-t', '0', 'web');
		expect((await run('top', 'web')).err).toContain('is not running');
		expect((await run('stats', '--no-stream', '--format', '{{.Name}} {{.PIDs}}', 'web')).out).toBe('web 0\n');
	});

	it.each(CLIENTS)('%s shows what takes room', async (cli) => {
		const run = (...args: string[]) => docker.docker(args, { cli });
		await run('run', '-d', '--name', 'web', '-v', 'things:/things', docker.shell, 'sleep', '1000');
		const { code, out } = await run('system', 'df', '--format', '{{.Type}} {{.TotalCount}} {{.Active}}');
		expect(code).toBe(0);
		expect(out.split('\n').slice(0, 3)).toEqual(['Images 1 1', 'Containers 1 1', 'Local Volumes 1 1']);
		expect((await run('system', 'df', '-v')).out).toContain('things');
	});

	it.each(CLIENTS)('%s hears at the start of a program that is not there', async (cli) => {
		const run = (...args: string[]) => docker.docker(['run', ...args], { cli });
		for (const how of [['-d'], ['--rm'], ['-d', '--rm']]) {
			const missing = await run(...how, docker.shell, 'nope');
			expect([missing.code, missing.err]).toEqual([
				127,
				expect.stringContaining('exec: "nope": executable file not found in $PATH')
			]);
		}
		const folder = await run('-d', docker.shell, '/etc/passwd');
		expect([folder.code, folder.err]).toEqual([126, expect.stringContaining('permission denied')]);
		// Status 127 of the program itself is no such failure.
		expect(await run('--rm', docker.shell, 'sh', '-c', 'exit 127')).toEqual({ code: 127, out: '', err: '' });
	});

	it('gives a container the volumes of another', async () => {
		await docker.docker(['run', '-d', '--name', 'web', '-v', 'shared:/data', docker.shell, 'sleep', '1000']);
		await docker.docker(['exec', 'web', 'sh', '-c', 'echo hello > /data/file']);
		const read = ['run', '--rm', '--volumes-from', 'web:ro', docker.shell, 'sh', '-c'];
		expect((await docker.docker([...read, 'cat /data/file'])).out).toBe('hello\n');
		expect((await docker.docker([...read, 'echo no > /data/file'])).code).toBe(1);
		const none = await docker.docker(['run', '--rm', '--volumes-from', 'nobody', docker.shell, 'true']);
		expect(none.err).toContain('No such container: nobody');
		expect(none.err).not.toContain('Unable to find image');
	});

	it.each(CLIENTS)('%s learns whether a registry takes a name and a password', async (cli) => {
		const login = (input: string) =>
			docker.docker(['login', '-u', 'anna', '--password-stdin', docker.registry.host], { cli, input });
		// This registry is open to everybody.
		expect(await login('whatever')).toMatchObject({ code: 0, out: expect.stringContaining('Login Succeeded') });
	});
});

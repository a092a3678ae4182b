/** Node libraries for Docker (dockerode and testcontainers) against real containers. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_FILES, dockerClients } from '../support/docker-clients.ts';
import { cannotRunContainers } from './support/engine-fixture.ts';
import { dockerFixture, FILES, type DockerFixture } from './support/docker-fixture.ts';
import { cannotServeImages, image, layer, type Entry } from './support/registry-fixture.ts';

const cannot = cannotRunContainers() ?? cannotServeImages();
const folder = cannot ? null : dockerClients();
const why = cannot ?? (folder === null ? 'there are no clients from npm' : null);
if (why) console.log(`skipped: ${why}`);

describe.skipIf(why)('libraries of Node for Docker', () => {
	let docker: DockerFixture;
	/** Runs one of the programs. Resolves with what it saw, or with its error. */
	const session = (program: string, args: readonly string[], more: Record<string, string> = {}) =>
		new Promise<{ seen: Record<string, unknown>; err: string }>((resolve) => {
			const own = process.getuid?.() === 0 && { uid: 0, gid: 0 };
			const env = { PATH: process.env['PATH'], HOME: folder!, DOCKER_HOST: `unix://${docker.socket}`, ...more };
			execFile(
				process.execPath,
				[join(CLIENT_FILES, program), folder!, ...args],
				{ ...own, env, cwd: folder!, timeout: 90_000 },
				(error, out, err) => resolve({ seen: error ? {} : (JSON.parse(out) as Record<string, unknown>), err })
			);
		});

	beforeAll(async () => {
		docker = await dockerFixture({ name: 'tdnd' });
		const applets = ['awk', 'grep', 'nc'].map((name): Entry => ({
			...{ name: `bin/${name}`, type: 'link', linkname: 'bin/busybox' }
		}));
		await docker.registry.push(
			'web',
			image([await layer([...FILES, ...applets])], { config: { Cmd: ['/bin/sh'] } }),
			'1'
		);
		for (const one of [docker.shell, `${docker.registry.host}/web:1`]) await docker.docker(['pull', '-q', one]);
	});
	afterAll(async () => {
		await docker?.end();
	});

	it('dockerode makes, attaches to, looks at and removes what there is', async () => {
		const pulled = `${docker.registry.host}/web:1`;
		const { seen, err } = await session('dockerode.mjs', [docker.shell, pulled]);
		expect(err).toBe('');
		expect(seen).toEqual({
			...{ ping: 'OK', version: '1.47', os: 'linux', pull: [true, true], image: true },
			...{ made: ['dockerode', 'dockerode'], attached: ['typed\n', 'said\n'], status: 3, logs: true },
			...{ listed: [['/long', 'running']], followed: true },
			...{ exec: ['to exec\n', 'err\n'], execStatus: 7, plain: 'plain\n' },
			...{ archive: true, info: 'put.txt', stats: ['/long', true], streamed: '/long', top: true },
			...{ inspect: ['dockerode'], update: [], again: 304, missing: [404, true], ran: ['ran', 0], left: 0 },
			actions: expect.arrayContaining(['create', 'start', 'die', 'destroy', 'exec_create', 'exec_start', 'exec_die'])
		});
	});

	it('testcontainers learns why its reaper is not given the socket', async () => {
		const own = `${docker.registry.host}/web:1`;
		const { seen, err } = await session('testcontainers.mjs', [own], { RYUK_CONTAINER_IMAGE: own });
		expect(seen).toEqual({});
		expect(err).toContain('folder');
	});

	it('testcontainers makes containers, waits for them and ends them', async () => {
		const own = `${docker.registry.host}/web:1`;
		const { seen, err } = await session('testcontainers.mjs', [own], { TESTCONTAINERS_RYUK_DISABLED: 'true' });
		expect(err).toBe('');
		expect(seen).toEqual({
			...{ fetched: 'copied\n', exec: ['by testcontainers\n', 'err\n', 4], logs: 'copied\nready\n' },
			...{ restarted: 200, short: 'stopped' }
		});
		expect((await docker.docker(['ps', '-aq'])).out).toBe('');
	});
});

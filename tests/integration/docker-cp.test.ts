/**
 * `docker cp` and `docker export` with the real clients, and what a hostile container can prepare
 * against them.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newBoxExec } from '../../src/lib/contract/box-execs.ts';
import type { ExecPiece } from '../../src/lib/server/containers/types.ts';
import {
	execFileSync,
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readlinkSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync
} from '../support/as-root.ts';
import { CLIENTS, dockerFixture, cannotUseDocker, type DockerFixture } from './support/docker-fixture.ts';

const why = cannotUseDocker();
if (why) console.log(`skipped: ${why}`);

describe.skipIf(why)('files of containers', () => {
	let docker: DockerFixture;
	let folder: string;
	beforeAll(async () => {
		docker = await dockerFixture({ name: 'tdcp' });
	});
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'dogebox-cp-'));
	});
	afterEach(async () => {
		rmSync(folder, { recursive: true, force: true });
		const { out } = await docker.docker(['ps', '-aq']);
		const ids = out.split('\n').filter(Boolean);
		if (ids.length > 0) await docker.docker(['rm', '-f', ...ids]);
	});
	afterAll(async () => {
		await docker?.end();
	});

	const at = (...path: string[]) => join(folder, ...path);
	async function ok(cli: string, ...args: string[]): Promise<string> {
		const { code, out, err } = await docker.docker(args, { cli });
		expect([code, err], args.join(' ')).toEqual([0, expect.anything()]);
		return out;
	}
	const start = (name: string, script: string) =>
		docker.box.box.boxes.execs.start(name, v.parse(newBoxExec, { argv: ['/bin/sh', '-c', script], timeoutMs: 60_000 }));
	async function inside(name: string, script: string): Promise<string> {
		const { execs } = docker.box.box.boxes;
		const pieces: Buffer[] = [];
		const take = (piece: ExecPiece) => void ('bytes' in piece && pieces.push(piece.bytes));
		await execs.output(name, (await start(name, script)).id, 0, take, AbortSignal.timeout(20_000));
		return Buffer.concat(pieces).toString();
	}

	it.each(CLIENTS)('go in and out by %s, of one that runs and of one that does not', async (cli) => {
		writeFileSync(at('f.txt'), 'from outside\n');
		mkdirSync(at('tree/deep'), { recursive: true });
		writeFileSync(at('tree/deep/f'), 'deep');
		symlinkSync('deep/f', at('tree/link'));
		await ok(cli, 'create', '--name', 'web', '-v', 'kept:/data', docker.shell, 'sleep', '1000');
		for (const state of ['created', 'running']) {
			if (state === 'running') await ok(cli, 'start', 'web');
			await ok(cli, 'cp', at('f.txt'), `web:/root/${state}`);
			await ok(cli, 'cp', at('tree'), `web:/data/${state}`);
			await ok(cli, 'cp', at('f.txt'), 'web:/tmp/');
			await ok(cli, 'cp', `web:/root/${state}`, at(`${state}.back`));
			expect(readFileSync(at(`${state}.back`), 'utf8')).toBe('from outside\n');
			await ok(cli, 'cp', `web:/data/${state}`, at(`${state}.tree`));
			expect(readFileSync(at(`${state}.tree/deep/f`), 'utf8')).toBe('deep');
			expect(readlinkSync(at(`${state}.tree/link`))).toBe('deep/f');
			await ok(cli, 'cp', `web:/data/${state}/.`, at(`${state}.bare`));
			expect(readFileSync(at(`${state}.bare/deep/f`), 'utf8')).toBe('deep');
			// Copies the link itself, and the file that it leads to.
			await ok(cli, 'cp', `web:/data/${state}/link`, at(`${state}.link`));
			expect(lstatSync(at(`${state}.link`)).isSymbolicLink()).toBe(true);
			await ok(cli, 'cp', '-L', `web:/data/${state}/link`, at(`${state}.followed`));
			expect(readFileSync(at(`${state}.followed`), 'utf8')).toBe('deep');
		}
		expect(await inside('web', 'cat /root/created /root/running /data/created/link /tmp/f.txt')).toBe(
			'from outside\nfrom outside\ndeepfrom outside\n'
		);
		const tar = await docker.docker(['cp', 'web:/root/running', '-'], { cli });
		expect(execFileSync('tar', ['-xO'], { input: tar.out }).toString()).toBe('from outside\n');
		const packed = execFileSync('tar', ['-C', folder, '-c', 'f.txt']).toString('latin1');
		expect(await docker.docker(['cp', '-', 'web:/data'], { cli, input: packed })).toMatchObject({ code: 0 });
		expect(await inside('web', 'cat /data/f.txt')).toBe('from outside\n');
		for (const [args, words] of [
			// The older client words a 404 differently.
			[
				['cp', 'web:/nosuch', at('x')],
				/Could not find the file \/nosuch in container web|container:path: web:\/nosuch/
			],
			[['cp', at('f.txt'), 'web:/no/such'], /Could not find the file \/no in container web|container:path: web:\/no/],
			[['cp', at('tree'), 'web:/root/running'], /directory/],
			[['cp', 'nobody:/f', at('x')], /nobody/]
		] as const) {
			const { code, err } = await docker.docker([...args], { cli });
			expect([code, err], args.join(' ')).toEqual([1, expect.stringMatching(words)]);
		}
		await ok(cli, 'export', '-o', at('all.tar'), 'web');
		const names = execFileSync('tar', ['-tf', at('all.tar')])
			.toString()
			.split('\n');
		expect(names).toEqual(expect.arrayContaining(['bin/busybox', 'root/running', 'tmp/f.txt', 'data/', 'proc/']));
		expect(names).not.toContain('data/f.txt');
	});

	it('lead nowhere out of it, and nothing waits for a pipe', async () => {
		const cli = CLIENTS[0]!;
		writeFileSync(at('secret'), 'of the host');
		writeFileSync(at('f'), 'mine');
		await ok(cli, 'run', '-d', '--name', 'evil', docker.shell, 'sleep', '1000');
		await inside(
			'evil',
			`ln -s ${folder} /host; ln -s / /all; ln -s ../../../../../../../.. /up; mkdir -p ${folder}; ` +
				`echo inside > ${folder}/secret; busybox mkfifo /pipe; ln -s ${at('secret')} /named`
		);
		await ok(cli, 'cp', 'evil:/host/secret', at('got'));
		await ok(cli, 'cp', '-L', 'evil:/named', at('named'));
		await ok(cli, 'cp', `evil:/up/${folder}/secret`, at('up'));
		for (const name of ['got', 'named', 'up']) expect(readFileSync(at(name), 'utf8')).toBe('inside\n');
		await ok(cli, 'cp', at('f'), 'evil:/host/planted');
		expect(existsSync(at('planted'))).toBe(false);
		expect(await inside('evil', `cat ${folder}/planted`)).toBe('mine');
		expect((await docker.docker(['cp', 'evil:/pipe', at('pipe')])).code).toBe(1);
		expect((await docker.docker(['cp', 'evil:/proc/1/environ', at('x')])).err).toContain('Could not find the file');
		// An archive whose names lead out of the folder.
		const out = execFileSync('tar', ['-C', folder, '-cP', '--transform', 's,^f$,../../planted,', 'f']).toString(
			'latin1'
		);
		expect((await docker.docker(['cp', '-', 'evil:/root'], { input: out })).err).toContain(
			'has a path outside the folder'
		);
		expect(statSync(at('f')).isFile()).toBe(true);
		expect(existsSync(at('planted'))).toBe(false);
	});

	it('stay whole while links and folders take turns', async () => {
		const cli = CLIENTS[0]!;
		await ok(cli, 'run', '-d', '--name', 'race', docker.shell, 'sleep', '1000');
		writeFileSync(at('mine'), 'of the host');
		await start(
			'race',
			`mkdir -p /real; echo inside > /real/mine; while :; do rm -rf /t; ln -s ${folder} /t; rm -rf /t; mkdir /t; done`
		);
		for (let tries = 0; tries < 12; tries++) {
			const { out } = await docker.docker(['cp', 'race:/t/mine', '-']);
			expect(out).not.toContain('of the host');
			await docker.docker(['cp', at('mine'), 'race:/t/planted']);
			expect(existsSync(at('planted'))).toBe(false);
		}
	});
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { systemCalls } from '../system-calls.ts';
import { findProgram, SYSTEM_PATH } from '../system-path.ts';
import { RULES_REFUSED } from './connect-task.ts';
import { createForkServer } from './fork-server.ts';
import { createFrameReader, packFrame } from './frames.ts';

const env = { PATH: SYSTEM_PATH, LC_ALL: 'C.UTF-8' };
const serve = () => createForkServer(findProgram('perl')!, systemCalls()!, env);
const shell = (script: string, ...args: string[]) => ({
	...{ program: 'sh', args: ['-c', script, 'sh', ...args], env, cwd: '/', input: '' }
});

/** A batch that adds an element to a table that does not exist (format: `netlink-batch.ts`). */
const NO_SUCH_TABLE = [
	'140000001000010000000000000000000000000a',
	'400000000c0a05040100000000000000010000000c0001006e6f5f7375636800090002007075707300000000',
	'14000380100001800c000180080001000a000001',
	'140000001100010002000000000000000000000a'
].join('');

describe('frames', () => {
	it('come out as they went in, however they are cut', () => {
		const sent = [['a', '', 'b c'], ['größer', '1'], ['x'.repeat(70_000)]];
		const bytes = Buffer.concat(sent.map(packFrame));
		for (const step of [1, 3, 1000, bytes.length]) {
			const got: string[][] = [];
			const read = createFrameReader((items) => got.push(items));
			for (let at = 0; at < bytes.length; at += step) read(bytes.subarray(at, at + step));
			expect(got).toEqual(sent);
		}
	});
});

describe('a program that is read to its end', () => {
	const server = serve();

	it('gets arguments, environment, folder and input, and nothing else', async () => {
		const order = {
			...shell('pwd; cat; echo "$1$A" >&2; ls /proc/self/fd; exit 3', 'ä b'),
			env: { ...env, A: 'x=y\nz' }
		};
		const end = await server.run({ ...order, cwd: '/usr', input: 'in\n' }).ended;
		expect(end).toMatchObject({ exitCode: 3, signal: null, stderr: 'ä bx=y\nz\n', tooMuch: false });
		// Descriptor 3 is the folder that ls reads, so the program inherited only 0 to 2.
		expect(end.stdout).toBe('/usr\nin\n0\n1\n2\n3\n');
	});

	// A handler of Perl’s runs between two of its steps: too late for a select that is about to
	// sleep.
	it('has its end read from a descriptor, and is blocked from no signal', async () => {
		const signals = (status: string) =>
			Object.fromEntries(
				[...status.matchAll(/^(Sig\w+):\s*(\w+)$/gm)].map(([, name, bits]) => [name, BigInt(`0x${bits}`)])
			);
		const CHLD = 1n << 16n;
		const { stdout } = await server.run(shell('cat /proc/$PPID/status; echo ===; cat /proc/self/status')).ended;
		const [its, ours] = stdout.split('===').map(signals);
		expect([its!['SigBlk']! & CHLD, its!['SigCgt']! & CHLD, its!['SigIgn']! & CHLD]).toEqual([CHLD, 0n, 0n]);
		expect([ours!['SigBlk'], ours!['SigIgn']]).toEqual([0n, 0n]);
	});

	it('runs beside others, and takes more input than a pipe holds', async () => {
		const input = 'line\n'.repeat(100_000);
		const all = await Promise.all(
			Array.from({ length: 8 }, (_, at) => server.run({ ...shell(`cat; echo ${at}`), input }).ended)
		);
		for (const [at, { stdout }] of all.entries()) expect(stdout).toBe(`${input}${at}\n`);
	});

	it('fails as in node where there is none of that name', async () => {
		await expect(server.run({ ...shell(''), program: '/there/is/none' }).ended).rejects.toMatchObject({
			code: 'ENOENT'
		});
		await expect(server.run({ ...shell(''), cwd: '/there/is/none' }).ended).rejects.toMatchObject({ code: 'ENOENT' });
		await expect(server.run({ ...shell(''), program: '/etc/passwd' }).ended).rejects.toMatchObject({ code: 'EACCES' });
	});

	it('is a task that says when it is done, or that the kernel refuses what it is for', async () => {
		const order = { ...shell(''), program: '', task: 'rules' };
		expect(await server.run({ ...order, args: ['', '0'] }).ended).toMatchObject({
			exitCode: 0,
			stdout: '',
			stderr: ''
		});
		const refused = await server.run({ ...order, args: [NO_SUCH_TABLE, '1'] }).ended;
		expect(refused).toMatchObject({ exitCode: RULES_REFUSED, stdout: '' });
		expect(refused.stderr).toMatch(/^rules: (No such file or directory|Operation not permitted)/);
	});

	it('is ended when it says too much, or somebody wants it', async () => {
		expect(await server.run(shell('yes')).ended).toMatchObject({ tooMuch: true });
		const run = server.run(shell('trap "" TERM; echo; exec sleep 100'));
		run.kill('SIGTERM');
		run.kill('SIGKILL');
		expect(await run.ended).toMatchObject({ exitCode: null, signal: expect.stringMatching(/^SIG(TERM|KILL)$/) });
	});
});

describe('what is refused or given up', () => {
	it('is text with a NUL, behind which the kernel reads no further', async () => {
		const server = serve();
		const orders = [shell('', 'a\0b'), { ...shell(''), env: { ...env, A: '\0' } }, { ...shell(''), cwd: '/\0x' }];
		for (const order of orders) {
			await expect(server.run(order).ended).rejects.toMatchObject({ code: 'EINVAL' });
			await expect(server.start(order, 'ioo')).rejects.toMatchObject({ code: 'EINVAL' });
		}
	});

	it('is output that others hold open when the program is killed', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'dogebox-'));
		const fifo = join(folder, 'fifo');
		execFileSync('mkfifo', [fifo]);
		const run = serve().run(shell('read -r end < "$1" & exec sleep 100', fifo));
		// `open` waits until the background process of the shell has opened the FIFO for reading.
		const other = await open(fifo, 'w');
		try {
			run.kill('SIGKILL');
			expect(await run.ended).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
		} finally {
			await other.close();
			rmSync(folder, { recursive: true });
		}
	});
});

describe('a program that goes on', () => {
	it('has its own session, and the streams that were asked for', async () => {
		const server = serve();
		const script = 'read -r a <&3; echo "$a" >&4; cat; ps -o sid= -p $$ >&2 || cut -d" " -f6 /proc/$$/stat >&2; exit 7';
		const started = await server.start(shell(script), 'iooio');
		const [input, output, errors, first, second] = started.streams as [
			Writable,
			Readable,
			Readable,
			Writable,
			Readable
		];
		first.end('hello\n');
		input.end('typed');
		expect(await Promise.all([output, errors, second].map((stream) => text(stream)))).toEqual([
			'typed',
			expect.stringContaining(String(started.pid)),
			'hello\n'
		]);
		expect(await started.exited).toBe(7);
		started.release();
	});

	it('counts as gone when the server is', async () => {
		const server = serve();
		const started = await server.start(shell('exec sleep 100'), 'ioo');
		const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${started.pid}/status`, 'utf8'))![1]);
		process.kill(parent, 'SIGKILL');
		process.kill(started.pid, 'SIGKILL');
		expect(await started.exited).toBe(255);
		// The next program starts a new server.
		expect(await server.run(shell('echo on')).ended).toMatchObject({ stdout: 'on\n' });
		started.release();
	});

	it('runs from memory that nothing can change where its streams are opened, as crun asks for', async () => {
		const order = { ...shell(''), program: findProgram('readlink')!, args: ['/proc/self/exe'], task: 'opened' };
		const started = await serve().start(order, 'ioo');
		expect(await text(started.streams[1] as Readable)).toBe('/memfd:sealed (deleted)\n');
		expect(await started.exited).toBe(0);
		started.release();
	});

	it('runs a script from its file, of which its interpreter wants the name', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'dogebox-'));
		try {
			const program = join(folder, 'script');
			writeFileSync(program, '#!/bin/sh\necho "$0"\n', { mode: 0o755 });
			const started = await serve().start({ ...shell(''), program, args: [], task: 'opened' }, 'ioo');
			expect(await text(started.streams[1] as Readable)).toBe(`${program}\n`);
			started.release();
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it('fails at once where there is none', async () => {
		await expect(serve().start({ ...shell(''), program: 'no-such-program' }, 'ioo')).rejects.toMatchObject({
			code: 'ENOENT'
		});
	});
});

describe('the server itself', () => {
	it('has no folder of the host open, which what it forks would have when it enters a container', async () => {
		const { stdout } = await serve().run(shell('echo $PPID')).ended;
		const folder = `/proc/${Number(stdout)}/fd`;
		const open = readdirSync(folder).map((fd) => readlinkSync(join(folder, fd)));
		expect(open.filter((what) => !/^(?:\/dev\/null$|pipe:|socket:|anon_inode:\[signalfd\]$)/.test(what))).toEqual([]);
	});
});

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { createKeptProcess, type KeptProcess, type KeptProcessOptions, type ProcessEnd } from './kept-process.ts';

let kept: KeptProcess | null = null;
afterEach(() => kept?.stop(0));

/** Keeps a Node program running. */
function keep(script: string, options: Partial<KeptProcessOptions> = {}) {
	const lines: string[] = [];
	const ends: ProcessEnd[] = [];
	kept = createKeptProcess({
		command: (flags) => [process.execPath, ...flags, '-e', script],
		flags: [],
		env: {},
		stdio: ['pipe', 'pipe', 'pipe'],
		onLine(line) {
			lines.push(line);
			return line !== 'ready';
		},
		onEnd(end) {
			ends.push(end);
			return true;
		},
		...options
	});
	kept.start();
	const said = (count: number) => expect.poll(() => lines.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);
	return { kept, lines, ends, said };
}

const STAYS = "console.log('ready'); setInterval(() => {}, 1000);";

describe('a program that is kept running', () => {
	it('is started again when it ends, later each time, with its last words reported', async () => {
		const { ends } = keep("console.error('the disk is gone'); console.log('ready'); process.exit(3);");
		await expect.poll(() => ends.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
		expect(ends.slice(0, 2)).toEqual([
			{ code: 3, signal: null, words: 'the disk is gone', reason: 'exit status 3: the disk is gone', againInMs: 250 },
			{ code: 3, signal: null, words: 'the disk is gone', reason: 'exit status 3: the disk is gone', againInMs: 500 }
		]);
	});

	it.each([
		{ flags: ['--no-such-flag-of-node'], left: [] },
		{
			flags: ['--no-warnings', '--no-such-flag-of-node', '--stack-size=900'],
			left: ['--no-warnings', '--stack-size=900']
		},
		{ flags: ['--no-such-flag-of-node=1', '--no-warnings', '--nor-this'], left: ['--no-warnings'] },
		// Node knows this flag, and reports that its argument is missing.
		{ flags: ['--no-warnings', '--require'], left: [] }
	])('goes without the flags that this node does not know: $flags', async ({ flags, left }) => {
		const { lines, ends } = keep(`console.log(JSON.stringify(process.execArgv.slice(0, -2))); ${STAYS}`, { flags });
		await expect.poll(() => lines, { timeout: 20_000 }).toContain('ready');
		expect(lines).toContain(JSON.stringify(left));
		expect(ends).toEqual([]);
	});

	it('is reported where it cannot even be begun', async () => {
		const { kept, ends } = keep('', { command: () => ['/no/such/program'] });
		await expect.poll(() => ends.length, { timeout: 20_000 }).toBeGreaterThan(0);
		expect(ends[0]!.reason).toContain('ENOENT');
		expect(kept.pid()).toBeNull();
	});

	it('hears what is sent, is no part of our group, and ends when it is told to', async () => {
		const { kept, lines, said } = keep(
			"process.stdin.on('data', (text) => console.log('heard ' + String(text).trim())); " + STAYS
		);
		await said(1);
		const pid = kept.pid()!;
		// The process group is the fifth field of proc(5), “stat”.
		expect(readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[4]).toBe(String(pid));
		kept.send('hello');
		await said(2);
		expect(lines).toEqual(['ready', 'heard hello']);
		await kept.stop(20_000);
		expect(kept.pid()).toBeNull();
		kept.send('nobody is there');
	});

	it('is killed where it does not end by itself', async () => {
		const { kept, ends, said } = keep("process.on('SIGTERM', () => console.log('no')); " + STAYS);
		await said(1);
		await kept.stop(50);
		expect(ends.map(({ signal }) => signal)).toEqual(['SIGKILL']);
		expect(kept.pid()).toBeNull();
	});

	describe('where one is found that runs already', () => {
		const someone = () => {
			const child = spawn(process.execPath, ['-e', STAYS], { stdio: 'ignore' });
			const ended = new Promise((resolve) => child.once('exit', resolve));
			return { pid: child.pid!, ended, kill: (signal: NodeJS.Signals) => void child.kill(signal) };
		};

		it('watches that one, and starts another when it has ended', async () => {
			const found = someone();
			const { kept, lines, ends, said } = keep(STAYS, { find: () => found });
			expect(kept.pid()).toBe(found.pid);
			kept.start();
			expect(kept.pid()).toBe(found.pid);
			found.kill('SIGKILL');
			await said(1);
			expect(lines).toEqual(['ready']);
			expect(ends).toEqual([expect.objectContaining({ reason: 'exit status unknown', againInMs: 250 })]);
			expect(kept.pid()).not.toBe(found.pid);
		});

		it('ends that one when it is told to', async () => {
			const found = someone();
			const { kept, lines } = keep(STAYS, { find: () => found });
			await kept.stop(20_000);
			await found.ended;
			expect(kept.pid()).toBeNull();
			expect(lines).toEqual([]);
		});
	});

	it('has ended when its own output has, whoever goes on with what else it was given', async () => {
		// The child reads its input, which is the pipe, to the end.
		const script = `require('child_process').spawn(process.execPath, ['-e', 'process.stdin.resume()'],
			{ stdio: [3, 'ignore', 'ignore'], detached: true }).unref(); console.log('ready'); process.exit(4)`;
		const pipes: Duplex[] = [];
		const { ends } = keep(script, {
			stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
			onStart: ({ stdio }) => void pipes.push(stdio[3] as Duplex)
		});
		await expect.poll(() => ends.length, { timeout: 20_000 }).toBeGreaterThan(0);
		expect(ends[0]).toMatchObject({ code: 4 });
		expect(pipes[0]!.closed).toBe(false);
		await kept!.stop(0);
		for (const pipe of pipes) pipe.end();
		await expect.poll(() => pipes.every(({ closed }) => closed), { timeout: 20_000 }).toBe(true);
	});
});

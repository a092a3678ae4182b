import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { identify, isAlive, signalProcess } from './process-identity.ts';
import { runtimeWords } from './command-words.ts';

describe('a process', () => {
	it('is known by its id and the time at which it began', async () => {
		const child = spawn('sleep', ['100']);
		await once(child, 'spawn');
		const identity = identify(child.pid!)!;
		expect(isAlive(identity)).toBe(true);
		expect(isAlive({ ...identity, ticks: identity.ticks - 1 })).toBe(false);
		expect(signalProcess({ ...identity, ticks: identity.ticks - 1 }, 'SIGKILL')).toBe(false);
		expect(signalProcess(identity, 'SIGTERM')).toBe(true);
		await once(child, 'exit');
		expect(isAlive(identity)).toBe(false);
		expect(identify(2 ** 30)).toBeNull();
	});
});

describe('the runtime’s words', () => {
	it('are taken out of its log format, the last ones', () => {
		const text =
			'time="2026-11-22T03:43:14Z" level=warning msg="first"\ntime="x" level=error msg="exec: \\"nope\\": not found"';
		expect(runtimeWords(text)).toBe('exec: "nope": not found');
	});

	it('are left as they are in any other format', () => {
		expect(runtimeWords('error opening file `x`: No such file or directory\n')).toBe(
			'error opening file `x`: No such file or directory'
		);
	});
});

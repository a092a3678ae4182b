import { describe, expect, it } from 'vitest';
import type { Container } from '../containers/containers.ts';
import { BoxError } from '../../../../contract/errors.ts';
import { commandOf, readExec, readStart, sizeOf } from './asked.ts';
import { failedStart } from './run.ts';
import { createExecStore } from './store.ts';

describe('what is asked for with a command', () => {
	it.each([
		[{ Cmd: ['env'] }, { argv: ['env'] }],
		[
			{ Cmd: ['env'], Env: ['A=b=c', 'ONLY'], WorkingDir: '/tmp', User: '1000:7', Later: 1 },
			{ argv: ['env'], env: { A: 'b=c' }, cwd: '/tmp' }
		],
		[{ Cmd: ['id'], Env: null }, { argv: ['id'] }]
	])('%j', (body, command) => {
		expect(commandOf(readExec(body))).toEqual(command);
	});

	it.each([
		[undefined, 'No exec command'],
		[{}, 'No exec command'],
		[{ Cmd: [] }, 'No exec command'],
		[{ Cmd: 'env' }, 'Cmd'],
		[{ Cmd: [1] }, 'Cmd.0'],
		[{ Cmd: ['id'], User: 1000 }, 'User'],
		[{ Cmd: ['id', 'x'.repeat(300_000)] }, 'too long'],
		[{ Cmd: ['id'], Env: Array(1000).fill(`A=${'x'.repeat(300)}`) }, 'too long'],
		[{ Cmd: ['id'], Env: ['=x'] }, 'invalid environment variable']
	])('%j is refused', (body, words) => {
		expect(() => commandOf(readExec(body))).toThrow(words);
	});

	it('a start without a body is one', () => {
		expect(readStart(undefined)).toMatchObject({ Detach: false, Tty: false });
	});

	it.each([
		[[24, 80], { rows: 24, cols: 80 }],
		[[0, 0], null],
		[[24], null],
		[[1e9, 80], null],
		[null, null]
	])('the size %j', (size, read) => {
		expect(sizeOf(size)).toEqual(read);
	});
});

it.each([
	['command-not-found', 127, 'executable file not found in $PATH'],
	['command-not-executable', 126, 'permission denied'],
	['no-such-folder', 126, 'chdir']
])('%s has the status %i', (code, exitCode, words) => {
	const failed = failedStart(new BoxError({ code, status: 422, message: 'x' } as never), 'nope');
	expect(failed).toEqual({ exitCode, sentence: expect.stringContaining(words) });
});
it('another failure is no command’s', () => {
	expect(failedStart(new Error('x'), 'nope')).toBeNull();
	expect(failedStart(new BoxError({ code: 'too-many-sessions', status: 429, message: 'x' }), 'nope')).toBeNull();
});

describe('the store of commands', () => {
	const container = { kind: 'box', id: 'a'.repeat(32), name: 'web' } as Container;
	const asked = readExec({ Cmd: ['true'] });

	it('forgets what was never started, and what has ended, after a while', () => {
		let now = 0;
		const store = createExecStore(() => now);
		const [made, runs] = [store.create(container, asked), store.create(container, asked)];
		runs.state = 'running';
		now = 3_600_000;
		store.create(container, asked);
		expect(() => store.get(made.id)).toThrow('No such exec instance');
		expect(store.get(runs.id)).toBe(runs);
	});

	it('has room for so many, and the oldest goes first', () => {
		const store = createExecStore(() => 0);
		const all = Array.from({ length: 1001 }, () => store.create(container, asked));
		expect(() => store.get(all[0]!.id)).toThrow('No such exec instance');
		expect(store.get(all[1]!.id)).toBe(all[1]);
		for (const one of all.slice(1)) one.state = 'running';
		expect(() => store.create(container, asked)).toThrow(/More than 1000/);
	});
});

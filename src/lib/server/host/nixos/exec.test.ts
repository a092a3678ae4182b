import { describe, expect, it } from 'vitest';
import { endOf, runArguments } from './exec.ts';

describe('a command in a container of NixOS', () => {
	it('is a unit of its own; no value of its environment is in the arguments', () => {
		const args = runArguments(
			{
				name: 'pupabababab',
				service: 'web',
				argv: ['/bin/sh', '-c', 'echo "$SECRET"; --unit=x'],
				cwd: '/storage',
				env: { SECRET: 'hunter2' },
				user: { uid: 420, gid: 69 },
				devices: false
			},
			'exec-0123456789abcdef.service'
		);
		expect(args.join(' ')).not.toContain('hunter2');
		expect(args).toEqual(expect.arrayContaining(['--machine=pupabababab', '--uid=420', '--setenv=SECRET']));
		expect(args.slice(args.indexOf('--'))).toEqual(['--', '/bin/sh', '-c', 'echo "$$SECRET"; --unit=x']);
	});

	it.each([
		['$HOME', '$$HOME'],
		['${HOME}', '$${HOME}'],
		['/proc/$$/fd', '/proc/$$$$/fd'],
		['a $', 'a $$'],
		['%n \\x "', '%n \\x "']
	])('is given the word %s as it is', (word, given) => {
		const of = { name: 'pup', service: 'web', cwd: '/', env: {}, user: { uid: 1, gid: 1 }, devices: false };
		const args = runArguments({ ...of, argv: ['/bin/$echo', word] }, 'exec-1.service');
		expect(args.slice(-2)).toEqual(['/bin/$echo', given]);
	});

	it.each([
		['ended', 'ExecMainCode=1\nExecMainStatus=7\nActiveEnterTimestampMonotonic=5', 7],
		['was killed', 'ExecMainCode=2\nExecMainStatus=9\nActiveEnterTimestampMonotonic=5', 137],
		['has no program', 'ExecMainCode=1\nExecMainStatus=203\nActiveEnterTimestampMonotonic=0', null],
		['has no folder', 'ExecMainCode=1\nExecMainStatus=200\nActiveEnterTimestampMonotonic=0', null],
		['says itself 203', 'ExecMainCode=1\nExecMainStatus=203\nActiveEnterTimestampMonotonic=5', 203],
		['is not there any more', 'ExecMainCode=0\nExecMainStatus=0\nActiveEnterTimestampMonotonic=0', null]
	])('one that %s', (_what, shown, status) => expect(endOf(shown)).toBe(status));
});

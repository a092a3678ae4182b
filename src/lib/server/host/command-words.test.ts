/** A row has a program's output and the reason that people read: add yours below. */
import { describe, expect, it } from 'vitest';
import { commandFailure, reasonIn, type FailedCommand } from './command-words.ts';
import { createSpawner } from './spawn.ts';

const KRB5 = [
	'Reading package lists...',
	'Building dependency tree...',
	'Reading state information...',
	'The following additional packages will be installed:',
	'  libgssapi-krb5-2 libk5crypto3 libkrb5-3',
	'Suggested packages:',
	'  krb5-doc krb5-user',
	'Recommended packages:',
	'  krb5-locales',
	'The following NEW packages will be installed:',
	'  libgssapi-krb5-2',
	'0 upgraded, 1 newly installed, 0 to remove and 0 not upgraded.',
	'Need to get 0 B/135 kB of archives.',
	'After this operation, 400 kB of additional disk space will be used.',
	'Unpacking libgssapi-krb5-2 (1.20.1) ...'
];

const rows: [what: string, command: Partial<FailedCommand>, reason: string][] = [
	[
		'runc’s log',
		{
			program: 'runc',
			stderr:
				'time="2026-11-26T22:00:00Z" level=warning msg="cgroup v1"\ntime="2026-11-26T22:00:00Z" level=error msg="runc create failed: unable to start container process: exec: \\"/pup/x\\": no such file"'
		},
		'The container runtime (runc) failed: runc create failed: unable to start container process: exec: "/pup/x": no such file.'
	],
	[
		'crun by its path',
		{ program: '/usr/bin/crun', stderr: 'error opening file `/run/x/status`: No such file or directory' },
		'The container runtime (crun) failed: error opening file `/run/x/status`: No such file or directory.'
	],
	[
		'apt that ended by itself',
		{ program: 'apt-get', stdout: KRB5.join('\n'), exitCode: 100 },
		'The program apt-get failed and said nothing (exit code 100).'
	],
	[
		'apt with an error',
		{ program: 'apt-get', stderr: [...KRB5, 'W: odd', 'E: Unable to locate package nonsense'].join('\n') },
		'The program apt-get failed: Unable to locate package nonsense.'
	],
	[
		'nft',
		{ program: 'nft', stderr: 'Error: Could not process rule: File exists' },
		'The program nft failed: Error: Could not process rule: File exists.'
	],
	['nothing said', { program: 'ip', exitCode: 2 }, 'The program ip failed and said nothing (exit code 2).'],
	['killed', { program: 'ip', exitCode: undefined, ended: 'SIGKILL' }, 'The program ip was ended (SIGKILL).'],
	[
		'not there',
		{ program: '/usr/sbin/nft', exitCode: undefined, ended: 'ENOENT' },
		'The program nft is not installed, or not in the expected path.'
	],
	['too slow', { program: 'runc', timedOut: true }, 'The container runtime (runc) took too long and was ended.']
];

describe('a reason', () => {
	it.each(rows)('%s', (_what, command, reason) => {
		expect(
			commandFailure({ program: 'x', exitCode: 1, stdout: '', stderr: '', timedOut: false, ended: null, ...command })
		).toBe(reason);
	});

	it('of packages is what dpkg marks, never what apt suggests', () => {
		expect(reasonIn([...KRB5, 'dpkg: error processing archive x.deb (--unpack):', ' no space'])).toBe(
			'dpkg: error processing archive x.deb (--unpack):'
		);
		expect(reasonIn(KRB5)).toBe('');
	});

	it.each([
		['short', undefined],
		['telling', () => {}]
	])('of a real program (%s) holds neither its arguments nor its whole output', async (_how, onLine) => {
		const spawn = createSpawner();
		const run = (program: string, args: string[]) => spawn(program, args, onLine ? { onLine } : {});
		await expect(run('/bin/sh', ['-c', 'exit 3', 'secret-argument'])).rejects.toMatchObject({
			code: 'host-command-failed',
			message: 'The program sh failed and said nothing (exit code 3).'
		});
		await expect(run('/bin/sh', ['-c', 'echo odd >&2; exit 3', 'secret-argument'])).rejects.toMatchObject({
			message: 'The program sh failed: odd.'
		});
		await expect(run('no-such-program', ['secret-argument'])).rejects.toMatchObject({
			message: 'The program no-such-program is not installed, or not in the expected path.'
		});
		await expect(run('/bin/sh', ['-c', 'kill -9 $$', 'secret-argument'])).rejects.toMatchObject({
			message: 'The program sh was ended (SIGKILL).'
		});
	});
});

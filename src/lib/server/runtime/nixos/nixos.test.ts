import { describe, expect, it } from 'vitest';
import { journalNews, logEntry } from './journal.ts';
import { unitStates } from './unit-states.ts';

const entry = (more: Record<string, unknown>) =>
	JSON.stringify({ __CURSOR: 's=a;i=1', __REALTIME_TIMESTAMP: '1795862937120624', ...more });
const ofService = { _SYSTEMD_UNIT: 'pup-web.service', _PID: '46' };
const ofManager = { _SYSTEMD_UNIT: 'init.scope', UNIT: 'pup-web.service', _PID: '1' };
const exited = { ...ofManager, MESSAGE_ID: '98e322203f7a4ed290d09fe03c09fe15' };
const main = 'pup-web.service: Main process exited, code=exited, status=7/NOTRUNNING';
const known = { cursor: 's=a;i=1', service: 'web' };

describe('an entry of a container’s journal', () => {
	it.each<[string, Record<string, unknown>, object | null]>([
		['a line', { ...ofService, MESSAGE: 'up' }, { kind: 'line', text: 'up', whole: true }],
		['a line that was cut', { ...ofService, MESSAGE: 'u', _LINE_BREAK: 'line-max' }, { whole: false }],
		['a line of bytes', { ...ofService, MESSAGE: [104, 105, 27] }, { text: 'hi\u001b' }],
		['a line that is too large for the journal', { ...ofService, MESSAGE: null }, { text: '' }],
		['an exit', { ...exited, MESSAGE: main, EXIT_CODE: 'exited', EXIT_STATUS: '7' }, { kind: 'exit', exitCode: 7 }],
		['a kill', { ...exited, MESSAGE: main, EXIT_CODE: 'killed', EXIT_STATUS: '9' }, { kind: 'exit', exitCode: 137 }],
		[
			'a program that is not there',
			{ ...exited, MESSAGE: main, EXIT_CODE: 'exited', EXIT_STATUS: '203' },
			{ kind: 'exit', exitCode: 127, neverRan: true }
		],
		['the end of a process beside', { ...exited, MESSAGE: 'Control process exited, …' }, { kind: 'other' }],
		[
			'a failure',
			{ ...ofManager, MESSAGE_ID: 'd9b373ed55a64feb8242e02dbe79a49c', UNIT_RESULT: 'oom-kill' },
			{ kind: 'over', result: 'oom-kill', at: 1795862937120.624 }
		],
		['an end', { ...ofManager, MESSAGE_ID: '7ad2d189f7e94e70a38c781354912448' }, { kind: 'over', result: 'success' }],
		['a service that says it were systemd', { ...exited, _PID: '46', MESSAGE: main }, null],
		['another unit', { ...ofService, _SYSTEMD_UNIT: 'sshd.service', MESSAGE: 'x' }, null]
	])('%s', (_what, more, news) => {
		const found = journalNews(entry(more));
		if (news === null) expect(found).toBeNull();
		else expect(found).toMatchObject({ ...known, ...news });
	});
	it.each(['', '{', '[]', '{"MESSAGE":1}', '"text"'])('%j is none', (text) => expect(journalNews(text)).toBeNull());
	it('becomes one line of a log, whatever is in it', () => {
		const line = journalNews(entry({ ...ofService, MESSAGE: 'a\n2026-01-01T00:00:00Z stdout F b' }));
		expect(line?.kind === 'line' && logEntry(line)).toBe(
			'2026-11-28T10:48:57.120624000Z stdout F a 2026-01-01T00:00:00Z stdout F b\n'
		);
	});
});

describe('what systemctl shows of services', () => {
	const shown = (more: string) => `Id=pup-web.service\nMainPID=0\nResult=success\nExecMainCode=0\n${more}`;
	it.each([
		['runs', 'ActiveState=active\nMainPID=46', { running: true, exitCode: null }],
		['never ran', 'ActiveState=inactive', { running: false, pidInside: null, exitCode: null }],
		['exited', 'ActiveState=failed\nExecMainCode=1\nExecMainStatus=7', { running: false, exitCode: 7 }],
		['was killed', 'ActiveState=failed\nExecMainCode=2\nExecMainStatus=9', { exitCode: 137, oomKilled: false }],
		['had no memory', 'ActiveState=failed\nExecMainCode=2\nExecMainStatus=9\nResult=oom-kill', { oomKilled: true }]
	])('one that %s', (_what, text, state) => {
		const lines = new Map(
			shown(text)
				.split('\n')
				.map((line) => [line.split('=')[0], line])
		);
		expect(unitStates([...lines.values()].join('\n'))).toMatchObject([{ service: 'web', ...state }]);
	});
	it('is separated by empty lines', () => {
		const two =
			'Id=pup-a.service\nActiveState=active\nMainPID=2\n\nId=pup-b.c.service\nActiveState=inactive\nMainPID=0';
		expect(unitStates(two).map(({ service }) => service)).toEqual(['a', 'b.c']);
		expect(unitStates('')).toEqual([]);
	});
});

import { expect, it } from 'vitest';
import { parseProcess, uidInside } from './processes.ts';

const stat =
	'4321 (a (b) c) S 4300 4321 4321 34816 4321 4194560 90 0 0 0 250 50 0 0 20 -5 3 0 1000 4096000 200 18446744073709551615';
const texts = {
	stat,
	status: 'Name:\ta\nUid:\t100000\t101000\t100000\t100000\nNSpid:\t4321\t7\n',
	cmdline: 'sleep\0\u0031000\0\0',
	uidMap: '         0     100000      65536\n'
};

it('a process is described as the container has it, its ids as the host does', () => {
	expect(parseProcess(texts, { bootedAt: 1_000_000 })).toEqual({
		...{ pid: 4321, parent: 4300, idInside: 7, uid: 1000, state: 'S', terminal: 0, nice: -5, threads: 3 },
		...{ startedAt: 1_010_000, cpuSeconds: 3, virtualBytes: 4_096_000, residentBytes: 819_200 },
		...{ name: 'a (b) c', command: 'sleep 1000 ' }
	});
});

it('one without arguments has its name in brackets', () => {
	expect(parseProcess({ ...texts, cmdline: '' }, { bootedAt: 0 })?.command).toBe('[a (b) c]');
});

it.each([
	['of the host', { ...texts, status: 'Uid:\t0\t0\t0\t0\nNSpid:\t4321\n' }],
	['that has ended', { stat: '', status: '', cmdline: '', uidMap: '' }],
	['that is cut off', { ...texts, stat: '4321 (a) S 1' }]
])('a process %s is none', (_, given) => {
	expect(parseProcess(given, { bootedAt: 0 })).toBeNull();
});

it.each([
	['0 100000 65536', 100_033, 33],
	['0 100000 10\n10 500 10', 505, 15],
	['0 100000 10', 5, 5],
	['', 7, 7]
])('with the map %j the user %i of the host is %i inside', (map, uid, inside) => {
	expect(uidInside(map, uid)).toBe(inside);
});

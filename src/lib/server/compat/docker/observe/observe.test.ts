import { describe, expect, it } from 'vitest';
import type { ContainerProcess, ContainerStats } from '../../../containers/types.ts';
import { psColumns, topAnswer } from './ps.ts';
import { readingBefore, readingOf, statsAnswer } from './stats.ts';

const counters: ContainerStats = {
	...{ cpuSeconds: 12.5, memoryBytes: 1_000_000, rxBytes: 10, txBytes: 20, pids: 3 },
	...{ readBytes: 30, writtenBytes: 40, oomKills: 0, pidsRefused: 0 }
};
const subject = { id: 'a'.repeat(32), name: 'web', cores: 2, memoryLimit: 4_000_000, pidsLimit: 100 };

/** CPU usage as the docker CLI computes it: `calculateCPUPercentUnix`. */
function percent({ cpu_stats: now, precpu_stats: before }: ReturnType<typeof statsAnswer>): number {
	const used = now.cpu_usage.total_usage - before.cpu_usage.total_usage;
	const system = (now.system_cpu_usage ?? 0) - (before.system_cpu_usage ?? 0);
	return (used / system) * (now.online_cpus ?? 0) * 100;
}

describe('numbers of a container', () => {
	const now = readingOf(counters, 2, 1_700_000_000_000, 1000e9);

	it('give the share of a processor that was measured in the last second', () => {
		const answer = statsAnswer(subject, counters, now, readingBefore(now, 2, 50, null));
		expect(percent(answer)).toBeCloseTo(50);
		expect(answer.preread).toBe('2023-11-14T22:13:19.000Z');
	});

	it('give that of the time since its start where none was measured yet', () => {
		const answer = statsAnswer(subject, counters, now, readingBefore(now, 2, null, now.at - 25_000));
		expect(percent(answer)).toBeCloseTo(50);
	});

	it('have memory, network, disks and processes as clients read them', () => {
		expect(statsAnswer(subject, counters, now, null)).toMatchObject({
			...{ id: 'a'.repeat(64), name: '/web', preread: '0001-01-01T00:00:00Z' },
			memory_stats: { usage: 1_000_000, limit: 4_000_000 },
			pids_stats: { current: 3, limit: 100 },
			networks: { eth0: { rx_bytes: 10, tx_bytes: 20 } },
			blkio_stats: {
				io_service_bytes_recursive: [
					{ op: 'read', value: 30 },
					{ op: 'write', value: 40 }
				]
			}
		});
	});

	it('are nothing for one that does not run', () => {
		const answer = statsAnswer(subject, null, null, null);
		expect(answer).toMatchObject({ name: '/web', memory_stats: {}, pids_stats: {} });
		expect(answer).not.toHaveProperty('networks');
	});
});

describe('processes as ps prints them', () => {
	const startedAt = new Date(2026, 10, 28, 7, 5).getTime();
	const one: ContainerProcess = {
		...{ pid: 4321, parent: 4300, idInside: 2, uid: 0, state: 'S', terminal: null, nice: 0, threads: 1 },
		...{ startedAt, cpuSeconds: 65, virtualBytes: 4_096_000, residentBytes: 1_048_576 },
		...{ name: 'sleep', command: 'sleep 1000' }
	};
	const host = { now: startedAt + 650_000, memory: 104_857_600 };

	it.each([
		['', ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD']],
		['-ef', ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD']],
		['aux', ['USER', 'PID', '%CPU', '%MEM', 'VSZ', 'RSS', 'TTY', 'STAT', 'START', 'TIME', 'COMMAND']],
		['-e', ['PID', 'TTY', 'TIME', 'CMD']],
		['-o pid,cmd', ['PID', 'CMD']],
		['-eo pid,user=WHO -o comm', ['PID', 'WHO', 'COMMAND']],
		['-ocomm,pid', ['COMMAND', 'PID']],
		['--format=pid,rss', ['PID', 'RSS']]
	])('%j asks for %j', (args, titles) => {
		expect(psColumns(args).map(({ title }) => title)).toEqual(titles);
	});

	it.each([
		['-o', 'no columns are given'],
		['-o pid,nope', 'unknown user-defined format specifier "nope"'],
		['-o constructor', 'unknown user-defined'],
		['-p 1', 'is not offered'],
		['; reboot', 'is not offered'],
		['-C sh', 'is not offered']
	])('%j is refused', (args, words) => {
		expect(() => psColumns(args)).toThrow(words);
	});

	it('have a value for each column', () => {
		expect(topAnswer([one], '', host).Processes).toEqual([
			['root', '4321', '4300', '10', '07:05', '?', '00:01:05', 'sleep 1000']
		]);
		expect(topAnswer([{ ...one, uid: 33, terminal: 2 }], 'aux', host).Processes).toEqual([
			['33', '4321', '10.0', '1.0', '4000', '1024', 'pts/2', 'S', '07:05', '1:05', 'sleep 1000']
		]);
	});
});

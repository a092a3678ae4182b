import { describe, expect, it } from 'vitest';
import {
	parseCpu,
	parseDefaultLinks,
	parseDiskStats,
	parseLoad,
	parseMemory,
	parseNetDev,
	parseTemperature,
	parseThreads,
	parseUptime
} from './proc.ts';
import { boxSample, containerSample, rate } from './rates.ts';

const stat = `cpu  100 5 20 800 50 3 2 20 7 0
cpu0 50 2 10 400 25 1 1 10 0 0
cpu1 50 3 10 400 25 2 1 10 0 0
intr 12345 0 0
ctxt 1`;

const netDev = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:    3193      29    0    0    0     0          0         0     3193      29    0    0    0     0       0          0
  eth0:559536544   15769    0    0    0     0          0         0  1058325    9503    0    0    0     0       0          0
eth0.5:      10       1    0    0    0     0          0         0       20       1    0    0    0     0       0          0
`;

describe('the readers of /proc', () => {
	it('count waiting for disks and stolen time as idle, and guest time once', () => {
		expect(parseCpu(stat)).toEqual({ busy: 130, total: 1000, stolen: 20, cores: 2 });
		expect(() => parseCpu('intr 1')).toThrow('no line for all cpus');
	});

	it('count memory that can be given back as free, on old kernels too', () => {
		expect(parseMemory('MemTotal:    1000 kB\nMemFree:  100 kB\nMemAvailable:   600 kB\n')).toEqual({
			total: 1_024_000,
			used: 409_600
		});
		expect(parseMemory('MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 250 kB\n').used).toBe(614_400);
	});

	it('read the bytes of each link, also where the number touches the name', () => {
		expect(Object.fromEntries(parseNetDev(netDev))).toEqual({
			lo: { rx: 3193, tx: 3193 },
			eth0: { rx: 559536544, tx: 1058325 },
			'eth0.5': { rx: 10, tx: 20 }
		});
	});

	it('find the links with a default route', () => {
		const route = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
eth0	00000000	010200C0	0003	0	0	0	00000000	0	0	0
eth0	000200C0	00000000	0001	0	0	0	00FFFFFF	0	0	0
tun0	00000000	00000000	0001	0	0	0	00000080	0	0	0
`;
		expect(parseDefaultLinks(route)).toEqual(['eth0']);
	});

	it('read uptime and the number of threads', () => {
		expect(parseUptime('2594.19 3972.08\n')).toBe(2594);
		expect(parseThreads('2.43 3.18 1.82 7/152 17725\n')).toBe(152);
	});
});

describe('rates', () => {
	it('are per second, and 0 when a counter went back', () => {
		expect(rate(100, 300, 2)).toBe(100);
		expect(rate(300, 100, 2)).toBe(0);
		expect(rate(1, 2, 0)).toBe(0);
	});

	it('give a container per cent of one core', () => {
		const none = { readBytes: 0, writtenBytes: 0, oomKills: 0, pidsRefused: 0 };
		const before = { ...none, cpuSeconds: 10, memoryBytes: 1, rxBytes: 1000, txBytes: 0, pids: 1 };
		const after = { ...none, cpuSeconds: 13, memoryBytes: 5, rxBytes: 500, txBytes: 4000, pids: 7, writtenBytes: 600 };
		expect(containerSample(before, after, 2, 9)).toEqual({
			...{ at: 9, cpu: 150, memory: 5, rx: 0, tx: 2000, pids: 7 },
			...{ read: 0, write: 300 }
		});
	});

	it('give the box per cent over all its cores', () => {
		const reading = { cpu: parseCpu(stat), memory: 7, rx: 0, tx: 0, threads: 3, readBytes: 0, writtenBytes: 0 };
		const later = { ...reading, cpu: { ...reading.cpu, busy: 230, total: 1200 }, rx: 50 };
		expect(boxSample(reading, later, 2, 1)).toMatchObject({ cpu: 100, rx: 25, memory: 7, pids: 3 });
		expect(boxSample(later, reading, 2, 1)).toMatchObject({ cpu: 0, rx: 0 });
	});
});

describe('disks, load and temperature', () => {
	it('sum up real disks, in sectors of 512 bytes', () => {
		const text = `   8       0 sda 120 3 2000 50 70 9 4000 60 0 1 2 0 0 0 0
   8       1 sda1 100 3 1000 50 70 9 4000 60 0 1 2 0 0 0 0
   7       0 loop0 1894 16 53614 551 39532 75941 2400270 47728 0 41264 82206
 259       0 nvme0n1 1 0 10 0 1 0 20 0
`;
		expect(parseDiskStats(text, new Set(['sda', 'nvme0n1']))).toEqual({ read: 2010 * 512, written: 4020 * 512 });
		expect(parseDiskStats(text, new Set())).toEqual({ read: 0, written: 0 });
	});

	it('read load, and refuse what no sensor can mean', () => {
		expect(parseLoad('0.42 0.17 0.11 1/152 4242\n')).toBe(0.42);
		expect(parseLoad('')).toBe(0);
		expect(parseTemperature('48250\n')).toBe(48.25);
		for (const text of ['', '-274000\n', '999000\n', 'off\n']) expect(parseTemperature(text), text).toBeNull();
	});
});

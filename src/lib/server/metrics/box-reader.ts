/** Reads the usage of the host as a whole: a few small kernel files and one statfs. */
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { BoxStats } from '../../contract/samples.ts';
import {
	parseCpu,
	parseDefaultLinks,
	parseDiskStats,
	parseLoad,
	parseMemory,
	parseNetDev,
	parseThreads,
	parseUptime,
	type CpuTicks
} from './proc.ts';
import { realDisks, temperatureFiles, warmest } from './sensors.ts';

/** Interval of reading the disk, temperatures and the list of real devices, milliseconds. */
const SLOW_MS = 10_000;

/** Counters and gauges at one moment. */
export interface BoxReading {
	cpu: CpuTicks;
	/** Bytes. */
	memory: number;
	rx: number;
	tx: number;
	readBytes: number;
	writtenBytes: number;
	threads: number;
}

export interface BoxReader {
	read(): BoxReading;
	/** Facts from the last `read`. */
	stats(): BoxStats;
}

/**
 * @param deps.procRoot default `/proc`
 * @param deps.sysRoot default `/sys`
 * @param deps.dataFolder a folder on the disk that is measured
 * @param deps.clock milliseconds, monotonic
 */
export function createBoxReader(deps: {
	procRoot: string;
	sysRoot: string;
	dataFolder: string;
	clock: () => number;
}): BoxReader {
	const text = (name: string) => readFileSync(join(deps.procRoot, name), 'latin1');
	let links: string[] = [];
	let disks = new Set<string>();
	let sensors: string[] = [];
	let slowAt = -Infinity;
	const facts: BoxStats = {
		cores: 1,
		memoryTotal: 0,
		diskTotal: 0,
		diskUsed: 0,
		uptime: 0,
		load: 0,
		temperature: null
	};

	const setDisk = (disk: { blocks: number; bavail: number; bsize: number }) => {
		facts.diskTotal = disk.blocks * disk.bsize;
		// Blocks reserved for root count as used, because no other user can use them.
		facts.diskUsed = (disk.blocks - disk.bavail) * disk.bsize;
	};

	/**
	 * Links to the outside: real devices; where there are none (in a container), those with a
	 * default route.
	 */
	function findLinks(names: Iterable<string>): string[] {
		const real = [...names].filter((name) => existsSync(join(deps.sysRoot, 'class/net', name, 'device')));
		return real.length > 0 ? real : parseDefaultLinks(text('net/route'));
	}

	function slow(names: Iterable<string>): void {
		if (deps.clock() - slowAt < SLOW_MS) return;
		const first = slowAt === -Infinity;
		slowAt = deps.clock();
		links = findLinks(names);
		if (first) {
			disks = realDisks(deps.sysRoot);
			sensors = temperatureFiles(deps.sysRoot);
			setDisk(statfsSync(deps.dataFolder));
		}
		// Later reads are asynchronous: a sleeping disk must not block the event loop.
		else statfs(deps.dataFolder).then(setDisk, () => {});
		facts.temperature = warmest(sensors);
	}

	function traffic(): { read: number; written: number } {
		try {
			return parseDiskStats(text('diskstats'), disks);
		} catch {
			// In a container the file may not be readable.
			return { read: 0, written: 0 };
		}
	}

	return {
		read() {
			const net = parseNetDev(text('net/dev'));
			slow(net.keys());
			const cpu = parseCpu(text('stat'));
			const memory = parseMemory(text('meminfo'));
			const load = text('loadavg');
			facts.cores = cpu.cores;
			facts.memoryTotal = memory.total;
			facts.uptime = parseUptime(text('uptime'));
			facts.load = parseLoad(load);
			let rx = 0;
			let tx = 0;
			for (const name of links) {
				rx += net.get(name)?.rx ?? 0;
				tx += net.get(name)?.tx ?? 0;
			}
			const { read, written } = traffic();
			return {
				cpu,
				memory: memory.used,
				rx,
				tx,
				readBytes: read,
				writtenBytes: written,
				threads: parseThreads(load)
			};
		},
		stats: () => ({ ...facts })
	};
}

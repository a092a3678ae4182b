/** Parsers of the kernel's text files (proc(5)), as pure functions. */

/**
 * CPU time since boot over all cores, in clock ticks. Only the difference of two readings is
 * meaningful.
 */
export interface CpuTicks {
	busy: number;
	total: number;
	/** Time that the hypervisor gave to other guests. */
	stolen: number;
	cores: number;
}

/**
 * Parses `/proc/stat`. Waiting for disks and stolen time count as idle; guest time is already
 * included in user and nice.
 * @throws Error when the line `cpu` is missing
 */
export function parseCpu(text: string): CpuTicks {
	const line = /^cpu +(.+)$/m.exec(text)?.[1];
	if (!line) throw new Error('/proc/stat has no line for all cpus');
	// user nice system idle iowait irq softirq steal
	const fields = line.split(/\s+/).slice(0, 8).map(Number);
	const total = fields.reduce((sum, n) => sum + n, 0);
	const stolen = fields[7] ?? 0;
	const idle = (fields[3] ?? 0) + (fields[4] ?? 0) + stolen;
	return { busy: total - idle, total, stolen, cores: text.match(/^cpu\d+ /gm)?.length ?? 1 };
}

/**
 * Parses `/proc/meminfo`, bytes. Memory that can be reclaimed at once (caches) does not count as
 * used. Kernels before 3.14 have no MemAvailable: free + buffers + cached is close enough.
 */
export function parseMemory(text: string): { total: number; used: number } {
	const kilobytes = (name: string) => {
		const value = new RegExp(`^${name}: *(\\d+) kB`, 'm').exec(text)?.[1];
		return value === undefined ? null : Number(value) * 1024;
	};
	const total = kilobytes('MemTotal') ?? 0;
	const available =
		kilobytes('MemAvailable') ?? (kilobytes('MemFree') ?? 0) + (kilobytes('Buffers') ?? 0) + (kilobytes('Cached') ?? 0);
	return { total, used: Math.max(0, total - available) };
}

/** Parses `/proc/net/dev`: bytes received and sent by each link since it came up. */
export function parseNetDev(text: string): Map<string, { rx: number; tx: number }> {
	const links = new Map<string, { rx: number; tx: number }>();
	for (const line of text.split('\n')) {
		// A name contains a colon only as an old-style alias, which has no counters; so the last
		// colon ends it.
		const colon = line.lastIndexOf(':');
		if (colon < 0) continue;
		const fields = line
			.slice(colon + 1)
			.trim()
			.split(/\s+/)
			.map(Number);
		const [rx, tx] = [fields[0], fields[8]];
		if (rx !== undefined && tx !== undefined) links.set(line.slice(0, colon).trim(), { rx, tx });
	}
	return links;
}

/** Parses `/proc/net/route`: links that carry a default route (destination and mask 0). */
export function parseDefaultLinks(text: string): string[] {
	const links = text
		.split('\n')
		.slice(1)
		.map((line) => line.trim().split(/\s+/))
		.filter((fields) => fields[1] === '00000000' && fields[7] === '00000000')
		.map((fields) => fields[0]!);
	return [...new Set(links)];
}

/** Parses `/proc/uptime`: seconds since boot. */
export function parseUptime(text: string): number {
	return Math.floor(Number.parseFloat(text)) || 0;
}

/** Parses `/proc/loadavg`: number of existing processes and threads (`1/152`). */
export function parseThreads(text: string): number {
	return Number(/ \d+\/(\d+) /.exec(text)?.[1] ?? 0);
}

/** Parses `/proc/loadavg`: average number of runnable processes over the last minute. */
export function parseLoad(text: string): number {
	return Number.parseFloat(text) || 0;
}

/**
 * Bytes of a sector in `/proc/diskstats`, whatever the disk's own sector size
 * (Documentation/iostats).
 */
const SECTOR = 512;

/**
 * Parses `/proc/diskstats`: bytes read from and written to these devices since boot.
 * @param names names of whole disks; traffic of a partition also counts for its disk
 */
export function parseDiskStats(text: string, names: ReadonlySet<string>): { read: number; written: number } {
	let read = 0;
	let written = 0;
	for (const line of text.split('\n')) {
		const fields = line.trim().split(/\s+/);
		if (!names.has(fields[2] ?? '')) continue;
		read += (Number(fields[5]) || 0) * SECTOR;
		written += (Number(fields[9]) || 0) * SECTOR;
	}
	return { read, written };
}

/**
 * Parses a sensor's millidegrees; null for impossible values, which disabled sensors may report.
 */
export function parseTemperature(text: string): number | null {
	const degrees = Number(text.trim()) / 1000;
	return text.trim() !== '' && degrees > -40 && degrees < 150 ? degrees : null;
}

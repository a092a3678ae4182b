import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContainerStats, ContainerStatus } from '../containers/types.ts';
import { openDatabase, type Database } from '../db/index.ts';
import { createMetrics, type Metrics } from './index.ts';
import { historyStep } from '../../contract/history.ts';
import { average, columns, createRing } from './series.ts';

const log = pino({ level: 'silent' });
const migrations = new URL('../../../../drizzle', import.meta.url).pathname;
const pup = 'a'.repeat(32);
const START = Date.UTC(2026, 0, 1);
let root: string;
let database: Database;
let metrics: Metrics;
/** Counters that the fake files of the kernel report. */
let host: { busy: number; idle: number; rx: number; written: number };
let running: Map<string, ContainerStats>;

/** The containers of this test. Tests of the engine sample real ones. */
const engine = {
	list: () =>
		Promise.resolve(
			[...running.keys()].map((id): ContainerStatus => ({
				id,
				sandbox: true,
				sharesIds: false,
				diskLimited: null,
				paused: false,
				processes: [{ name: 'main', pid: 1, startedAt: 1, exitCode: null, oomKilled: false }]
			}))
		),
	stats: (id: string) => {
		const stats = running.get(id);
		return stats ? { ...stats } : null;
	}
};

function writeHost(): void {
	writeFileSync(join(root, 'stat'), `cpu  ${host.busy} 0 0 ${host.idle} 0 0 0 0 0 0\ncpu0 0 0 0 0\ncpu1 0 0 0 0\n`);
	writeFileSync(
		join(root, 'diskstats'),
		` 8 0 sda 1 0 10 0 1 0 ${host.written} 0 0 0 0\n 8 1 sda1 1 0 10 0 1 0 ${host.written} 0 0 0 0\n 7 0 loop0 9 9 9 9 9 9 99999 9\n`
	);
	writeFileSync(join(root, 'net/dev'), `x\ny\n lo: 9 0 0 0 0 0 0 0 9 0\n eth0: ${host.rx} 0 0 0 0 0 0 0 0 0\n`);
}
const none = { rxBytes: 0, txBytes: 0, readBytes: 0, writtenBytes: 0, oomKills: 0, pidsRefused: 0 };
/**
 * Lets time pass in rounds of a second. The pup uses `cpu` per cent of one core, the box half a
 * core.
 */
async function pass(seconds: number, cpu = 50): Promise<void> {
	for (let t = 0; t < seconds; t += 1) {
		host.busy += 50;
		host.idle += 150;
		host.rx += 1000;
		host.written += 2;
		writeHost();
		const stats = running.get(pup);
		if (stats) stats.cpuSeconds += cpu / 100;
		await vi.advanceTimersByTimeAsync(1000);
	}
}
const create = () =>
	createMetrics({ database, engine, dataFolder: root, log, procRoot: root, sysRoot: join(root, 'sys') });

beforeEach(() => {
	vi.useFakeTimers({ now: START });
	root = mkdtempSync(join(tmpdir(), 'dbx-metrics-'));
	mkdirSync(join(root, 'net'));
	mkdirSync(join(root, 'sys/class/net/eth0/device'), { recursive: true });
	mkdirSync(join(root, 'sys/block/sda/device'), { recursive: true });
	mkdirSync(join(root, 'sys/block/loop0'), { recursive: true });
	for (const [zone, temp] of [
		['thermal_zone0', '41500'],
		['thermal_zone1', '-274000']
	] as const) {
		mkdirSync(join(root, 'sys/class/thermal', zone), { recursive: true });
		writeFileSync(join(root, 'sys/class/thermal', zone, 'temp'), `${temp}\n`);
	}
	writeFileSync(join(root, 'meminfo'), 'MemTotal: 1000 kB\nMemAvailable: 400 kB\n');
	writeFileSync(join(root, 'uptime'), '77.5 1\n');
	writeFileSync(join(root, 'loadavg'), '1.25 0 0 1/42 9\n');
	host = { busy: 1000, idle: 1000, rx: 0, written: 0 };
	running = new Map();
	writeHost();
	database = openDatabase({ file: ':memory:', migrations });
	metrics = create();
});
afterEach(() => {
	metrics.stop();
	database.close();
	vi.useRealTimers();
	rmSync(root, { recursive: true, force: true });
});

describe('sampling', () => {
	it('tells of the box each round: half of two cores is 50 % of one, physical links only', async () => {
		const rounds: { cpu: number; rx: number }[] = [];
		metrics.start();
		await pass(2);
		metrics.subscribe(({ box }) => rounds.push(box));
		await pass(2);
		expect(rounds).toHaveLength(2);
		expect(rounds[1]).toMatchObject({ cpu: 50, rx: 1000, memory: 600 * 1024, pids: 42, read: 0, write: 1024 });
		expect(metrics.boxStats()).toMatchObject({ cores: 2, memoryTotal: 1_024_000, uptime: 77, load: 1.25 });
		expect(metrics.boxStats().temperature, 'a sensor that is off counts for nothing').toBe(41.5);
		expect(metrics.boxStats().diskTotal).toBeGreaterThan(metrics.boxStats().diskUsed);
	});

	it('stands at fixed moments and ends when it is stopped', async () => {
		const at: number[] = [];
		metrics.subscribe((round) => at.push(round.at));
		metrics.start();
		metrics.start();
		await pass(3);
		metrics.stop();
		await pass(3);
		expect(at).toEqual([START + 500, START + 1500, START + 2500]);
	});

	it('begins a container with its second reading, and shows no rate from before a restart', async () => {
		metrics.start();
		await pass(1);
		running.set(pup, { ...none, cpuSeconds: 100, memoryBytes: 5000, rxBytes: 900, pids: 3 });
		await pass(1);
		expect(metrics.latest(pup)).toBeNull();
		running.get(pup)!.writtenBytes += 4096;
		await pass(1);
		expect(metrics.latest(pup)).toMatchObject({ cpu: 50, memory: 5000, rx: 0, pids: 3, write: 4096 });
		expect(metrics.counters(pup)).toMatchObject({ writtenBytes: 4096 });
		running.get(pup)!.cpuSeconds = 1;
		await pass(1, 0);
		expect(metrics.latest(pup)).toMatchObject({ cpu: 0 });
		running.delete(pup);
		await pass(1);
		expect(metrics.latest(pup)).toBeNull();
		expect(metrics.counters(pup)).toBeNull();
		expect(metrics.history(pup, 60).at).toHaveLength(2);
	});

	it('goes on when a subscriber, a container or the engine fails', async () => {
		running.set(pup, { ...none, cpuSeconds: 0, memoryBytes: 1, pids: 1 });
		running.set('b', { ...none, cpuSeconds: 0, memoryBytes: 1, pids: 1 });
		const stats = engine.stats;
		const broken = createMetrics({
			database,
			engine: {
				list: engine.list,
				stats: (id) => {
					if (id === pup) throw new Error('gone');
					return stats(id);
				}
			},
			dataFolder: root,
			log,
			procRoot: root,
			sysRoot: join(root, 'sys')
		});
		const seen: string[][] = [];
		broken.subscribe(() => {
			throw new Error('broken');
		});
		broken.subscribe(({ pups }) => seen.push([...pups.keys()]));
		broken.start();
		await pass(4);
		broken.stop();
		expect(seen.at(-1)).toEqual(['b']);
	});
});

/** Whether each number is higher than the one before. */
const rising = (numbers: number[]) => numbers.every((number, i) => i === 0 || number > numbers[i - 1]!);

describe('history', () => {
	it('is by the second for five minutes, by the minute beyond, and never more than 300 points', async () => {
		running.set(pup, { ...none, cpuSeconds: 0, memoryBytes: 5000, pids: 3 });
		metrics.start();
		await pass(17 * 60);
		const short = metrics.history(pup, 60);
		for (const column of Object.values(short)) expect(column).toHaveLength(60);
		expect(short.at[1]! - short.at[0]!).toBe(1000);
		expect(metrics.history(pup, 300).at).toHaveLength(300);
		expect(metrics.history(pup, 60, 2000).at.length, 'coarser where that is wanted').toBeLessThanOrEqual(31);
		const long = metrics.history(pup, 3600);
		expect(long.at.length).toBeGreaterThanOrEqual(17);
		expect(long.at.length).toBeLessThanOrEqual(18);
		expect(rising(long.at)).toBe(true);
		expect(long.at.at(-1)!).toBeLessThanOrEqual(Date.now());
		for (const cpu of long.cpu) expect(cpu).toBeCloseTo(50);
		const rows = database.raw
			.prepare('SELECT resolution, count(*) AS n FROM metrics WHERE subject = ? GROUP BY resolution')
			.all(pup);
		expect(rows).toEqual([
			{ resolution: 60, n: 16 },
			{ resolution: 900, n: 1 }
		]);
	});

	it('outlives a restart of the process', async () => {
		metrics.start();
		await pass(5 * 60);
		metrics.stop();
		metrics = create();
		expect(metrics.history('box', 600).at.length).toBeGreaterThanOrEqual(5);
		metrics.start();
		await pass(60);
		const all = metrics.history('box', 600);
		expect(all.at.length).toBeGreaterThanOrEqual(6);
		expect(rising(all.at)).toBe(true);
	});

	it('keeps minutes for a day and quarters of an hour for thirty, and forgets a purged pup', async () => {
		const insert = database.raw.prepare(
			`INSERT INTO metrics (subject, resolution, at, cpu, memory, rx, tx, pids, read, write, gauges)
			VALUES (?, 60, ?, ?, 1, 1, 1, 1, 1, 1, ?)`
		);
		const MINUTES = 40 * 1440;
		const other = 'b'.repeat(32);
		database.transaction(() => {
			for (const subject of [pup, other]) {
				// Nothing ran during one morning four days ago.
				for (let minute = 1; minute < MINUTES; minute++) {
					if (minute > 4 * 1440 && minute <= 4 * 1440 + 360) continue;
					insert.run(subject, START - minute * 60_000, minute % 15, JSON.stringify({ disk: minute }));
				}
			}
		});
		metrics.start();
		await pass(2);
		const count = (resolution: number) =>
			database.raw
				.prepare('SELECT count(*) AS n, min(at) AS at FROM metrics WHERE subject = ? AND resolution = ?')
				.get(other, resolution) as { n: number; at: number };
		expect(count(60)).toEqual({ n: 1439, at: START - 86_400_000 + 60_000 });
		expect(count(900).n, 'thirty days but for the morning').toBe(30 * 96 - 1 - 24);
		expect(count(900).at).toBe(START - 30 * 86_400_000 + 900_000);
		const month = metrics.history(other, 30 * 86_400);
		expect(month.at.length).toBeGreaterThan(200);
		expect(month.at.length).toBeLessThanOrEqual(300);
		expect(rising(month.at)).toBe(true);
		expect(month.cpu[150], 'an average, not one of its values').toBeCloseTo(7, 0);
		const week = metrics.history(other, 7 * 86_400);
		const step = historyStep(7 * 86_400);
		const holes = week.at.filter((at, index) => index > 0 && at - week.at[index - 1]! > 2.5 * step);
		expect(holes, 'the morning is a gap').toHaveLength(1);
		const gauges = metrics.gauges(other, 7 * 86_400);
		expect(gauges.at.length).toBeLessThanOrEqual(300);
		expect(gauges.values['disk']).toHaveLength(gauges.at.length);
		metrics.forget(other);
		expect(metrics.history(other, 7 * 86_400).at).toEqual([]);
		expect(metrics.history(pup, 86_400).at.length).toBeGreaterThan(250);
	});

	it('keeps slow values with the minutes, within bounds, whoever names them', async () => {
		running.set(pup, { ...none, cpuSeconds: 0, memoryBytes: 5000, pids: 3 });
		const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`own:${index}`, index]));
		metrics.gaugesFrom((id) => (id === pup ? { disk: 7, ...many } : {}));
		metrics.start();
		await pass(200);
		const now = metrics.gauges(pup, 300);
		expect(now.values['disk']?.at(-1)).toBe(7);
		expect(Object.keys(now.values)).toHaveLength(24);
		expect(metrics.gauges('box', 300).values).toMatchObject({
			load: expect.arrayContaining([1.25]) as number[],
			temperature: expect.arrayContaining([41.5]) as number[]
		});
		metrics.stop();
		metrics = create();
		const kept = metrics.gauges(pup, 3600);
		expect(kept.values['disk']?.at(-1), 'after a restart of the process').toBe(7);
		const longest = database.raw.prepare('SELECT max(length(gauges)) AS n FROM metrics').get() as { n: number };
		expect(longest.n).toBeLessThan(1000);
	});
});

describe('the ring', () => {
	const sample = (at: number, cpu = 0) => ({ at, cpu, memory: 0, rx: 0, tx: 0, pids: 0, read: 0, write: 0 });

	it('keeps the newest, oldest first', () => {
		const ring = createRing(3);
		expect(ring.newest()).toBe(0);
		for (let at = 1; at <= 5; at++) ring.push(sample(at));
		expect(ring.since(0).map((s) => s.at)).toEqual([3, 4, 5]);
		expect(ring.since(5).map((s) => s.at)).toEqual([5]);
		expect(ring.newest()).toBe(5);
	});

	it('averages within spans by weight, and leaves a gap a gap', () => {
		const points = average(
			[
				{ sample: sample(0, 10), seconds: 60 },
				{ sample: sample(50, 40), seconds: 30 },
				{ sample: sample(350, 7), seconds: 2 }
			],
			100
		);
		expect(points.map((p) => [p.at, p.cpu])).toEqual([
			[50, 20],
			[350, 7]
		]);
	});

	it('is answered in columns, without digits that nobody reads', () => {
		expect(columns([{ ...sample(2000, 1.23456), memory: 4096.5, rx: 10.4, pids: 3.4 }, sample(4000, 2)])).toEqual({
			at: [2000, 4000],
			cpu: [1.23, 2],
			memory: [4097, 0],
			rx: [10, 0],
			tx: [0, 0],
			pids: [3, 0],
			read: [0, 0],
			write: [0, 0]
		});
	});
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContainerStats, ContainerStatus } from '../containers/types.ts';
import { openDatabase, type Database } from '../db/index.ts';
import { createMetrics, type Metrics } from './index.ts';
import { average, columns, createRing } from './series.ts';

const log = pino({ level: 'silent' });
const migrations = new URL('../../../../drizzle', import.meta.url).pathname;
const pup = 'a'.repeat(32);
const START = Date.UTC(2026, 0, 1);
let root: string;
let database: Database;
let metrics: Metrics;
/** What the kernel would say. */
let host: { busy: number; idle: number; rx: number };
let running: Map<string, ContainerStats>;

/** The containers of this test: real ones are sampled in the tests of the engine. */
const engine = {
	list: () =>
		Promise.resolve(
			[...running.keys()].map((id): ContainerStatus => ({
				id,
				sandbox: true,
				sharesIds: false,
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
	writeFileSync(join(root, 'net/dev'), `x\ny\n lo: 9 0 0 0 0 0 0 0 9 0\n eth0: ${host.rx} 0 0 0 0 0 0 0 0 0\n`);
}
/**
 * Lets time pass, two seconds a round, `cpu` per cent of one core used by the pup, half of one by
 * the box.
 */
async function pass(seconds: number, cpu = 50): Promise<void> {
	for (let t = 0; t < seconds; t += 2) {
		host.busy += 100;
		host.idle += 300;
		host.rx += 2000;
		writeHost();
		const stats = running.get(pup);
		if (stats) stats.cpuSeconds += (cpu / 100) * 2;
		await vi.advanceTimersByTimeAsync(2000);
	}
}
const make = () =>
	createMetrics({ database, engine, dataFolder: root, log, procRoot: root, sysRoot: join(root, 'sys') });

beforeEach(() => {
	vi.useFakeTimers({ now: START });
	root = mkdtempSync(join(tmpdir(), 'dbx-metrics-'));
	mkdirSync(join(root, 'net'));
	mkdirSync(join(root, 'sys/class/net/eth0/device'), { recursive: true });
	writeFileSync(join(root, 'meminfo'), 'MemTotal: 1000 kB\nMemAvailable: 400 kB\n');
	writeFileSync(join(root, 'uptime'), '77.5 1\n');
	writeFileSync(join(root, 'loadavg'), '0 0 0 1/42 9\n');
	host = { busy: 1000, idle: 1000, rx: 0 };
	running = new Map();
	writeHost();
	database = openDatabase({ file: ':memory:', migrations });
	metrics = make();
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
		await pass(4);
		expect(rounds).toHaveLength(2);
		expect(rounds[1]).toMatchObject({ cpu: 50, rx: 1000, memory: 600 * 1024, pids: 42 });
		expect(metrics.boxStats()).toMatchObject({ cores: 2, memoryTotal: 1_024_000, uptime: 77 });
		expect(metrics.boxStats().diskTotal).toBeGreaterThan(metrics.boxStats().diskUsed);
	});

	it('stands at fixed moments and ends when it is stopped', async () => {
		const at: number[] = [];
		metrics.subscribe((round) => at.push(round.at));
		metrics.start();
		metrics.start();
		await pass(6);
		metrics.stop();
		await pass(6);
		expect(at).toEqual([START + 500, START + 2500, START + 4500]);
	});

	it('begins a container with its second reading, and shows no rate from before a restart', async () => {
		metrics.start();
		await pass(2);
		running.set(pup, { cpuSeconds: 100, memoryBytes: 5000, rxBytes: 900, txBytes: 0, pids: 3 });
		await pass(2);
		expect(metrics.latest(pup)).toBeNull();
		await pass(2);
		expect(metrics.latest(pup)).toMatchObject({ cpu: 50, memory: 5000, rx: 0, pids: 3 });
		running.get(pup)!.cpuSeconds = 1;
		await pass(2, 0);
		expect(metrics.latest(pup)).toMatchObject({ cpu: 0 });
		running.delete(pup);
		await pass(2);
		expect(metrics.latest(pup)).toBeNull();
		expect(metrics.history(pup, 60).at).toHaveLength(2);
	});

	it('goes on when a subscriber, a container or the engine fails', async () => {
		running.set(pup, { cpuSeconds: 0, memoryBytes: 1, rxBytes: 0, txBytes: 0, pids: 1 });
		running.set('b', { cpuSeconds: 0, memoryBytes: 1, rxBytes: 0, txBytes: 0, pids: 1 });
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
	it('is at full resolution for the last ten minutes, by the minute beyond, and never more than 300 points', async () => {
		running.set(pup, { cpuSeconds: 0, memoryBytes: 5000, rxBytes: 0, txBytes: 0, pids: 3 });
		metrics.start();
		await pass(20 * 60);
		const short = metrics.history(pup, 60);
		for (const column of Object.values(short)) expect(column).toHaveLength(30);
		expect(short.at[1]! - short.at[0]!).toBe(2000);
		expect(metrics.history(pup, 600).at).toHaveLength(300);
		const long = metrics.history(pup, 3600);
		expect(long.at.length).toBeGreaterThanOrEqual(20);
		expect(long.at.length).toBeLessThanOrEqual(21);
		expect(rising(long.at)).toBe(true);
		expect(long.at.at(-1)!).toBeLessThanOrEqual(Date.now());
		for (const cpu of long.cpu) expect(cpu).toBeCloseTo(50);
		const rows = database.raw.prepare('SELECT count(*) AS n FROM metrics WHERE subject = ?').get(pup);
		expect(rows).toEqual({ n: 19 });
	});

	it('outlives a restart of the process', async () => {
		metrics.start();
		await pass(5 * 60);
		metrics.stop();
		metrics = make();
		expect(metrics.history('box', 600).at.length).toBeGreaterThanOrEqual(5);
		metrics.start();
		await pass(60);
		const all = metrics.history('box', 600);
		expect(all.at.length).toBeGreaterThan(30);
		expect(rising(all.at)).toBe(true);
	});

	it('keeps a week, gives it in at most 300 points, and forgets a purged pup', async () => {
		const put = database.raw.prepare('INSERT INTO metrics VALUES (?, 60, ?, 1, 1, 1, 1, 1)');
		database.transaction(() => {
			for (const subject of [pup, 'b'.repeat(32)]) {
				for (let minute = 1; minute < 8 * 1440; minute++) put.run(subject, START - minute * 60_000);
			}
		});
		metrics.start();
		await pass(2);
		const left = database.raw.prepare('SELECT min(at) AS at, count(DISTINCT subject) AS n FROM metrics').get();
		expect(left).toEqual({ at: START - 7 * 86_400_000 + 60_000, n: 2 });
		const week = metrics.history(pup, 7 * 86_400);
		expect(week.at.length).toBeGreaterThan(250);
		expect(week.at.length).toBeLessThanOrEqual(300);
		metrics.forget(pup);
		expect(metrics.history(pup, 7 * 86_400)).toEqual({ at: [], cpu: [], memory: [], rx: [], tx: [], pids: [] });
		expect(metrics.history('b'.repeat(32), 86_400).at.length).toBeGreaterThan(250);
	});
});

describe('the ring', () => {
	const sample = (at: number, cpu = 0) => ({ at, cpu, memory: 0, rx: 0, tx: 0, pids: 0 });

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

	it('is told in columns, without digits that nobody reads', () => {
		expect(columns([{ at: 2000, cpu: 1.23456, memory: 4096.5, rx: 10.4, tx: 0, pids: 3.4 }, sample(4000, 2)])).toEqual({
			at: [2000, 4000],
			cpu: [1.23, 2],
			memory: [4097, 0],
			rx: [10, 0],
			tx: [0, 0],
			pids: [3, 0]
		});
	});
});

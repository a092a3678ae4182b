/**
 * Measures the cost of sampling a hundred containers once a second, with real control groups of
 * this kernel and real files of the database.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { openDatabase } from '../../src/lib/server/db/index.ts';
import { hostCgroups, controllerFolder } from '../../src/lib/server/host/index.ts';
import { createMetrics } from '../../src/lib/server/metrics/index.ts';
import { linkBytes } from '../../src/lib/server/network/host-network.ts';
import { createGroupReader } from '../../src/lib/server/runtime/oci/group-usage.ts';
import { createLimitHits } from '../../src/lib/server/runtime/oci/limit-hits.ts';
import { root } from '../support/program.ts';
import { hundredth, type Figure } from './stats.ts';

const PUPS = 100;
const SECONDS = 60;
/** Rounds from one check of the limits to the next, as in the runtime. */
const LIMITS_EVERY = 2;
const CONTROLLERS = ['cpu', 'cpuacct', 'memory', 'pids', 'blkio', 'io'];

export async function benchSampling(): Promise<Figure[]> {
	const layout = await hostCgroups();
	if (!layout) return [];
	const parent = `dogebox-bench-${process.pid}`;
	const ids = Array.from({ length: PUPS }, (_, at) => at.toString(16).padStart(32, '0'));
	const folders = new Set<string>();
	for (const id of ids) {
		for (const controller of CONTROLLERS) {
			const folder = controllerFolder(layout, controller, join(parent, id, 'web'));
			if (folder === null || folders.has(folder)) continue;
			mkdirSync(folder, { recursive: true });
			folders.add(folder);
		}
	}
	const sleeper = spawn('sleep', ['600']);
	const data = mkdtempSync(join(tmpdir(), 'dbx-bench-sampling-'));
	const database = openDatabase({ file: join(data, 'dogebox.db'), migrations: join(root, 'drizzle') });
	try {
		for (const folder of folders) {
			const file = join(folder, 'cgroup.procs');
			if (existsSync(file)) writeFileSync(file, String(sleeper.pid));
		}
		const readers = new Map(ids.map((id) => [id, createGroupReader(layout, join(parent, id))]));
		const hits = createLimitHits(parent, () => {});
		let calls = 0;
		const metrics = createMetrics({
			database,
			dataFolder: data,
			log: pino({ level: 'silent' }),
			engine: {
				list: () =>
					Promise.resolve(
						ids.map((id) => ({
							id,
							sandbox: true,
							sharesIds: false,
							diskLimited: null,
							paused: false,
							processes: [{ name: 'web', pid: 1, startedAt: 1, exitCode: null, oomKilled: false }]
						}))
					),
				stats: (id) => {
					const usage = readers.get(id)!();
					if (!usage) return null;
					if (Math.floor(calls++ / PUPS) % LIMITS_EVERY === 0) hits.read(layout, id, ['web']);
					const { oomKills, pidsRefused } = hits.of(id);
					// Reads two small files of a link, because each pup has a link.
					const link = linkBytes('lo');
					return { ...usage, oomKills, pidsRefused, rxBytes: link?.received ?? 0, txBytes: link?.sent ?? 0 };
				}
			}
		});
		metrics.gaugesFrom(() => ({ disk: 1, restarts: 0, oomKills: 0 }));
		metrics.start();
		// Skip the first rounds, in which the JavaScript engine still optimises the code.
		await new Promise((resolve) => setTimeout(resolve, 3000));
		const before = process.cpuUsage();
		const from = performance.now();
		await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
		const { user, system } = process.cpuUsage(before);
		const share = ((user + system) / 1000 / (performance.now() - from)) * 100;
		metrics.stop();
		return [
			{
				id: 'sampling',
				title: `Sampling ${PUPS} pups each second, of one core`,
				unit: '%',
				value: hundredth(share),
				target: 3
			}
		];
	} finally {
		sleeper.kill();
		await new Promise((resolve) => sleeper.once('exit', resolve));
		database.close();
		rmSync(data, { recursive: true, force: true });
		for (const folder of folders) {
			for (const one of [folder, dirname(folder)]) {
				try {
					rmdirSync(one);
				} catch {
					// Not empty yet: a parent is removed with its last child.
				}
			}
		}
		for (const controller of CONTROLLERS) {
			const folder = controllerFolder(layout, controller, parent);
			if (folder !== null && existsSync(folder)) rmdirSync(folder);
		}
	}
}

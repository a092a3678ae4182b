/** Start of a stopped pup until its process runs, against `docker run` of the same root and program. */
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { AliveBox } from '../support/alive.ts';
import { startDocker } from './docker.ts';
import { timesFigure, type Figure } from './stats.ts';

const RUNS = 40;
const WARM_UP = 3;
const IMAGE = 'dogebox-bench:latest';

/** Asks for the start and waits for the live change that tells the process id. @returns milliseconds */
async function startOnce(box: AliveBox, id: string): Promise<number> {
	const live = await box.liveClient();
	const from = live.frames.length;
	const begun = performance.now();
	const running = live
		.wait(
			(f) =>
				f.type === 'change' &&
				f.body.kind === 'pup' &&
				f.body.pup.id === id &&
				f.body.pup.state === 'running' &&
				f.body.pup.services.every((service) => service.pid !== null),
			{ from }
		)
		.then(() => performance.now() - begun);
	const [{ body }, ms] = await Promise.all([box.api.call<{ jobId: string }>('POST', `/pups/${id}/start`), running]);
	await box.succeeds(body.jobId);
	return ms;
}

/**
 * Runs A B A B … after a warm-up.
 * @param id an installed pup of one service
 */
export async function benchStart(box: AliveBox, id: string, say: (line: string) => void): Promise<Figure[]> {
	const docker = await startDocker();
	if (!docker) {
		say('start: skipped, there is no dockerd to measure against');
		return [];
	}
	try {
		const db = new Sqlite(join(box.options.data, 'dogebox.db'), { readonly: true });
		const row = db.prepare('SELECT layers FROM pups WHERE id = ?').get(id) as { layers: string };
		const { spec } = db.prepare('SELECT spec FROM containers WHERE id = ?').get(id) as { spec: string };
		db.close();
		const { processes, layers, limits, mounts } = JSON.parse(spec) as {
			processes: { argv: string[]; env: Record<string, string> }[];
			layers: string[];
			limits: { memoryBytes: number; pids: number };
			mounts: { source: string; target: string; readonly: boolean }[];
		};
		if (layers.length === 0) throw new Error(`the pup has no layers: ${row.layers}`);
		docker.importLayers(layers, IMAGE);
		const options = [
			'--read-only',
			'--tmpfs=/tmp',
			`--memory=${limits.memoryBytes}`,
			`--pids-limit=${limits.pids}`,
			...mounts.filter((m) => m.target === '/pup').map((m) => `--volume=${m.source}:${m.target}:ro`),
			...Object.entries(processes[0]?.env ?? {}).map(([name, value]) => `--env=${name}=${value}`)
		];
		const argv = processes[0]?.argv ?? [];

		const ours: number[] = [];
		const theirs: number[] = [];
		await box.act(id, 'stop');
		for (let round = -WARM_UP; round < RUNS; round++) {
			const ms = await startOnce(box, id);
			await box.act(id, 'stop');
			await box.state(id, 'stopped');
			const peer = await docker.run(IMAGE, options, argv);
			docker.remove(peer.id);
			if (round >= 0) {
				ours.push(ms);
				theirs.push(peer.ms);
			}
		}
		return [
			timesFigure(
				{
					id: 'start',
					title: 'Start of a stopped pup until its process runs',
					target: 150,
					targetRatio: 0.4
				},
				ours,
				`docker run -d (dockerd ${docker.version.replace(/\+.*/, '')}), same root and program`,
				theirs
			)
		];
	} finally {
		await docker.close();
	}
}

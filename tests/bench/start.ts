/**
 * Compares the start of a stopped pup until its process runs with `docker run` of the same root and
 * program.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite } from '../../src/sqlite.js';
import type { AliveBox } from '../support/alive.ts';
import { startDocker, type DockerPeer } from './docker.ts';
import { timesFigure, type Figure } from './stats.ts';

const RUNS = 40;
const WARM_UP = 3;
export const IMAGE = 'dogebox-bench:latest';

/**
 * Requests the start and waits for the live change that contains the process id.
 * @returns milliseconds
 */
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
 * Gives the peer the root and program of a running pup as {@link IMAGE}.
 * @returns options and arguments for `docker run`
 */
export async function sameInDocker(
	box: AliveBox,
	id: string,
	docker: DockerPeer
): Promise<{ options: string[]; argv: string[] }> {
	const db = openSqlite(join(box.options.data, 'dogebox.db'), { readonly: true });
	const row = db.prepare('SELECT layers FROM pups WHERE id = ?').get(id) as { layers: string };
	db.close();
	const layers = (JSON.parse(row.layers) as string[]).map((layer) => join(box.options.data, 'images', layer));
	if (layers.length === 0) throw new Error(`the pup has no layers: ${row.layers}`);
	// The peer runs exactly what runs in the pup, as the kernel reports it.
	const { services, limits } = await box.pup(id);
	const about = (file: string) => readFileSync(`/proc/${services[0]?.pid}/${file}`, 'utf8').split('\0').filter(Boolean);
	const cmdline = about('cmdline');
	// The box's small init process is left out, which makes the peer faster, not slower.
	const argv = cmdline.slice(cmdline.indexOf('--') + 1);
	const env = about('environ');
	docker.importLayers(layers, IMAGE);
	const options = [
		'--read-only',
		'--tmpfs=/tmp',
		`--memory=${limits.memoryBytes}`,
		`--pids-limit=${limits.pids}`,
		`--volume=${join(box.options.data, 'pups', id, 'source')}:/pup:ro`,
		'--tmpfs=/storage',
		...env.map((line) => `--env=${line}`)
	];
	return { options, argv };
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
		const { options, argv } = await sameInDocker(box, id, docker);
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
					targetRatio: 0.37
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

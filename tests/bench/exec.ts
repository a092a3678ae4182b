/**
 * Compares a command in a running pup, until the first byte of its output, with `docker exec` in a
 * container of the same root.
 */
import type { AliveBox } from '../support/alive.ts';
import { startDocker } from './docker.ts';
import { IMAGE, sameInDocker } from './start.ts';
import { timesFigure, type Figure } from './stats.ts';

const RUNS = 40;
const WARM_UP = 3;
const COMMAND = ['echo', 'x'];

/** Runs it over the API, as a program does. @returns milliseconds until the first byte of output */
async function execOnce(box: AliveBox, id: string): Promise<number> {
	const from = performance.now();
	const answer = await fetch(`${box.url}/api/v1/pups/${id}/exec`, {
		method: 'POST',
		headers: { authorization: `Bearer ${box.api.token()}`, 'content-type': 'application/json' },
		body: JSON.stringify({ argv: COMMAND })
	});
	let said = '';
	let first = Number.NaN;
	for await (const piece of answer.body!.pipeThrough(new TextDecoderStream())) {
		said += piece;
		if (Number.isNaN(first) && said.includes('event: stdout')) first = performance.now() - from;
	}
	if (Number.isNaN(first)) throw new Error(`no output: ${said}`);
	return first;
}

/**
 * Runs A B A B … after a warm-up.
 * @param id an installed, running pup with one service
 */
export async function benchExec(box: AliveBox, id: string, say: (line: string) => void): Promise<Figure[]> {
	const docker = await startDocker();
	if (!docker) {
		say('exec: skipped, there is no dockerd to measure against');
		return [];
	}
	try {
		const { options, argv } = await sameInDocker(box, id, docker);
		const peer = await docker.run(IMAGE, options, argv);
		const ours: number[] = [];
		const theirs: number[] = [];
		for (let round = -WARM_UP; round < RUNS; round++) {
			const [a, b] = [await execOnce(box, id), await docker.exec(peer.id, COMMAND)];
			if (round < 0) continue;
			ours.push(a);
			theirs.push(b);
		}
		docker.remove(peer.id);
		return [
			timesFigure(
				{ id: 'exec', title: 'A command in a pup until its first byte', targetRatio: 0.5 },
				ours,
				`docker exec (dockerd ${docker.version.replace(/\+.*/, '')}), same root`,
				theirs
			)
		];
	} finally {
		await docker.close();
	}
}

/** Very many files, and what work on them costs the box. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { AliveBox } from '../../support/alive.ts';
import { memoryOf, sumOf } from './large-file.ts';

/** A sample. `npm run test:large` creates 125 000. */
export const MANY_FILES = Number(process.env.DOGEBOX_MANY_FILES ?? 6000);
/** Bytes by which dogeboxd may grow in the meantime, however many files there are. */
export const MANY_GROWTH = 40_000_000;

/** Milliseconds between two requests for the home page. */
const POLL_MS = 100;

/**
 * Arguments of a shell that creates the files in this folder: half of them in one folder, the other
 * half in folders of a thousand, with names as long as those of photographs.
 */
export function createFiles(folder: string, count = MANY_FILES): string[] {
	const script = `mkdir -p "$1/flat" && cd "$1" && n=0
		while [ $n -lt $2 ]; do
			if [ $((n % 2)) = 0 ]; then d=flat; else d=d$((n / 2000)); [ -d $d ] || mkdir $d; fi
			: > $d/a-holiday-by-the-sea-with-all-the-family-and-the-dog-$n || exit 1
			n=$((n + 1))
		done`;
	return ['/bin/sh', '-c', script, 'sh', folder, String(count)];
}

export interface Watched {
	/** Bytes by which dogeboxd grew at most. */
	grown: number;
	/** How often the home page answered, and the longest time that it took in milliseconds. */
	pages: number;
	slowest: number;
}

/**
 * Does some work while the home page is requested again and again. Throws when the page does not
 * answer.
 */
export async function watched(box: AliveBox, work: () => Promise<void>): Promise<Watched> {
	const home = async () => {
		const from = performance.now();
		const answer = await fetch(`${box.url}/`, {
			headers: { cookie: `dogebox_session=${box.api.token()}` },
			redirect: 'manual'
		});
		const page = await answer.text();
		if (answer.status !== 200 || !page.includes('</html>')) throw new Error(`the home page: ${answer.status}`);
		return performance.now() - from;
	};
	// Warms up, so that the memory for the pages themselves does not count.
	for (let n = 0; n < 50; n++) await home();
	const dogeboxd = [box.box.pid];
	const before = sumOf(memoryOf(dogeboxd));
	const seen: Watched = { grown: 0, pages: 0, slowest: 0 };
	const done = new AbortController();
	const polling = (async () => {
		while (!done.signal.aborted) {
			seen.slowest = Math.max(seen.slowest, await home());
			seen.pages++;
			seen.grown = Math.max(seen.grown, sumOf(memoryOf(dogeboxd)) - before);
			await delay(POLL_MS);
		}
	})();
	try {
		await Promise.race([work(), polling]);
	} finally {
		done.abort();
	}
	await polling;
	if (box.box.pid !== dogeboxd[0]) throw new Error('dogeboxd is another process than before');
	return seen;
}

/** Number of entries in an archive that the box sends. */
export async function countArchive(box: AliveBox, path: string): Promise<number> {
	const answer = await fetch(`${box.url}/api/v1${path}`, { headers: { authorization: `Bearer ${box.api.token()}` } });
	if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
	const tar = spawn('tar', ['-t'], { stdio: ['pipe', 'pipe', 'inherit'] });
	const closed = once(tar, 'close');
	let lines = 0;
	tar.stdout.on('data', (chunk: Buffer) => {
		for (const byte of chunk) if (byte === 10) lines++;
	});
	for await (const chunk of answer.body!) if (!tar.stdin.write(chunk)) await once(tar.stdin, 'drain');
	tar.stdin.end();
	const [code] = (await closed) as [number | null];
	if (code !== 0) throw new Error(`tar ended with ${code}`);
	return lines;
}

/**
 * Compares a pup's page with the same page through nginx as a plain proxy. Both have the same
 * server behind them and are requested in turn by wrk over keep-alive connections. One box asks
 * dogeboxd at each request. The other keeps dogeboxd's answers, as boxes do by default.
 *
 * Throughput is measured with as many requests as possible. Latency is measured at a steady rate
 * that every side can sustain: with all processors busy, the longest latencies are those of the run
 * queue, and only reflect how many processes there are.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startFront } from '../support/front.ts';
import { raw } from '../support/http.ts';
import { testPages, until } from '../support/pages.ts';
import { freePort } from '../support/program.ts';
import { hundredth, tenth, type Figure } from './stats.ts';
import { CONNECTIONS, hasWrk, middleOf, startPeer, wrk, type Measured } from './wrk.ts';
import { settleAll } from '../../src/lib/server/settle-all.ts';

const ROUNDS = 5;
/** Requests a second at the steady rate. */
const RATE = 1000;
/**
 * A script for wrk: each connection waits a random time, in ms, before each request. wrk calls the
 * function by this name.
 */
const STEADY = `math.randomseed(1)
function delay() return math.random(0, ${(2 * 1000 * CONNECTIONS) / RATE}) end
`;
/** Starts a box with one page in a separate process. */
async function startPages(upstream: number, kept: boolean) {
	const child = spawn(process.execPath, [process.argv[1]!, 'pages-box', String(upstream), String(kept)], {
		stdio: ['pipe', 'pipe', 'inherit']
	});
	const ended = new Promise((resolve) => child.once('exit', resolve));
	const line = await new Promise<string>((resolve, reject) => {
		createInterface({ input: child.stdout }).once('line', resolve);
		child.once('exit', (code) => reject(new Error(`the box ended with ${code}`)));
	});
	return {
		...(JSON.parse(line) as { port: number; token: string }),
		async end() {
			child.stdin.end();
			await ended;
		}
	};
}

/** The process that {@link startPages} starts. It ends when its standard input closes. */
export async function pagesBoxMain(): Promise<void> {
	const [upstream, kept] = [Number(process.argv[3]), process.argv[4] === 'true'];
	const orphaned = new Promise((resolve) => process.stdin.resume().once('end', resolve));
	const pages = testPages();
	const port = await freePort();
	pages.routes.set(port, upstream);
	const box = await startFront({
		name: kept ? 'bpagesa' : 'bpagesb',
		change: pages.change,
		config: { keepPageAnswers: kept }
	});
	try {
		const { token } = await box.own();
		const headers = { authorization: `Bearer ${token}` };
		await until(
			() =>
				raw(`http://127.0.0.1:${port}/`, { headers }).then(
					({ status }) => status === 200,
					() => false
				),
			'the page answers'
		);
		process.stdout.write(`${JSON.stringify({ port, token })}\n`);
		await orphaned;
	} finally {
		await box.end();
	}
}

export async function benchPages(say: (line: string) => void): Promise<Figure[]> {
	if (!hasWrk()) {
		say('There is no wrk here: pages of pups are not measured.');
		return [];
	}
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-bench-pages-'));
	const steady = join(folder, 'steady.lua');
	writeFileSync(steady, STEADY);
	const [upstream, plain] = [await freePort(), await freePort()];
	const peer = startPeer(folder, upstream, plain);
	const boxes: Awaited<ReturnType<typeof startPages>>[] = [];
	try {
		boxes.push(await startPages(upstream, false), await startPages(upstream, true));
		const targets = [{ port: plain, token: 'none' }, ...boxes];
		const full = targets.map(() => [] as Measured[]);
		const calm = targets.map(() => [] as Measured[]);
		for (let round = 0; round <= ROUNDS; round++) {
			targets.forEach(({ port, token }, at) => {
				const url = `http://127.0.0.1:${port}/`;
				const header = `Authorization: Bearer ${token}`;
				const [most, paced] = [wrk(url, { header }), wrk(url, { header, script: steady })];
				// The first round is a warm-up.
				if (round === 0) return;
				full[at]!.push(most);
				calm[at]!.push(paced);
			});
		}
		const time = (at: number) => tenth(1e6 / middleOf(full[at]!, 'perSecond'));
		const longest = (at: number) => Math.round(middleOf(full[at]!, 'p99') * 1000);
		const figure = (id: string, title: string, at: number, most: number): Figure => ({
			id,
			title: `${title}: time a request takes at ${CONNECTIONS} connections (${Math.round(middleOf(full[at]!, 'perSecond'))}/s)`,
			unit: 'µs',
			value: time(at),
			p99: longest(at),
			peer: { name: 'nginx as a plain proxy', value: time(0), p99: longest(0) },
			ratio: hundredth(time(at) / time(0)),
			targetRatio: most
		});
		const later = (id: string, title: string, at: number): Figure => ({
			id,
			title: `${title}: p99 beyond the plain proxy’s at ${RATE}/s (p50 ${hundredth(middleOf(calm[at]!, 'p50'))} ms beside ${hundredth(middleOf(calm[0]!, 'p50'))})`,
			unit: 'ms',
			value: hundredth(middleOf(calm[at]!, 'p99') - middleOf(calm[0]!, 'p99')),
			target: 2
		});
		const asked = 'A pup’s page, dogeboxd asked each time';
		const kept = 'A pup’s page, the answer kept a second';
		return [
			// Ratios of 2 and 1.33 are 0.5 and 0.75 of the peer's requests in the same time.
			figure('page-asked', asked, 1, 2),
			later('page-asked-steady', asked, 1),
			figure('page', kept, 2, 1.33),
			later('page-steady', kept, 2)
		];
	} finally {
		const ends = [...boxes, peer].map((one) => one.end());
		await settleAll(ends).finally(() => rmSync(folder, { recursive: true, force: true }));
	}
}

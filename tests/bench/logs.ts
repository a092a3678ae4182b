/**
 * Measures a search over a gigabyte of logs beside `grep` on the same files, and the delay of a
 * line to a follower beside a bare `tail -f` over a WebSocket.
 */
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket, { WebSocketServer } from 'ws';
import { createFolderLogs, createLogSearch } from '../../src/lib/server/containers/index.ts';
import { root } from '../support/program.ts';
import { timesFigure, type Figure } from './stats.ts';

const GIGABYTE = 1e9;
const FILES = 4;
const ROUNDS = 5;
/** Text of the last line that the search reads, and of no other line. */
const NEEDLE = 'the one line that was lost';
/** A line as a blockchain node writes it. */
const LINE =
	'stdout F UpdateTip: new best=7f3a91c2e5d80b44 height=5012345 version=0x00620104 log2_work=77.31 tx=198231 date=2026-01-01 progress=0.999 cache=12.4MiB(91234txo)\n';
/** Number of followed lines. They are written at 100 000 a minute. */
const FOLLOWED = 5000;
const A_SECOND = 100_000 / 60;
const TICK_MS = 20;

/** Writes a gigabyte of log into a few files. The needle is in the oldest. */
function writeLogs(folder: string): string[] {
	const names = Array.from(
		{ length: FILES },
		(_, part) => `main.log${part === FILES - 1 ? '' : `.${FILES - 1 - part}`}`
	);
	let clock = Date.UTC(2026, 0, 1);
	for (const [part, name] of names.entries()) {
		const file = openSync(join(folder, name), 'w');
		if (part === 0) writeSync(file, `${new Date(clock++).toISOString()} stdout F ${NEEDLE}\n`);
		for (let bytes = 0; bytes < GIGABYTE / FILES;) {
			const lines: string[] = [];
			for (let i = 0; i < 10_000; i++) lines.push(`${new Date(clock++).toISOString()} ${LINE}`);
			bytes += writeSync(file, lines.join(''));
		}
		closeSync(file);
	}
	return names.map((name) => join(folder, name));
}

const timed = async (work: () => Promise<number> | number): Promise<number> => {
	const from = performance.now();
	const found = await work();
	if (found !== 1) throw new Error(`a search found ${found} lines instead of one`);
	return performance.now() - from;
};

async function benchSearch(): Promise<Figure[]> {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-bench-search-'));
	try {
		const files = writeLogs(folder);
		const logs = createFolderLogs(folder, createLogSearch(join(root, 'build/log-search.js'), { budgetMs: 600_000 }));
		const ours = (caseSensitive: boolean, text: string, regex: boolean) => async () =>
			(await logs.page({ limit: 10, filter: { text, regex, caseSensitive, level: null } })).lines.length;
		const grep =
			(...args: string[]) =>
			() =>
				spawnSync('grep', ['-h', ...args, ...files], { encoding: 'utf8', maxBuffer: 1e6 }).stdout.split('\n').length -
				1;
		const figures: Figure[] = [];
		for (const [id, title, search, peer] of [
			['log-search', 'text', ours(true, NEEDLE, false), grep('-F', NEEDLE)],
			['log-search-case', 'text in capitals or not', ours(false, NEEDLE, false), grep('-iF', NEEDLE)],
			[
				'log-search-regex',
				'an expression',
				ours(true, 'one l[a-z]+ that was', true),
				grep('-E', 'one l[a-z]+ that was')
			]
		] as const) {
			const times: [number[], number[]] = [[], []];
			// The first round of each brings the files into memory.
			for (let round = 0; round <= ROUNDS; round++) {
				const [mine, theirs] = [await timed(search), await timed(peer)];
				if (round > 0) {
					times[0].push(mine);
					times[1].push(theirs);
				}
			}
			figures.push(
				timesFigure({ id, title: `Search for ${title} in 1 GB of log`, targetRatio: 2 }, times[0], 'grep', times[1])
			);
		}
		logs.close();
		return figures;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Writes lines at an even pace. Each line contains the time of its writing. */
async function writeAt(file: string): Promise<void> {
	const from = performance.now();
	for (let written = 0; written < FOLLOWED;) {
		const due = Math.min(FOLLOWED, Math.floor(((performance.now() - from) * A_SECOND) / 1000));
		const lines: string[] = [];
		for (; written < due; written++) {
			lines.push(`${new Date().toISOString()} stdout F at=${performance.now()} line ${written}\n`);
		}
		if (lines.length > 0) appendFileSync(file, lines.join(''));
		await new Promise((resolve) => setTimeout(resolve, TICK_MS));
	}
}

/** Measures the time from the writing of each line to its arrival. */
async function late(file: string, follow: (taken: (text: string) => void) => Promise<() => void>): Promise<number[]> {
	const times: number[] = [];
	let all = () => {};
	const done = new Promise<void>((resolve) => (all = resolve));
	const stop = await follow((text) => {
		for (const [, at] of text.matchAll(/at=([\d.]+) line/g)) times.push(performance.now() - Number(at));
		if (times.length >= FOLLOWED) all();
	});
	await writeAt(file);
	await done;
	stop();
	return times;
}

async function benchFollow(): Promise<Figure[]> {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-bench-follow-'));
	const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
	try {
		mkdirSync(folder, { recursive: true });
		await new Promise((resolve) => server.once('listening', resolve));
		const address = server.address();
		const url = `ws://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
		const file = (name: string) => {
			const path = join(folder, `${name}.log`);
			appendFileSync(path, `${new Date().toISOString()} stdout F begins\n`);
			return path;
		};
		const overSocket = async (connected: (socket: WebSocket) => () => void, taken: (text: string) => void) => {
			let end = () => {};
			server.once('connection', (socket) => (end = connected(socket)));
			const client = new WebSocket(url);
			client.on('message', (data) => taken(String(data)));
			await new Promise((resolve) => client.once('open', resolve));
			await new Promise((resolve) => setTimeout(resolve, 500));
			return () => {
				end();
				client.terminate();
			};
		};
		const logs = createFolderLogs(folder, createLogSearch(join(root, 'build/log-search.js')));
		const ours = await late(file('ours'), (taken) =>
			overSocket(
				(socket) =>
					logs.follow({}, ({ lines, gap }) => socket.send(JSON.stringify({ type: 'log', channel: 'x', lines, gap }))),
				taken
			)
		);
		logs.close();
		const path = file('theirs');
		const theirs = await late(path, (taken) =>
			overSocket((socket) => {
				const tail = spawn('tail', ['-n', '0', '-f', path], { stdio: ['ignore', 'pipe', 'ignore'] });
				tail.stdout.on('data', (chunk: Buffer) => socket.send(String(chunk)));
				return () => void tail.kill();
			}, taken)
		);
		return [
			timesFigure(
				{
					id: 'log-follow',
					title: 'A line of a log to who follows it, at 100 000 lines a minute',
					target: 250,
					targetOf: 'p99'
				},
				ours,
				'tail -f over ws',
				theirs
			)
		];
	} finally {
		server.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

export async function benchLogs(): Promise<Figure[]> {
	return [...(await benchFollow()), ...(await benchSearch())];
}

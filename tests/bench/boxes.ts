/**
 * Compares boxes with Docker, both with the same root file system: a command in a running box, a
 * box for one command, and copies of files in and out. Also measures one command's output to many
 * readers at once.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';
import type { BoxExec } from '../../src/lib/contract/box-execs.ts';
import type { BoxRunEnd } from '../../src/lib/contract/boxes.ts';
import {
	busyboxEntries,
	cannotServeImages,
	image,
	layer,
	startRegistry,
	tar,
	type Entry
} from '../integration/support/registry-fixture.ts';
import { AliveBox } from '../support/alive.ts';
import { root } from '../support/program.ts';
import { startDocker, type DockerPeer } from './docker.ts';
import { quantile, tenth, timesFigure, type Figure } from './stats.ts';
import { settleAll } from '../../src/lib/server/settle-all.ts';

const RUNS = 40;
const WARM_UP = 3;
const SAME = 'dogebox-bench-boxes:latest';
/** Concurrent readers of one command's output, and the lines that it writes each second. */
const READERS = 100;
const LINES_A_SECOND = 500;
const LINES_FOR_MS = 10_000;
/**
 * Size of the copied file in bytes. `DOGEBOX_BENCH_MB` sets another size, in MiB, for a trial run.
 */
const FILE_BYTES = Number(process.env['DOGEBOX_BENCH_MB'] ?? 1024) * 1024 * 1024;
const FILE_ROUNDS = 3;

const files: Entry[] = [
	...busyboxEntries(),
	// Has the mode of the file that it links to, like the other names.
	{ name: 'bin/true', type: 'link', linkname: 'bin/busybox', mode: 0o755 },
	{ name: 'tmp', type: 'directory', mode: 0o1777 }
];

/** Starts a program and waits for it. @returns milliseconds */
async function timed(program: string, words: string[], env: Record<string, string>): Promise<number> {
	const from = performance.now();
	const child = spawn(program, words, {
		env: { PATH: process.env['PATH'] ?? '', ...env },
		stdio: ['ignore', 'ignore', 'pipe']
	});
	let said = '';
	child.stderr.on('data', (chunk) => (said += String(chunk)));
	const [code] = (await once(child, 'close')) as [number | null];
	if (code !== 0) throw new Error(`${program} ${words.join(' ')}: ${said}`);
	return performance.now() - from;
}

/** Returns a client of the API that keeps one connection open, as programs do. */
function client(box: AliveBox) {
	const agent = new Agent({ keepAlive: true });
	return async <T>(method: string, path: string, body?: unknown): Promise<T> =>
		new Promise((resolve, reject) => {
			const text = body === undefined ? undefined : JSON.stringify(body);
			const outgoing = request(
				`${box.url}/api/v1${path}`,
				{
					method,
					agent,
					headers: {
						authorization: `Bearer ${box.api.token()}`,
						...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
					}
				},
				(answer) => {
					const pieces: Buffer[] = [];
					answer.on('data', (piece: Buffer) => pieces.push(piece));
					answer.on('error', reject);
					answer.on('end', () => {
						const said = Buffer.concat(pieces).toString();
						if ((answer.statusCode ?? 500) < 300) resolve(JSON.parse(said) as T);
						else reject(new Error(`${method} ${path}: ${answer.statusCode} ${said}`));
					});
				}
			);
			outgoing.on('error', reject);
			outgoing.end(text);
		});
}
type Api = ReturnType<typeof client>;

/** Measures `true` in a running box, from the call until the exit status is known. */
async function benchCommand(api: Api, docker: DockerPeer, peer: string): Promise<Figure> {
	const [ours, theirs]: number[][] = [[], []];
	for (let round = -WARM_UP; round < RUNS; round++) {
		const from = performance.now();
		const { id } = await api<BoxExec>('POST', '/boxes/bench/execs', { argv: ['true'] });
		const { end } = await api<BoxExec>('GET', `/boxes/bench/execs/${id}?wait=30`);
		const a = performance.now() - from;
		if (end?.exitCode !== 0) throw new Error(`true ended with ${JSON.stringify(end)}`);
		const b = await timed('docker', ['--host', docker.host, 'exec', peer, 'true'], {});
		if (round < 0) continue;
		ours!.push(a);
		theirs!.push(b);
	}
	const about = { id: 'box-exec', title: '`true` in a box that runs, until its end', target: 50, targetRatio: 0.5 };
	return timesFigure(about, ours!, `docker exec (dockerd ${docker.version.replace(/\+.*/, '')}), same root`, theirs!);
}

/** Measures a box that is created, started, used once and removed. */
async function benchRun(api: Api, docker: DockerPeer, shell: string): Promise<Figure> {
	const [ours, theirs]: number[][] = [[], []];
	for (let round = -WARM_UP; round < RUNS; round++) {
		const from = performance.now();
		const { exitCode } = await api<BoxRunEnd>('POST', '/boxes/run', { image: shell, argv: ['true'] });
		const a = performance.now() - from;
		if (exitCode !== 0) throw new Error(`true ended with ${exitCode}`);
		const b = await timed('docker', ['--host', docker.host, 'run', '--rm', '--network', 'none', SAME, 'true'], {});
		if (round < 0) continue;
		ours!.push(a);
		theirs!.push(b);
	}
	const about = { id: 'box-run', title: 'A box for `true`: made, started, removed', targetRatio: 0.4 };
	const peer = `docker run --rm --network none (dockerd ${docker.version.replace(/\+.*/, '')}), same root`;
	return timesFigure(about, ours!, peer, theirs!);
}

/** Reads a command's output. @returns the latency of each line, in milliseconds */
async function read(box: AliveBox, exec: string): Promise<number[]> {
	const answer = await fetch(`${box.url}/api/v1/boxes/bench/execs/${exec}/output`, {
		headers: { authorization: `Bearer ${box.api.token()}` }
	});
	const late: number[] = [];
	let text = '';
	let line = '';
	for await (const piece of answer.body!.pipeThrough(new TextDecoderStream())) {
		const now = Date.now();
		text += piece;
		const events = text.split('\n\n');
		text = events.pop() ?? '';
		for (const event of events) {
			const data = /^data: (.*)$/m.exec(event)?.[1];
			if (data === undefined || !/^event: output$/m.test(event)) continue;
			const lines = (line + (JSON.parse(data) as { output: { text: string } }).output.text).split('\n');
			line = lines.pop() ?? '';
			for (const at of lines) late.push(now - Number(at));
		}
	}
	return late;
}

/** Types lines into `cat`, each with the current time, and measures until all readers have them. */
async function benchReaders(box: AliveBox, api: Api): Promise<Figure> {
	const { id } = await api<BoxExec>('POST', '/boxes/bench/execs', { argv: ['cat'], stdin: true });
	const socket = new WebSocket(`${box.url.replace('http', 'ws')}/api/v1/boxes/bench/execs/${id}/attach`, {
		headers: { authorization: `Bearer ${box.api.token()}` }
	});
	await once(socket, 'open');
	socket.send(JSON.stringify({ type: 'attach', from: 0 }));
	const readers = Array.from({ length: READERS }, () => read(box, id));
	await new Promise((resolve) => setTimeout(resolve, 2000));
	let sent = 0;
	const from = performance.now();
	while (performance.now() - from < LINES_FOR_MS) {
		for (const due = ((performance.now() - from) * LINES_A_SECOND) / 1000; sent < due; sent++) {
			socket.send(Buffer.from(`${Date.now()}\n`));
		}
		await new Promise((resolve) => setTimeout(resolve, 2));
	}
	socket.send(JSON.stringify({ type: 'input-end' }));
	const got = await Promise.all(readers);
	socket.terminate();
	const missing = got.filter((lines) => lines.length !== sent).length;
	if (missing > 0)
		throw new Error(`${missing} of ${READERS} readers did not get all of ${sent} lines, the first ${got[0]!.length}`);
	const all = got.flat();
	return {
		id: 'box-readers',
		title: `${LINES_A_SECOND} lines a second of a command to ${READERS} readers, until each has it`,
		unit: 'ms',
		value: quantile(all, 0.5),
		p95: quantile(all, 0.95),
		p99: quantile(all, 0.99),
		runs: sent,
		// No issue sets this target. It only shows that nothing queues up.
		target: 1000,
		targetOf: 'p99'
	};
}

/** Resident memory of a process, MB. */
const rss = (pid: number) =>
	(Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024) / 1e6;

/** Fills the file with random bytes, which cannot be compressed. */
function writeFile(path: string): void {
	const piece = randomBytes(16 * 1024 * 1024);
	const file = openSync(path, 'w');
	for (let done = 0; done < FILE_BYTES; done += piece.length)
		writeSync(file, piece, 0, Math.min(piece.length, FILE_BYTES - done));
	closeSync(file);
}

/** Copies a large file into a box and out of it by `dbx boxes cp`, beside `docker cp`. */
async function benchFiles(box: AliveBox, docker: DockerPeer, peer: string): Promise<Figure[]> {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-bench-files-'));
	const [source, back] = [join(folder, 'in'), join(folder, 'out')];
	const env = { HOME: folder, DOGEBOX_SOCKET: `/run/dogebox/${box.options.instance}/api/api.sock` };
	const dbx = (from: string, to: string) =>
		timed(process.execPath, [join(root, 'build/dbx.js'), 'boxes', 'cp', from, to], env);
	const cp = (from: string, to: string) => timed('docker', ['--host', docker.host, 'cp', from, to], { HOME: folder });
	const pid = box.box.pid ?? 0;
	const [ourIn, ourOut, theirIn, theirOut]: number[][] = [[], [], [], []];
	const before = rss(pid);
	let most = before;
	const sampling = setInterval(() => (most = Math.max(most, rss(pid))), 50);
	try {
		writeFile(source);
		for (let round = 0; round < FILE_ROUNDS; round++) {
			ourIn!.push(await dbx(source, 'bench:/big'));
			theirIn!.push(await cp(source, `${peer}:/big`));
			ourOut!.push(await dbx('bench:/big', back));
			if (statSync(back).size !== FILE_BYTES) throw new Error('what came out is not what went in');
			rmSync(back);
			theirOut!.push(await cp(`${peer}:/big`, back));
			rmSync(back);
		}
		const size = `${Math.round(FILE_BYTES / 1024 / 1024)} MiB`;
		const times = (id: string, title: string, ours: number[], theirs: number[]) =>
			timesFigure({ id, title, targetRatio: 2 }, ours, 'docker cp', theirs);
		return [
			times('box-file-in', `${size} into a box`, ourIn!, theirIn!),
			times('box-file-out', `${size} out of a box`, ourOut!, theirOut!),
			{
				id: 'box-file-memory',
				title: 'What dogeboxd grows by meanwhile (RSS)',
				unit: 'MB',
				value: tenth(most - before),
				target: 64
			}
		];
	} finally {
		clearInterval(sampling);
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Runs all benches of this file, with a box and a dockerd of their own. */
export async function benchBoxes(say: (line: string) => void): Promise<Figure[]> {
	const why = cannotServeImages();
	const docker = why === null ? await startDocker() : null;
	if (!docker) {
		say(`boxes: skipped, ${why ?? 'there is no dockerd to measure against'}`);
		return [];
	}
	const registry = await startRegistry();
	let box: AliveBox | undefined;
	try {
		await registry.push('bench', image([await layer(files)], { config: { Cmd: ['/bin/sh'] } }), '1');
		const shell = `${registry.host}/bench:1`;
		const imported = spawnSync('docker', ['--host', docker.host, 'import', '-', SAME], { input: await tar(files) });
		if (imported.status !== 0) throw new Error(`docker import: ${String(imported.stderr)}`);
		box = await AliveBox.start('bench-boxes', { env: { DOGEBOX_DOWNLOADS_FROM: registry.host } });
		const api = client(box);
		const { jobId } = await api<{ jobId: string }>('POST', '/boxes', { image: shell, name: 'bench' });
		await box.succeeds(jobId);
		const peer = await docker.run(SAME, ['--network', 'none'], ['sleep', '100000']);
		return [
			await benchCommand(api, docker, peer.id),
			await benchRun(api, docker, shell),
			await benchReaders(box, api),
			...(await benchFiles(box, docker, peer.id))
		];
	} finally {
		// `dispose` rejects if the box printed an unexpected error. The others are stopped all the
		// same.
		await settleAll([box?.dispose(), registry.stop(), docker.close()]);
	}
}

/**
 * Compares the docker CLI against the box with the same CLI against dockerd, both with the same
 * image: a container for one command, a command in a running container, the list of fifty
 * containers, and the memory of all processes that serve them.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { layer } from '../integration/support/registry-fixture.ts';
import { FILES } from '../integration/support/docker-fixture.ts';
import { AliveBox } from '../support/alive.ts';
import { startDockerd, type Dockerd } from '../support/dockerd.ts';
import { processesOf } from '../support/host.ts';
import { hundredth, tenth, timesFigure, type Figure } from './stats.ts';
import { settleAll } from '../../src/lib/server/settle-all.ts';

const RUNS = 40;
const WARM_UP = 3;
const CONTAINERS = 50;
const IDLE_MS = 30_000;
const IMAGE = 'dogebox-bench';
/** A program that does nothing until it is ended. */
const SLEEPS = ['sleep', '100000'];

/** Runs the docker CLI against the box or against dockerd. */
class Client {
	constructor(private readonly host: string) {}

	#env() {
		return { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', DOCKER_HOST: this.host };
	}

	/** Runs a command, which must succeed. @returns its standard output */
	said(args: readonly string[], input?: Buffer): string {
		return execFileSync('docker', [...args], {
			encoding: 'utf8',
			env: this.#env(),
			...(input ? { input } : { stdio: ['ignore', 'pipe', 'pipe'] })
		}).trim();
	}

	/**
	 * Runs a command, which must succeed.
	 * @returns milliseconds from the spawn of the client until its end
	 */
	time(args: readonly string[]): Promise<number> {
		return new Promise((resolve, reject) => {
			const from = performance.now();
			const child = spawn('docker', [...args], { env: this.#env(), stdio: ['ignore', 'ignore', 'pipe'] });
			let err = '';
			child.stderr.on('data', (chunk) => (err += String(chunk)));
			child.on('error', reject);
			child.on('close', (code) =>
				code === 0 ? resolve(performance.now() - from) : reject(new Error(`docker ${args.join(' ')}: ${err}`))
			);
		});
	}
}

const readOr = (path: string, other: string) => {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return other;
	}
};

/** Proportional set size in MB (10^6 bytes) of those processes that still exist. */
function pssOf(pids: Iterable<number>): number {
	let kib = 0;
	for (const pid of pids) kib += Number(/^Pss:\s+(\d+) kB/m.exec(readOr(`/proc/${pid}/smaps_rollup`, ''))?.[1] ?? 0);
	return tenth((kib * 1024) / 1e6);
}

const commandOf = (pid: number) => readOr(`/proc/${pid}/cmdline`, '').split('\0');

/** Whether the process is a container's own command, on either side. */
const isContainers = (pid: number) => commandOf(pid).slice(0, 2).join(' ') === SLEEPS.join(' ');

/** All processes of the box: its own programs, nginx, conmon, and the inits in containers. */
const ours = (box: AliveBox) =>
	new Set([...box.box.pids(), ...processesOf(box.needles).map(({ pid }) => pid)].filter((pid) => !isContainers(pid)));

/** All processes of dockerd: itself, containerd and a shim for each container. */
function theirs(dockerd: Dockerd): Set<number> {
	const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
	return new Set(pids.filter((pid) => commandOf(pid).join(' ').includes(dockerd.folder) && !isContainers(pid)));
}

/** Runs the command on both in turn, after a warm-up. */
async function turns(args: readonly string[], box: Client, peer: Client, rounds = RUNS) {
	const times = { box: [] as number[], peer: [] as number[] };
	for (let round = -WARM_UP; round < rounds; round++) {
		const [a, b] = [await box.time(args), await peer.time(args)];
		if (round < 0) continue;
		times.box.push(a);
		times.peer.push(b);
	}
	return times;
}

async function endDockerd(dockerd: Dockerd): Promise<void> {
	// Remove the containers first: fifty that ignore SIGTERM would outlive dockerd's own shutdown.
	const peer = new Client(dockerd.host);
	const left = peer.said(['ps', '-aq']).split('\n').filter(Boolean);
	if (left.length > 0) peer.said(['rm', '-f', ...left]);
	await dockerd.close();
}

export async function benchDockerClients(say: (line: string) => void): Promise<Figure[]> {
	const dockerd = await startDockerd();
	if (!dockerd) {
		say('docker: skipped, there is no dockerd to measure against');
		return [];
	}
	let box: AliveBox | null = null;
	try {
		box = await AliveBox.start('bench-docker');
		const socket = `/run/dogebox/${box.options.instance}/docker/docker.sock`;
		if (!existsSync(socket)) throw new Error(`there is no ${socket}`);
		const [mine, peer] = [new Client(`unix://${socket}`), new Client(dockerd.host)];
		// dockerd applies the mode of a hard link to the file itself.
		const { bytes } = await layer(FILES.map((one) => (one.type === 'link' ? { ...one, mode: 0o755 } : one)));
		for (const one of [mine, peer]) one.said(['import', '-c', 'ENV PATH=/bin', '-', IMAGE], bytes);
		const name = `dockerd ${dockerd.version.replace(/\+.*/, '')}`;
		const runs = await turns(['run', '--rm', IMAGE, 'true'], mine, peer);
		for (const one of [mine, peer]) one.said(['run', '-d', '--name', 'c1', IMAGE, ...SLEEPS]);
		const execs = await turns(['exec', 'c1', 'true'], mine, peer);
		await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
		const few = { box: pssOf(ours(box)), peer: pssOf(theirs(dockerd)) };
		for (let at = 2; at <= CONTAINERS; at++) {
			for (const one of [mine, peer]) one.said(['run', '-d', '--name', `c${at}`, IMAGE, ...SLEEPS]);
		}
		const lists = await turns(['ps'], mine, peer);
		await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
		const many = { box: pssOf(ours(box)), peer: pssOf(theirs(dockerd)) };
		const memory = (id: string, title: string, { box: value, peer: theirs }: typeof many): Figure => ({
			...{ id, title, unit: 'MB', value, targetRatio: 1 },
			...{ peer: { name: `dockerd, containerd and shims`, value: theirs }, ratio: hundredth(value / theirs) }
		});
		return [
			timesFigure(
				{ id: 'docker-run', title: '`docker run --rm` of a program that ends at once', targetRatio: 0.3 },
				...([runs.box, name, runs.peer] as const)
			),
			timesFigure(
				{ id: 'docker-exec', title: '`docker exec` of a program that ends at once', targetRatio: 0.5 },
				...([execs.box, name, execs.peer] as const)
			),
			timesFigure(
				{ id: 'docker-ps', title: `\`docker ps\` with ${CONTAINERS} containers`, targetRatio: 1 },
				...([lists.box, name, lists.peer] as const)
			),
			memory('docker-memory', 'Memory of all processes of the box, one container (PSS)', few),
			memory('docker-memory-50', `The same with ${CONTAINERS} containers, conmons and inits in them`, many)
		];
	} finally {
		await settleAll([box?.dispose(), endDockerd(dockerd)]);
	}
}

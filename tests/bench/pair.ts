/**
 * Compares traffic from pup to pup by a grant of a TCP port with traffic between two containers on
 * a user-defined network of Docker: iperf3 in the network namespace of each, in turn.
 *
 * Segments of one connection may overtake each other, because both the sender and the softirq that
 * handles acknowledgements send some, each on its own processor. TCP then retransmits hundreds of
 * segments that were not lost, and is a third slower for seconds. This hits both systems by chance:
 * one connection in four on a quiet machine, nearly all where other guests took 9 % of the
 * processors. The speeds thus have two peaks, and their median is at one or the other. So the ratio
 * is the median of the ratios of consecutive pairs: in 40 quiet rounds its standard error was 0.03,
 * that of a ratio of medians 0.11.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AliveBox } from '../support/alive.ts';
import { root } from '../support/program.ts';
import { startDocker } from './docker.ts';
import { IMAGE, sameInDocker } from './start.ts';
import { hundredth, quantile, tenth, type Figure } from './stats.ts';

/** Many short rounds, because one connection is up to a third faster than the next. */
const ROUNDS = 40;
const SECONDS = 1;
/**
 * The default congestion control of Linux. Others (bbr) pace by timers, for which a virtual machine
 * wakes late. They would measure that delay.
 */
const CONTROL = 'cubic';
const PORT = 5201;
/**
 * Retransmitted bytes a second above which segments count as having overtaken each other: those of
 * 50 usual packets.
 */
const OVERTAKEN = 50 * 1500;

interface Pair {
	/**
	 * Ids of the processes in whose network namespaces the client (`from`) and the server (`to`)
	 * run.
	 */
	from: number;
	to: number;
	/** Address of the receiver. */
	address: string;
}

/** Writes a source with the Python page as two pups. The second may use a port of the first. */
function writeSource(folder: string): void {
	for (const name of ['Bench server', 'Bench client']) {
		const copy = join(folder, name);
		cpSync(join(root, 'pups/python-page'), copy, { recursive: true });
		const file = join(copy, 'manifest.json');
		const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<'meta' | 'container', Record<string, unknown>>;
		manifest.meta['name'] = name;
		const server = name === 'Bench server';
		if (server) {
			(manifest.container['exposes'] as object[]).push({
				name: 'bytes',
				type: 'tcp',
				port: PORT,
				interfaces: ['bytes']
			});
		}
		const permissionGroups = [{ name: 'All', description: 'Bytes', severity: 3, routes: [], port: PORT }];
		const needs = { interfaceName: 'bytes', interfaceVersion: '^1.0.0', permissionGroups: ['All'], optional: false };
		writeFileSync(
			file,
			JSON.stringify({
				...manifest,
				interfaces: server ? [{ name: 'bytes', version: '1.0.0', permissionGroups }] : [],
				dependencies: server ? [] : [needs]
			})
		);
	}
	writeFileSync(
		join(folder, 'dogebox.json'),
		JSON.stringify({ id: 'bench', name: 'Bench', pups: [{ location: 'Bench server' }, { location: 'Bench client' }] })
	);
}

const inNetwork = (pid: number, argv: string[]) => ['nsenter', [`--net=/proc/${pid}/ns/net`, ...argv]] as const;

/** @returns bits a second, and bytes that were retransmitted */
async function measure({ from, to, address }: Pair): Promise<{ bits: number; again: number }> {
	const server = spawn(...inNetwork(to, ['iperf3', '-s', '-1', '-p', String(PORT), '--forceflush']), {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const ended = new Promise((resolve) => server.once('close', resolve));
	await new Promise<void>((resolve, reject) => {
		server.stdout.on('data', (text) => String(text).includes('listening') && resolve());
		server.once('close', () => reject(new Error('iperf3 does not listen')));
	});
	const { stdout } = spawnSync(
		...inNetwork(from, ['iperf3', '-c', address, '-p', String(PORT), '-t', String(SECONDS), '-C', CONTROL, '-J']),
		{ encoding: 'utf8', maxBuffer: 16 * 1024 ** 2 }
	);
	const report = JSON.parse(stdout) as {
		error?: string;
		intervals: { streams: { pmtu: number }[] }[];
		end: { sum_received: { bits_per_second: number }; sum_sent: { retransmits: number } };
	};
	if (report.error !== undefined) {
		server.kill('SIGKILL');
		throw new Error(`iperf3: ${report.error}`);
	}
	await ended;
	const { sum_received: received, sum_sent: sent } = report.end;
	return { bits: received.bits_per_second, again: sent.retransmits * report.intervals[0]!.streams[0]!.pmtu };
}

async function pupPair(box: AliveBox): Promise<Pair> {
	const client = await box.pup(await box.installPlanned('Bench client'));
	const server = await box.pup((await box.list()).find(({ name }) => name === 'Bench server')!.id);
	return { from: client.services[0]!.pid!, to: server.services[0]!.pid!, address: server.address! };
}

/** @returns no figure if iperf3 or dockerd is missing */
export async function benchPair(box: AliveBox, say: (line: string) => void): Promise<Figure[]> {
	const docker = spawnSync('iperf3', ['--version']).status === 0 ? await startDocker() : null;
	if (!docker) {
		say('pair: skipped, there is no iperf3 or no dockerd to measure against');
		return [];
	}
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-bench-pair-'));
	chmodSync(folder, 0o755);
	const dockerOf = (...args: string[]) =>
		execFileSync('docker', ['--host', docker.host, ...args], { encoding: 'utf8' });
	const started: string[] = [];
	try {
		writeSource(folder);
		await box.addSource(folder);
		const ours = await pupPair(box);
		const { options, argv } = await sameInDocker(box, box.pups[0]!, docker);
		dockerOf('network', 'create', 'bench');
		for (let count = 0; count < 2; count++) {
			started.push((await docker.run(IMAGE, [...options, '--network=bench'], argv)).id);
		}
		const pidOf = (id: string) => Number(dockerOf('inspect', '--format', '{{.State.Pid}}', id));
		const address = dockerOf(
			'inspect',
			'--format',
			'{{.NetworkSettings.Networks.bench.IPAddress}}',
			started[1]!
		).trim();
		const theirs = { from: pidOf(started[0]!), to: pidOf(started[1]!), address };
		const found: Record<'ours' | 'theirs', number[]> = { ours: [], theirs: [] };
		const overtaken = { ours: 0, theirs: 0 };
		for (let round = -1; round < ROUNDS; round++) {
			// Each side goes first as often as the other.
			const order = round % 2 === 0 ? (['ours', 'theirs'] as const) : (['theirs', 'ours'] as const);
			for (const who of order) {
				const { bits, again } = await measure({ ours, theirs }[who]);
				// The first round is a warm-up.
				if (round < 0) continue;
				found[who].push(bits);
				if (again > OVERTAKEN) overtaken[who]++;
			}
		}
		const [mine, peer] = [quantile(found.ours, 0.5), quantile(found.theirs, 0.5)];
		const ratio = quantile(
			found.theirs.map((bits, round) => bits / found.ours[round]!),
			0.5
		);
		say(
			`pair: segments overtook each other in ${overtaken.ours} of ${ROUNDS} of ours, ${overtaken.theirs} of Docker’s`
		);
		/** Milliseconds that a gigabyte takes. */
		const time = (bits: number) => tenth((8e9 / bits) * 1000);
		const speed = (bits: number) => `${tenth(bits / 1e9)} Gbit/s`;
		return [
			{
				id: 'pair',
				title: `A gigabyte from pup to pup by a grant of a TCP port (${speed(mine)} beside ${speed(peer)})`,
				unit: 'ms',
				value: time(mine),
				runs: ROUNDS,
				peer: {
					name: `two containers on a user network (dockerd ${docker.version.replace(/\+.*/, '')})`,
					value: time(peer)
				},
				ratio: hundredth(ratio),
				// A ratio of 1.05 is 0.95 of the peer's throughput.
				targetRatio: 1.05
			}
		];
	} finally {
		for (const id of started) docker.remove(id);
		await docker.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

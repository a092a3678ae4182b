/** Memory at rest, proportional set size, against a node process that does nothing. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { AliveBox } from '../support/alive.ts';
import { processesOf } from '../support/host.ts';
import { hundredth, tenth, type Figure } from './stats.ts';

const IDLE_MS = 30_000;

/**
 * PSS in MB (10^6 bytes): what the process has to itself plus its share of what is shared
 * (proc(5)).
 */
function pss(pid: number): number {
	const kib = Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]);
	return tenth((kib * 1024) / 1e6);
}

function commandOf(pid: number): string {
	return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
}

/** @param box a box that was set up and logged in to in this life of the program */
export async function benchMemory(box: AliveBox): Promise<Figure[]> {
	const bare = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e9)'], { stdio: 'ignore' });
	try {
		await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
		const manager = processesOf(box.needles).find(({ line }) => /\bdkm\.js\b/.test(line));
		const peer = { name: 'an idle node process', value: pss(bare.pid ?? 0) };
		const figure = (id: string, title: string, pid: number, target: number): Figure => {
			const value = pss(pid);
			return { id, title, unit: 'MB', value, peer, ratio: hundredth(value / peer.value), target };
		};
		const partOf = (program: string) => box.box.pids().find((pid) => commandOf(pid).includes(`build/${program}.js`));
		const [agent, supervisor] = [partOf('agent'), partOf('supervisor')];
		return [
			figure('memory-dogeboxd', 'Memory of dogeboxd at rest (PSS)', box.box.pid, 90),
			...(agent ? [figure('memory-agent', 'Memory of the host agent at rest (PSS)', agent, 25)] : []),
			...(supervisor ? [figure('memory-supervisor', 'Memory of the supervisor at rest (PSS)', supervisor, 25)] : []),
			...(manager ? [figure('memory-dkm', 'Memory of the key manager at rest (PSS)', manager.pid, 45)] : [])
		];
	} finally {
		bare.kill();
	}
}

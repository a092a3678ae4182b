/** Compares memory at rest (proportional set size) with a Node process that does nothing. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { AliveBox } from '../support/alive.ts';
import { processesOf } from '../support/host.ts';
import { programOf } from '../support/program.ts';
import { hundredth, tenth, type Figure } from './stats.ts';

const IDLE_MS = 30_000;

/**
 * PSS in MB (10^6 bytes): the private memory of the process plus its share of the shared memory
 * (proc(5)).
 */
function pss(pid: number): number {
	const kib = Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]);
	return tenth((kib * 1024) / 1e6);
}

/** @param box a box that was set up and logged in to since its dogeboxd started */
export async function benchMemory(box: AliveBox): Promise<Figure[]> {
	const bare = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e9)'], { stdio: 'ignore' });
	try {
		await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
		const manager = processesOf(box.needles).find(({ line }) => /\bdkm\.js\b/.test(line));
		const peer = { name: 'an idle node process', value: pss(bare.pid ?? 0) };
		const figure = (id: string, title: string, value: number, target?: number): Figure => ({
			...{ id, title, unit: 'MB', value, peer, ratio: hundredth(value / peer.value) },
			...(target !== undefined && { target })
		});
		const partOf = (program: string) => box.box.pids().find((pid) => programOf(pid) === program);
		const parts = {
			dogeboxd: box.box.pid,
			dkm: manager?.pid,
			agent: partOf('agent'),
			supervisor: partOf('supervisor')
		};
		const sizes = Object.entries(parts).flatMap(([part, pid]) => (pid ? [{ part, value: pss(pid) }] : []));
		const titles: Record<string, string> = {
			dogeboxd: 'dogeboxd',
			dkm: 'the key manager',
			agent: 'the host agent',
			supervisor: 'the supervisor'
		};
		const three = sizes.filter(({ part }) => part !== 'supervisor').reduce((sum, { value }) => sum + value, 0);
		return [
			figure('memory', 'Memory of dogeboxd, key manager and host agent together at rest (PSS)', tenth(three), 85),
			...sizes.map(({ part, value }) => figure(`memory-${part}`, `Memory of ${titles[part]} at rest (PSS)`, value))
		];
	} finally {
		bare.kill();
	}
}

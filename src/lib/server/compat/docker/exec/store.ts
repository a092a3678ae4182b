/** Commands that clients of Docker made, in memory: each is started once, by its id. */
import { randomBytes } from 'node:crypto';
import type { ExecControl, TerminalSize } from '../../../containers/types.ts';
import type { Container } from '../containers/containers.ts';
import { DockerError } from '../errors.ts';
import type { AskedExec } from './asked.ts';

/** Of all kinds together. */
const MOST = 1000;
/** How long one that was not started, or has ended, is known, milliseconds. */
const KEPT_MS = 10 * 60_000;

export interface MadeExec {
	/** 64 hex digits. */
	readonly id: string;
	readonly container: Container;
	readonly asked: AskedExec;
	state: 'made' | 'running' | 'ended';
	exitCode: number | null;
	/** As the host counts; null before it runs, and where it ended at once. Kept at its end. */
	pid: number | null;
	/** Of its terminal, as last asked for. */
	size: TerminalSize | null;
	/** While it runs. */
	control: Pick<ExecControl, 'resize'> | null;
	/** Of the monotonic clock, when it was made or ended, milliseconds. */
	since: number;
}

export interface ExecStore {
	/** @throws DockerError 429 where so many run */
	create(container: Container, asked: AskedExec): MadeExec;
	/** @throws DockerError 404 */
	get(id: string): MadeExec;
}

export function createExecStore(now: () => number = () => performance.now()): ExecStore {
	const all = new Map<string, MadeExec>();

	/** Forgets what is old, and then the oldest that does not run. */
	function sweep(): void {
		for (const { id, state, since } of all.values()) {
			if (state !== 'running' && now() - since > KEPT_MS) all.delete(id);
		}
		if (all.size < MOST) return;
		const idle = [...all.values()].find(({ state }) => state !== 'running');
		if (!idle) throw new DockerError(429, `More than ${MOST} commands run: wait until one has ended.`);
		all.delete(idle.id);
	}

	return {
		create(container, asked) {
			sweep();
			const id = randomBytes(32).toString('hex');
			const made: MadeExec = {
				...{ id, container, asked, state: 'made', exitCode: null, pid: null, size: null, control: null },
				since: now()
			};
			all.set(id, made);
			return made;
		},
		get(id) {
			const found = all.get(id);
			if (!found) throw new DockerError(404, `No such exec instance: ${id.slice(0, 80)}`);
			return found;
		}
	};
}

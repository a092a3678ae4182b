/** Commands that Docker's clients created, in memory. Each is started once, by its id. */
import { randomBytes } from 'node:crypto';
import type { ExecSession, TerminalSize } from '../../../containers/types.ts';
import type { Container } from '../containers/containers.ts';
import { DockerError } from '../errors.ts';
import type { AskedExec } from './asked.ts';

/** Most commands in all states together. */
const MOST = 1000;
/** How long a command is kept that was not started or has ended, milliseconds. */
const KEPT_MS = 10 * 60_000;

export interface MadeExec {
	/** 64 hex digits. */
	readonly id: string;
	readonly container: Container;
	readonly asked: AskedExec;
	state: 'made' | 'running' | 'ended';
	exitCode: number | null;
	/**
	 * Pid on the host. Null before the start, and when the command ended at once. Kept after the
	 * end.
	 */
	pid: number | null;
	/** Size of the terminal, as last requested. */
	size: TerminalSize | null;
	/** Null unless the command runs. */
	control: Pick<ExecSession, 'resize'> | null;
	/** When the command was created or ended; monotonic, milliseconds. */
	since: number;
}

export interface ExecStore {
	/** @throws DockerError 429 when too many are running */
	create(container: Container, asked: AskedExec): MadeExec;
	/** @throws DockerError 404 */
	get(id: string): MadeExec;
}

export function createExecStore(now: () => number = () => performance.now()): ExecStore {
	const all = new Map<string, MadeExec>();

	/** Removes expired commands, and then the oldest that is not running. */
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

/**
 * Detects whether a container's program could be started at all. dockerd reports that as a result
 * of the start. Here the container's init process starts the program, and only the exit code of
 * init shows a failure.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { INIT_INSIDE } from '../../../containers/index.ts';
import { notRun } from '../not-run.ts';
import type { ContainerEngine, ContainerProcess, ProcessExit } from '../../../containers/types.ts';

/** How long the container is polled, and the time between two polls, milliseconds. */
const LONGEST_MS = 1000;
const POLL_MS = 10;

export interface ProgramWatch {
	/**
	 * Waits until the program runs or has ended.
	 * @returns 126 or 127 where it could not be executed; null where it could, and where a second
	 *   was not enough to know
	 */
	failure(signal: AbortSignal): Promise<number | null>;
	end(): void;
}

/**
 * Command lines of the runtime before it executes the program: `runc init`, `/usr/bin/crun create
 * …`. A process has no arguments for a moment during exec (proc(5)); it is then listed as `[init]`.
 */
const RUNTIME = /^\[|^(\S*\/)?(runc|crun|exe)(:| |$)/;

/** Whether the program itself runs, and not only the container's init process or the runtime. */
const runs = (processes: readonly ContainerProcess[]) =>
	processes.some(({ command }) => !command.startsWith(`${INIT_INSIDE} -- `) && !RUNTIME.test(command));

/** Begins to watch for exits. Call it before the start. */
export function watchProgram(engine: Pick<ContainerEngine, 'onExit' | 'processes'> | null, id: string): ProgramWatch {
	const exits: ProcessExit[] = [];
	let ended = () => {};
	/** Resolves when the container's program exits, so that a quick end is reported at once. */
	const end = new Promise<void>((resolve) => (ended = resolve));
	const stop = engine?.onExit((exit) => {
		if (exit.id !== id) return;
		exits.push(exit);
		ended();
	});
	return {
		async failure(signal) {
			for (let ms = 0; engine && ms < LONGEST_MS && !signal.aborted; ms += POLL_MS) {
				const [exit] = exits;
				if (exit) return exit.neverRan ? exit.exitCode : null;
				// A process that exits during a poll must not wait for the poll to finish.
				const processes = await Promise.race([engine.processes(id), end]);
				if (processes && runs(processes)) return null;
				await Promise.race([wait(POLL_MS), end]);
			}
			return null;
		},
		end: () => stop?.()
	};
}

/** The message of dockerd for a program that did not start. @param failed 126 or 127 */
export const neverRan = (failed: number, program: string) =>
	'failed to create task for container: failed to create shim task: OCI runtime create failed: ' +
	`runc create failed: ${notRun(failed, program)}`;

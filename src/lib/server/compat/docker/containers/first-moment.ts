/**
 * Detects whether a container's program could be started at all. dockerd reports that as a result
 * of the start. Here the container's init process starts the program, and only the exit code of
 * init shows a failure.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { monotonicMs } from '../../../concurrency/index.ts';
import { INIT_INSIDE } from '../../../containers/index.ts';
import { notRun } from '../not-run.ts';
import type { ContainerEngine, ContainerProcess, ProcessExit } from '../../../containers/types.ts';

/**
 * Time within which a program must run or fail, milliseconds. Even a slow machine needs only a part
 * of it. If neither can be observed, the client must not wait for ever.
 */
const WITHIN_MS = 120_000;
/**
 * The same limit while no process of the container has been seen. Some hosts cannot list them
 * (cgroup v1 without pids), and the exit of a lost process is known by then.
 */
const UNSEEN_MS = 10_000;
const POLL_MS = 10;

export interface ProgramWatch {
	/**
	 * Waits until the program runs or has ended.
	 * @returns 126 or 127 if it could not be executed; null if it could; `unknown` if neither was
	 *   seen in time, or if the client is gone
	 */
	failure(signal: AbortSignal): Promise<number | 'unknown' | null>;
	end(): void;
}

/**
 * Command lines of the runtime before it executes the program: `runc init`, `/usr/bin/crun create
 * …`. A process has no arguments for a moment during exec (proc(5)); it is then listed as `[init]`.
 */
const RUNTIME = /^\[|^(\S*\/)?(runc|crun|exe)(:| |$)/;

const isInit = ({ command }: ContainerProcess) => command.startsWith(`${INIT_INSIDE} -- `);

/** Whether the program itself runs, and not only the container's init process or the runtime. */
function runs(processes: readonly ContainerProcess[]): boolean {
	const init = processes.find((one) => one.idInside === 1 && isInit(one));
	if (!init) return processes.some((one) => !isInit(one) && !RUNTIME.test(one.command));
	// A child of the init process is a copy of it until it executes the program. Without arguments
	// it is in between, or has ended.
	return processes.some((one) => one.parent === init.pid && !isInit(one) && one.command !== `[${init.name}]`);
}

/**
 * Begins to watch for exits. Call it before the start.
 * @param within see WITHIN_MS and UNSEEN_MS
 */
export function watchProgram(
	engine: Pick<ContainerEngine, 'onExit' | 'processes'> | null,
	id: string,
	within = { seen: WITHIN_MS, unseen: UNSEEN_MS }
): ProgramWatch {
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
			if (!engine) return 'unknown';
			const began = monotonicMs();
			let isSeen = false;
			while (!signal.aborted) {
				const [exit] = exits;
				if (exit) return exit.neverRan ? exit.exitCode : null;
				if (monotonicMs() - began > (isSeen ? within.seen : within.unseen)) return 'unknown';
				// A process that exits during a poll must not wait for the poll to finish.
				const processes = await Promise.race([engine.processes(id), end]);
				if (processes && runs(processes)) return null;
				isSeen ||= !!processes?.length;
				await Promise.race([wait(POLL_MS), end]);
			}
			return 'unknown';
		},
		end: () => stop?.()
	};
}

/** The message of dockerd for a program that did not start. @param failed 126 or 127 */
export const neverRan = (failed: number, program: string) =>
	'failed to create task for container: failed to create shim task: OCI runtime create failed: ' +
	`runc create failed: ${notRun(failed, program)}`;

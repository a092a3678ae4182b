/**
 * The first moment of a container: whether its program runs at all. Docker's clients are told so
 * by the start; here the init of the container runs it, and only its end says that it could not.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { INIT_INSIDE } from '../../../containers/index.ts';
import { notRun } from '../not-run.ts';
import type { ContainerEngine, ContainerProcess, ProcessExit } from '../../../containers/types.ts';

/** How long it is looked at, and the time between two looks, milliseconds. */
const LONGEST_MS = 1000;
const POLL_MS = 10;

export interface ProgramWatch {
	/**
	 * Waits until the program runs, or has ended.
	 * @returns 126 or 127 where it could not be run; null where it could, and where a second did
	 *   not say
	 */
	failure(signal: AbortSignal): Promise<number | null>;
	end(): void;
}

/**
 * The runtime before it becomes what it is to run: `runc init`, `/usr/bin/crun create …`; or what
 * has no arguments at all, as for a moment while it becomes that (proc(5)): `[init]`.
 */
const RUNTIME = /^\[|^(\S*\/)?(runc|crun|exe)(:| |$)/;

/**
 * Whether the program runs, and not just the init that is to run it, or the runtime before that.
 */
const runs = (processes: readonly ContainerProcess[]) =>
	processes.some(({ command }) => !command.startsWith(`${INIT_INSIDE} -- `) && !RUNTIME.test(command));

/** Begins to listen; to be called before the start. */
export function watchProgram(engine: Pick<ContainerEngine, 'onExit' | 'processes'> | null, id: string): ProgramWatch {
	const exits: ProcessExit[] = [];
	let ended = () => {};
	/** Whoever ends at once is answered at once. */
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
				// Whoever ends during a look is not kept until that is over.
				const processes = await Promise.race([engine.processes(id), end]);
				if (processes && runs(processes)) return null;
				await Promise.race([wait(POLL_MS), end]);
			}
			return null;
		},
		end: () => stop?.()
	};
}

/** In dockerd’s words. @param failed 126 or 127 */
export const neverRan = (failed: number, program: string) =>
	'failed to create task for container: failed to create shim task: OCI runtime create failed: ' +
	`runc create failed: ${notRun(failed, program)}`;

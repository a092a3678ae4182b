/** Writes of a run that are not given up at once: others hold the database, or the disk is full. */
import { systemError } from '../../contract/system-errors.ts';
import type { JobRecord } from './record.ts';
import type { StepDeps } from './step-context.ts';

/** Milliseconds until a write that failed at the end of a job is tried again. */
const RETRY_MS = 5000;
/** Milliseconds until a write is tried again that another program's lock has refused. */
const BUSY_AGAIN_MS = 250;
const DATABASE_BUSY = 'database-busy';

const isBusy = (error: unknown) => systemError(error)?.code === DATABASE_BUSY;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());

export interface RunWrites {
	/**
	 * Does what writes to the database, and does it again while another program holds that: steps
	 * may run again, and a write that was refused has changed nothing. A run that is stopped waits
	 * no longer.
	 */
	whileBusy<T>(work: () => T | Promise<T>): Promise<T>;
	/**
	 * Writes what must not be lost; on a full disk it waits, the job's locks held, until there is
	 * room.
	 */
	saveEnd(): Promise<void>;
}

/** @param signal of the run: nothing is tried again once it was stopped, its end aside */
export function createRunWrites(
	{ save, halted, log }: Pick<StepDeps, 'save' | 'halted' | 'log'>,
	record: JobRecord,
	signal: AbortSignal
): RunWrites {
	return {
		async whileBusy(work) {
			for (;;) {
				try {
					return await work();
				} catch (error) {
					if (!isBusy(error) || signal.aborted || halted()) throw error;
					log.warn({ jobId: record.id }, 'another program holds the database; the job waits for it');
					await pause(BUSY_AGAIN_MS);
				}
			}
		},
		async saveEnd() {
			for (;;) {
				if (halted()) return;
				try {
					save(record);
					return;
				} catch (error) {
					log.error({ err: error, jobId: record.id }, 'the state of a job could not be written; trying again');
					await pause(RETRY_MS);
				}
			}
		}
	};
}

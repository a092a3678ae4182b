/** Writes of a run that are retried while the database is locked or the disk is full. */
import { systemError } from '../../contract/system-errors.ts';
import type { JobRecord } from './record.ts';
import type { StepDeps } from './step-context.ts';

/** Delay before a failed write at the end of a job is retried, milliseconds. */
const RETRY_MS = 5000;
/** Delay before a write is retried that another program's lock has refused, milliseconds. */
const BUSY_AGAIN_MS = 250;
const DATABASE_BUSY = 'database-busy';

const isBusy = (error: unknown) => systemError(error)?.code === DATABASE_BUSY;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());

export interface RunWrites {
	/**
	 * Runs work that writes to the database, and repeats it while another program holds the lock.
	 * Repeating is safe: steps may run again, and a refused write has changed nothing. A stopped
	 * run does not wait any longer.
	 */
	whileBusy<T>(work: () => T | Promise<T>): Promise<T>;
	/**
	 * Writes the record, which must not be lost. While the disk is full it retries, and the job
	 * keeps its locks.
	 */
	saveEnd(): Promise<void>;
}

/**
 * @param signal signal of the run. After an abort nothing is retried except the write of its end.
 */
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

/** Waits for the end of a job. */
import type { Job } from '../../contract/jobs.ts';
import { isFinished, toJob } from './record.ts';
import { stopping, type Register, type Waiter } from './register.ts';

/** @returns a function like {@link Jobs.finished} */
export function createFinished(register: Register): (id: string, signal?: AbortSignal) => Promise<Job> {
	return (id, signal) =>
		new Promise<Job>((resolve, reject) => {
			const record = register.get(id);
			const job = register.live.get(id);
			if (!job || isFinished(record.status)) return resolve(toJob(record));
			if (register.phase === 'stopping' || register.phase === 'halted') return reject(stopping());
			if (signal?.aborted) return reject(signal.reason as Error);
			const leave = () => {
				job.waiters.delete(waiter);
				signal?.removeEventListener('abort', aborted);
			};
			const aborted = () => {
				leave();
				reject(signal!.reason as Error);
			};
			const waiter: Waiter = {
				resolve: (done) => (leave(), resolve(done)),
				reject: (error) => (leave(), reject(error as Error))
			};
			job.waiters.add(waiter);
			signal?.addEventListener('abort', aborted);
		});
}

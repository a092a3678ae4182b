/** Adopts containers that an earlier dogeboxd started. */
import { isAlive } from '../../host/index.ts';
import type { OciCalls } from './calls/calls.ts';
import type { Ending } from './ending.ts';
import type { ContainerLogs } from './logs/logs.ts';
import type { Records } from './record.ts';

/**
 * Adopts a container if it still runs; otherwise removes what is left of it. The caller holds the
 * container's lock.
 */
export function createAdoption(deps: {
	records: Records;
	ending: Ending;
	calls: OciCalls;
	logs: ContainerLogs;
}): (id: string) => Promise<void> {
	const { records, ending, calls, logs } = deps;
	return async (id) => {
		if (records.get(id)) return;
		const record = await records.read(id);
		if (!record || !isAlive(record.pause)) {
			await ending.erase(id, true);
			return;
		}
		records.set(record);
		for (const entry of record.processes) {
			await calls.endSessions(id, entry.name);
			if (entry.process) logs.keepPrevious(id, entry.name);
			// The process has ended, or was started by a dogeboxd that was killed before it
			// recorded that.
			else {
				await calls.forget(id, entry.name);
				await logs.end(id, entry.name);
			}
		}
	};
}

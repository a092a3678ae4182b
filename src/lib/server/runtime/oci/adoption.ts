/** Containers of an earlier life of dogeboxd. */
import { isAlive } from '../../host/index.ts';
import type { OciCalls } from './calls/calls.ts';
import type { Ending } from './ending.ts';
import type { ContainerLogs } from './logs/logs.ts';
import type { Records } from './record.ts';

/**
 * Goes on with a container if it stands; removes what is left of it if not. The caller holds its
 * lock.
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
			// Ended, or begun by a dogeboxd that was killed before it could write that down.
			else {
				await calls.forget(id, entry.name);
				await logs.end(id, entry.name);
			}
		}
	};
}

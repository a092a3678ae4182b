/** The removal of ephemeral boxes at their end. */
import type { BoxesDeps } from './deps.ts';
import { about, jobOn, usualStop, type BoxJobs } from './kinds.ts';
import type { LogReaders } from './log-readers.ts';
import type { BoxRows } from './rows.ts';

export interface EndedRemovalDeps extends Pick<BoxesDeps, 'database' | 'jobs' | 'storageMissing'> {
	rows: BoxRows;
	kinds: Pick<BoxJobs, 'remove'>;
	readers: Pick<LogReaders, 'done'>;
}

/**
 * Removes an ephemeral box that has ended: its name is free at once and nobody finds it any
 * more. What lies on the host goes in a job, which is written down together with that.
 * @returns a function that gives whether another look at the box may find more to do
 */
export function endedRemoval(deps: EndedRemovalDeps): (id: string) => Promise<boolean> {
	const { database, jobs, kinds, readers, rows } = deps;
	return async (id) => {
		await readers.done(id);
		const row = rows.find(id);
		if (!row || row.wanted !== 'stopped' || row.state !== 'stopped' || jobOn(jobs, id)) return true;
		// Without its disk it stays, to be seen with the reason.
		const goes = (deps.storageMissing?.() ?? null) === null;
		database.relaxed(() => {
			kinds.remove.submit({ ...about(row), ...usualStop(row) });
			if (goes) rows.remove(id);
		});
		return false;
	};
}

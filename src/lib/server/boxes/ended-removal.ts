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
 * Removes an ephemeral box that has ended. Its row goes at once, so that its name is free and it
 * cannot be found any more. A job, which is written in the same transaction, removes its data from
 * the host.
 * @returns a function that returns whether another round may find more to do
 */
export function endedRemoval(deps: EndedRemovalDeps): (id: string) => Promise<boolean> {
	const { database, jobs, kinds, readers, rows } = deps;
	return async (id) => {
		await readers.done(id);
		const row = rows.find(id);
		if (!row || row.wanted !== 'stopped' || row.state !== 'stopped' || jobOn(jobs, id)) return true;
		// While its disk is missing the row stays, to show the reason.
		const goes = (deps.storageMissing?.() ?? null) === null;
		database.relaxed(() => {
			kinds.remove.submit({ ...about(row), ...usualStop(row) });
			if (goes) rows.remove(id);
		});
		return false;
	};
}

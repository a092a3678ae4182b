/** Helpers of all actions: checks of states, and writing of the desired state. */
import { conflict } from '../../../contract/errors.ts';
import type { Job } from '../../../contract/jobs.ts';
import type { PupState } from '../../../contract/pups.ts';
import type { Database } from '../../db/index.ts';
import type { JobHandle } from '../../jobs/types.ts';
import type { PupRow, PupRows, Signals } from '../installed/index.ts';
import { about, type PupJob } from '../lifecycle/index.ts';

/** States of an installed pup, in which most actions are possible. */
export const STARTABLE: readonly PupState[] = ['stopped', 'starting', 'running', 'stopping', 'crashed', 'broken'];

/** What the owner can do about a pup in another state. */
export function hintFor({ state }: PupRow): string | undefined {
	if (state === 'uninstalled') return 'Install it again; its data is kept.';
	return state === 'installing' ? 'Wait until it is installed.' : undefined;
}

/** Submits a job in the owner's name. */
export function submit<More extends object, Result>(
	kind: JobHandle<PupJob & More, Result>,
	row: PupRow,
	more: More
): Job {
	return kind.submit({ ...about(row), ...more }, { requestedBy: 'owner' });
}

/** @throws BoxError 409 `wrong-state` */
export function expectState(row: PupRow, allowed: readonly PupState[], what: string, hint?: string): void {
	if (allowed.includes(row.state)) return;
	throw conflict('wrong-state', `${row.name} is ${row.state}; it cannot be ${what} now.`, hint);
}

/** @throws BoxError 409 `wrong-state` while the pup is being installed */
export function refuseInstalling(row: PupRow): void {
	if (row.state !== 'installing') return;
	throw conflict('wrong-state', `${row.name} is being installed.`, 'Cancel its installation instead.');
}

/** Writes the owner's desired state before it is carried out. */
export function want(
	{ database, rows, signals }: { database: Database; rows: PupRows; signals: Signals },
	row: PupRow,
	enabled: boolean
): void {
	if (row.enabled === enabled) return;
	database.transaction(() => {
		rows.set(row.id, { enabled });
		signals.publish('changed', row.id);
	});
}

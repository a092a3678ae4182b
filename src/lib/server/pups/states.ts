/**
 * The states of an installed pup and every legal transition between them (design, section 5). This file is the only
 * writer of `pups.state`.
 */
import { eq, sql } from 'drizzle-orm';
import { BoxError } from '../../contract/errors.ts';
import type { Failure } from '../../contract/jobs.ts';
import type { PupState } from '../../contract/pups.ts';
import { tables, type Database } from '../db/index.ts';
import type { PupRow } from './rows.ts';

/**
 * From each state, where it may go. `purged` is no state but the end of the row.
 * - `broken` waits for a person: retry (installing, starting) or removal.
 * - `crashed` waits for the box: the reconciler starts it again after a while.
 */
export const TRANSITIONS = {
	installing: ['stopped', 'broken', 'uninstalled', 'purged'],
	stopped: ['starting', 'updating', 'broken', 'uninstalled', 'purged'],
	starting: ['running', 'crashed', 'broken', 'stopping', 'stopped'],
	running: ['stopping', 'crashed', 'stopped'],
	stopping: ['stopped', 'broken'],
	crashed: ['starting', 'running', 'stopping', 'stopped', 'broken'],
	broken: ['installing', 'starting', 'stopping', 'stopped', 'updating', 'uninstalled', 'purged'],
	updating: ['stopped', 'broken'],
	uninstalled: ['installing', 'purged']
} as const satisfies Record<PupState, readonly (PupState | 'purged')[]>;

/** States that carry a reason; in all others there is none. */
const WITH_FAILURE: readonly PupState[] = ['broken', 'crashed'];

/** Whether a pup in `from` may go to `to`. */
export function mayMove(from: PupState, to: PupState | 'purged'): boolean {
	return (TRANSITIONS[from] as readonly string[]).includes(to);
}

/** Values written together with a state. */
export type WithState = Partial<Omit<PupRow, 'id' | 'state' | 'failure'>>;

export interface StateMachine {
	/** Writes a new pup's row, in state `installing`. */
	admit(row: Omit<PupRow, 'state' | 'failure'>): void;
	/**
	 * Moves a pup to a state and writes `values` with it. To the state it is in already: only what differs is written.
	 * @param failure why, for `broken` and `crashed`; required there
	 * @returns false when there is no such pup any more
	 * @throws BoxError 409 `wrong-state` when there is no such transition
	 */
	move(id: string, to: PupState, options?: { failure?: Failure; values?: WithState }): boolean;
	/** Ends the row; its config and pages go with it. @throws BoxError 409 `wrong-state` */
	erase(id: string): void;
}

/**
 * Makes the writer of states.
 * @param deps.changed called after the write, in its transaction: state and change are one write on the disk
 * @param deps.removed called when a row has ended, in its transaction
 */
export function createStateMachine(deps: {
	database: Database;
	changed: (id: string) => void;
	removed: (id: string) => void;
}): StateMachine {
	const { database } = deps;
	const { db } = database;
	const byId = db
		.select({ state: tables.pups.state, failure: tables.pups.failure, name: tables.pups.name })
		.from(tables.pups)
		.where(eq(tables.pups.id, sql.placeholder('id')))
		.prepare();
	const read = (id: string) => byId.get({ id });

	function check(name: string, from: PupState, to: PupState | 'purged'): void {
		if (mayMove(from, to)) return;
		throw new BoxError({
			code: 'wrong-state',
			status: 409,
			message: `${name} is ${from}; it cannot become ${to} from there.`
		});
	}

	return {
		admit(row) {
			database.transaction(() => {
				db.insert(tables.pups)
					.values({ ...row, state: 'installing', failure: null })
					.run();
				deps.changed(row.id);
			});
		},
		move(id, to, { failure, values } = {}) {
			const now = read(id);
			if (!now) return false;
			if (now.state !== to) check(now.name, now.state, to);
			if (WITH_FAILURE.includes(to) && !failure) throw new Error(`a pup that becomes ${to} must say why`);
			const reason = WITH_FAILURE.includes(to) ? (failure ?? null) : null;
			if (now.state === to && !values && JSON.stringify(now.failure) === JSON.stringify(reason)) return true;
			database.transaction(() => {
				db.update(tables.pups)
					.set({ ...values, state: to, failure: reason })
					.where(eq(tables.pups.id, id))
					.run();
				deps.changed(id);
			});
			return true;
		},
		erase(id) {
			const now = read(id);
			if (!now) return;
			check(now.name, now.state, 'purged');
			database.transaction(() => {
				db.delete(tables.pups).where(eq(tables.pups.id, id)).run();
				deps.removed(id);
			});
		}
	};
}

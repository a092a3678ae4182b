/**
 * The states of an installed pup, the events that move it between them, and the one writer of
 * `pups.state`. Steps of jobs and the reconciler report what happened; the table below decides what
 * that makes of the pup. The database refuses a state that was written past this file, or that the
 * table does not allow.
 */
import { eq, sql } from 'drizzle-orm';
import { BoxError } from '../../../contract/errors.ts';
import type { Failure } from '../../../contract/jobs.ts';
import { PUP_STATES, type PupState } from '../../../contract/pups.ts';
import { tables, type Database } from '../../db/index.ts';
import type { PupRow } from './rows.ts';
import type { Signals } from './signals.ts';

/** A pup's state, or the end of its row. */
export type End = PupState | 'purged';

const WITH_CONTAINER: readonly PupState[] = ['starting', 'running', 'stopping', 'crashed'];

/** Whether a container of a pup in this state may stand. */
export function mayRun(state: PupState): boolean {
	return WITH_CONTAINER.includes(state);
}

/**
 * What can happen to a pup: the states in which it may, and the state that follows. An event in a
 * state that follows from it changes nothing.
 * - `broken` waits for a person: retry (installing, starting) or removal.
 * - `crashed` waits for the box: the reconciler starts it again after a while.
 */
export const EVENTS = {
	/** Its installation was asked for, again or again. */
	'install-asked': { from: ['uninstalled', 'broken'], to: 'installing' },
	/** Another version was asked for. */
	'update-asked': { from: ['stopped', 'broken'], to: 'updating' },
	/** Its files and root are there. */
	installed: { from: ['installing', 'updating', 'broken'], to: 'stopped' },
	/** Its files and root are gone, its data is kept. */
	uninstalled: { from: ['installing', 'stopped', 'broken'], to: 'uninstalled' },
	/** Its container is being started. */
	'start-begun': { from: ['stopped', 'crashed', 'broken'], to: 'starting' },
	/** All its services run. */
	'services-up': { from: ['starting', 'crashed'], to: 'running' },
	/** A service that should run does not. */
	'service-down': { from: ['starting', 'running'], to: 'crashed' },
	/** Its container is being stopped. */
	'stop-begun': { from: ['starting', 'running', 'crashed', 'broken'], to: 'stopping' },
	/** It has no container any more. */
	'container-gone': { from: ['starting', 'running', 'stopping', 'crashed', 'broken'], to: 'stopped' },
	/** What was done with it came to no good end, and a person has to decide. */
	failed: { from: ['installing', 'updating', 'stopped', 'starting', 'stopping', 'crashed'], to: 'broken' },
	/** Nothing of it is left. */
	purged: { from: ['installing', 'stopped', 'broken', 'uninstalled'], to: 'purged' }
} as const satisfies Record<string, { from: readonly PupState[]; to: End }>;

export type EventKind = keyof typeof EVENTS;
/** Events that say why. */
type WithFailure = 'service-down' | 'failed';

/** Values written together with a state. */
export type WithState = Partial<Omit<PupRow, 'id' | 'state' | 'failure'>>;

/** Something that happened to a pup. `values` are written with the state that follows. */
export type PupEvent =
	| { kind: Exclude<EventKind, WithFailure | 'purged'>; values?: WithState }
	| { kind: WithFailure; failure: Failure; values?: WithState }
	| { kind: 'purged' };

/** From each state, where some event leads to another one. */
export const TRANSITIONS = Object.fromEntries(
	PUP_STATES.map((state) => [
		state,
		[
			...new Set<End>(
				Object.values(EVENTS).flatMap(({ from, to }) => ((from as readonly PupState[]).includes(state) ? [to] : []))
			)
		]
	])
) as unknown as Readonly<Record<PupState, readonly End[]>>;

/** Whether a pup in `from` may go to `to`. */
export function mayMove(from: PupState, to: End): boolean {
	return TRANSITIONS[from].includes(to);
}

/**
 * Whether an event has a meaning in this state: it leads on, or the pup is where it leads already.
 */
export function mayHappen(state: PupState, kind: EventKind): boolean {
	const { from, to }: { from: readonly PupState[]; to: End } = EVENTS[kind];
	return state === to || from.includes(state);
}

export interface StateMachine {
	/** Writes a new pup's row, in state `installing`. */
	admit(row: Omit<PupRow, 'state' | 'failure'>): void;
	/**
	 * Writes what an event makes of a pup. Where nothing differs nothing is written.
	 * @returns false when there is no such pup any more
	 * @throws BoxError 409 `wrong-state` when the event cannot happen in its state
	 */
	transition(id: string, event: PupEvent): boolean;
}

/**
 * The writer of states.
 * @param deps.signals notified in the transaction of the write: state and what follows from it are
 *   one write on the disk
 */
export function createStateMachine(deps: { database: Database; signals: Signals }): StateMachine {
	const { database, signals } = deps;
	const { db } = database;
	const write = guardStates(database);
	const byId = db
		.select({ state: tables.pups.state, failure: tables.pups.failure, name: tables.pups.name })
		.from(tables.pups)
		.where(eq(tables.pups.id, sql.placeholder('id')))
		.prepare();

	return {
		admit(row) {
			write(
				() =>
					db
						.insert(tables.pups)
						.values({ ...row, state: 'installing', failure: null })
						.run(),
				() => signals.publish('changed', row.id)
			);
		},
		transition(id, event) {
			const now = byId.get({ id });
			if (!now) return false;
			if (!mayHappen(now.state, event.kind)) throw wrongState(now.name, now.state, EVENTS[event.kind].to);
			if (event.kind === 'purged') {
				write(
					() => db.delete(tables.pups).where(eq(tables.pups.id, id)).run(),
					() => signals.publish('removed', id)
				);
				return true;
			}
			const { to } = EVENTS[event.kind];
			const failure = 'failure' in event ? event.failure : null;
			const same = now.state === to && JSON.stringify(now.failure) === JSON.stringify(failure);
			if (same && !event.values) return true;
			write(
				() =>
					db
						.update(tables.pups)
						.set({ ...event.values, state: to, failure })
						.where(eq(tables.pups.id, id))
						.run(),
				() => signals.publish('changed', id)
			);
			return true;
		}
	};
}

/** What the database says when a state is written past its writer, or goes where no event leads. */
export const STATE_REFUSED = 'a pup’s state is written by its state machine alone';

/**
 * Has the database refuse every write of a state but those of the writer, and of those all that
 * {@link EVENTS} does not lead to. Triggers of the connection: they are made again at each start
 * and need no migration when the table changes.
 * @returns the way to write: one transaction of a statement that may write states, and of what
 *   follows from it
 */
function guardStates(database: Database): (statement: () => unknown, then: () => void) => void {
	let writing = false;
	const { raw } = database;
	raw.function('pup_state_writer', () => (writing ? 1 : 0));
	const refuse = `SELECT RAISE(ABORT, '${STATE_REFUSED}')`;
	const moves = PUP_STATES.flatMap((from) => [from, ...TRANSITIONS[from]].map((to) => `'${from}>${to}'`));
	const trigger = (name: string, on: string, unless: string) =>
		`DROP TRIGGER IF EXISTS temp.${name}; CREATE TEMP TRIGGER ${name} BEFORE ${on} ON main.pups
		WHEN NOT (pup_state_writer() AND ${unless}) BEGIN ${refuse}; END;`;
	raw.exec(
		trigger('pup_state_insert', 'INSERT', "NEW.state = 'installing'") +
			trigger('pup_state_update', 'UPDATE OF state', `OLD.state || '>' || NEW.state IN (${moves.join()})`) +
			trigger('pup_state_delete', 'DELETE', `OLD.state || '>purged' IN (${moves.join()})`)
	);
	return (statement, then) =>
		database.transaction(() => {
			writing = true;
			try {
				statement();
			} finally {
				writing = false;
			}
			then();
		});
}

function wrongState(name: string, from: PupState, to: End): BoxError {
	return new BoxError({
		code: 'wrong-state',
		status: 409,
		message: `${name} is ${from}; it cannot become ${to} from there.`
	});
}

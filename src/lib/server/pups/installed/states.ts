/**
 * The states of an installed pup, the events between them, and the only writer of `pups.state`. Job
 * steps and the reconciler report events; the table below decides the resulting state. The database
 * refuses a state that is written elsewhere, or that the table does not allow.
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

/** Whether a container of a pup in this state may exist. */
export function mayRun(state: PupState): boolean {
	return WITH_CONTAINER.includes(state);
}

/**
 * Events of a pup: the states in which each may happen, and the resulting state. An event that
 * leads to the current state changes nothing.
 * - `broken` waits for a person: retry (installing, starting) or removal.
 * - `crashed` waits for the reconciler, which restarts the pup after a while.
 */
export const EVENTS = {
	/** Its installation was requested, for the first time or again. */
	'install-asked': { from: ['uninstalled', 'broken'], to: 'installing' },
	/** Another version was requested. */
	'update-asked': { from: ['stopped', 'broken'], to: 'updating' },
	/** Its files and root exist. */
	installed: { from: ['installing', 'updating', 'broken'], to: 'stopped' },
	/** Its files and root were removed, its data is kept. */
	uninstalled: { from: ['installing', 'stopped', 'broken'], to: 'uninstalled' },
	/** Its container is being started. */
	'start-begun': { from: ['stopped', 'crashed', 'broken'], to: 'starting' },
	/** All its services run. */
	'services-up': { from: ['starting', 'crashed'], to: 'running' },
	/** A service that should run does not. */
	'service-down': { from: ['starting', 'running'], to: 'crashed' },
	/** Its container is being stopped. */
	'stop-begun': { from: ['starting', 'running', 'crashed', 'broken'], to: 'stopping' },
	/** It does not have a container any more. */
	'container-gone': { from: ['starting', 'running', 'stopping', 'crashed', 'broken'], to: 'stopped' },
	/** An action failed, and a person has to decide. */
	failed: { from: ['installing', 'updating', 'stopped', 'starting', 'stopping', 'crashed'], to: 'broken' },
	/** Everything of it was removed. */
	purged: { from: ['installing', 'stopped', 'broken', 'uninstalled'], to: 'purged' }
} as const satisfies Record<string, { from: readonly PupState[]; to: End }>;

export type EventKind = keyof typeof EVENTS;
/** Events with a reason. */
type WithFailure = 'service-down' | 'failed';

/** Values written together with a state. */
export type WithState = Partial<Omit<PupRow, 'id' | 'state' | 'failure'>>;

/** An event of a pup. `values` are written together with the resulting state. */
export type PupEvent =
	| { kind: Exclude<EventKind, WithFailure | 'purged'>; values?: WithState }
	| { kind: WithFailure; failure: Failure; values?: WithState }
	| { kind: 'purged' };

/** The states that some event leads to, by the state before. */
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
 * Whether an event is valid in this state: it leads to another state, or the pup is already in its
 * target state.
 */
export function mayHappen(state: PupState, kind: EventKind): boolean {
	const { from, to }: { from: readonly PupState[]; to: End } = EVENTS[kind];
	return state === to || from.includes(state);
}

export interface StateMachine {
	/** Writes a new pup's row, in state `installing`. */
	admit(row: Omit<PupRow, 'state' | 'failure'>): void;
	/**
	 * Applies an event. Writes nothing where nothing changes.
	 * @returns false when the pup does not exist any more
	 * @throws BoxError 409 `wrong-state` when the event is not valid in the pup's state
	 */
	transition(id: string, event: PupEvent): boolean;
}

/**
 * Creates the only writer of states.
 * @param deps.signals published in the transaction of the write, so that a state and its
 * consequences are one write to the disk
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

/** The database's error for a state that is written elsewhere or that no event leads to. */
export const STATE_REFUSED = 'a pup’s state is written by its state machine alone';

/**
 * Makes the database refuse every write of a state except those of the state machine, and
 * transitions that {@link EVENTS} does not contain. Uses temporary triggers of the connection: they
 * are created at each start and need no migration when the table changes.
 * @returns the write function: runs a statement that may write states, and its consequences, in one
 * transaction
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

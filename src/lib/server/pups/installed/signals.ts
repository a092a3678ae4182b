/** What the rooms of pups tell each other. Who tells knows nobody who listens. */

export interface PupSignals {
	/** Something that is shown of a pup has changed. Told within the transaction of the change. */
	changed: string;
	/** A pup's row has ended. Told within its transaction. */
	removed: string;
	/** A job of a pup has ended, and has let go of its locks. */
	jobEnded: string;
}

export interface Signals {
	/** @param id of the pup */
	tell<Kind extends keyof PupSignals>(kind: Kind, id: PupSignals[Kind]): void;
	/**
	 * Calls `fn` each time, in the order in which listeners came. What it throws reaches who told.
	 */
	on<Kind extends keyof PupSignals>(kind: Kind, fn: (id: PupSignals[Kind]) => void): void;
}

export function createSignals(): Signals {
	const listeners: { [Kind in keyof PupSignals]: ((id: string) => void)[] } = {
		changed: [],
		removed: [],
		jobEnded: []
	};
	return {
		tell(kind, id) {
			for (const fn of listeners[kind]) fn(id);
		},
		on: (kind, fn) => void listeners[kind].push(fn)
	};
}

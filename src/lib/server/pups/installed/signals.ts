/** Signals between the rooms of pups. Who publishes knows no subscriber. */

export interface PupSignals {
	/** Something that is shown of a pup has changed. Published within its transaction. */
	changed: string;
	/** A pup's row has ended. Published within its transaction. */
	removed: string;
	/** A job of a pup has ended, and has let go of its locks. */
	jobEnded: string;
}

export interface Signals {
	/** @param id of the pup */
	publish<Kind extends keyof PupSignals>(kind: Kind, id: PupSignals[Kind]): void;
	/**
	 * Calls `fn` each time, in the order of subscription. What it throws reaches the publisher.
	 */
	subscribe<Kind extends keyof PupSignals>(kind: Kind, fn: (id: PupSignals[Kind]) => void): void;
}

export function createSignals(): Signals {
	const listeners: { [Kind in keyof PupSignals]: ((id: string) => void)[] } = {
		changed: [],
		removed: [],
		jobEnded: []
	};
	return {
		publish(kind, id) {
			for (const fn of listeners[kind]) fn(id);
		},
		subscribe: (kind, fn) => void listeners[kind].push(fn)
	};
}

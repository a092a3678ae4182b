/** Signals between the modules of pups. Publishers do not know the subscribers. */

export interface PupSignals {
	/** A displayed value of a pup has changed. Published within the transaction. */
	changed: string;
	/** A pup's row was deleted. Published within the transaction. */
	removed: string;
	/** A job of a pup has ended and released its locks. */
	jobEnded: string;
}

export interface Signals {
	/** @param id id of the pup */
	publish<Kind extends keyof PupSignals>(kind: Kind, id: PupSignals[Kind]): void;
	/**
	 * Calls `fn` each time, in the order of subscription. Its errors propagate to the publisher.
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

/** One operation at a time for each key, in the order in which they came. */
export type Locks = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** Makes a set of locks. */
export function createLocks(): Locks {
	const tails = new Map<string, Promise<unknown>>();
	return (key, work) => {
		const run = (tails.get(key) ?? Promise.resolve()).then(work, work);
		const tail = run.catch(() => {});
		tails.set(key, tail);
		void tail.then(() => {
			if (tails.get(key) === tail) tails.delete(key);
		});
		return run;
	};
}

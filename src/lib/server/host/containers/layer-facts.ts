/** Caches facts about layers, which never change after they are written. */

/** Maximum number of cached answers per cache. */
const MOST_REMEMBERED = 4096;

/**
 * Creates a cache for one kind of fact about layers. Failures are not cached.
 * @returns looks an answer up by key; calls `read` for an unknown key
 */
export function createLayerFacts<Fact>(): (key: string, read: () => Promise<Fact>) => Promise<Fact> {
	const remembered = new Map<string, Promise<Fact>>();
	return (key, read) => {
		let fact = remembered.get(key);
		if (!fact) {
			fact = read();
			fact.catch(() => remembered.delete(key));
			if (remembered.size >= MOST_REMEMBERED) remembered.clear();
			remembered.set(key, fact);
		}
		return fact;
	};
}

/** What was read from layers, which change no more: read once, for as long as there is room. */

/** So many answers are remembered of each kind. */
const MOST_REMEMBERED = 4096;

/**
 * Creates a memory for one kind of question about layers. A failure is not remembered.
 * @returns answers by a key; `read` is called where it is not known
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

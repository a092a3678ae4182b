/** A bounded map of the entries that were set last. */

class Recent<K, V> extends Map<K, V> {
	readonly #most: number;

	constructor(most: number) {
		super();
		this.#most = most;
	}

	override set(key: K, value: V): this {
		this.delete(key);
		super.set(key, value);
		if (this.size > this.#most) this.delete(this.keys().next().value as K);
		return this;
	}
}

/**
 * A map with a bounded number of entries. A set entry moves to the end, and the oldest one is
 * removed. To keep recently used entries, set them again on each use.
 * @param most maximum number of entries
 */
export const createRecent = <K, V>(most: number): Map<K, V> => new Recent(most);

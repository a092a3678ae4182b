/** What was kept last. */

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
 * A map of so many entries: what is set goes to its end, and the entry at its beginning, which was
 * set longest ago, makes room. To keep what was used last, set it again where it is used.
 * @param most entries
 */
export const createRecent = <K, V>(most: number): Map<K, V> => new Recent(most);

/** Container parts under construction: processes are created in parallel and start afterwards. */

const pending = new Map<string, Set<Promise<unknown>>>();

/** Registers a part of a container until it is finished. */
export async function asPartOf<T>(id: string, work: Promise<T>): Promise<T> {
	const parts = pending.get(id) ?? new Set();
	pending.set(id, parts.add(work));
	try {
		return await work;
	} finally {
		parts.delete(work);
		if (parts.size === 0 && pending.get(id) === parts) pending.delete(id);
	}
}

/**
 * Waits for all parts that are under construction now.
 * @throws the failure of one of them, after all have settled
 */
export async function partsMade(id: string): Promise<void> {
	const ends = await Promise.allSettled([...(pending.get(id) ?? [])]);
	const failed = ends.find((end) => end.status === 'rejected');
	if (failed) throw failed.reason;
}

/** What is just being made of a container: its processes are created beside it, and begin after. */

const pending = new Map<string, Set<Promise<unknown>>>();

/** Remembers a part of a container for as long as it is being made. */
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
 * Waits for all parts that are being made now.
 * @throws the failure of one of them, when all are over
 */
export async function partsMade(id: string): Promise<void> {
	const ends = await Promise.allSettled([...(pending.get(id) ?? [])]);
	const failed = ends.find((end) => end.status === 'rejected');
	if (failed) throw failed.reason;
}

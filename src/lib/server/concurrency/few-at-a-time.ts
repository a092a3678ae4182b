/**
 * Processes items in order, a few at a time. The first failure aborts the others. The function
 * rejects only after all have ended, so the caller may then remove what they wrote to.
 * @param most items in process at the same time
 * @param work receives a signal that is aborted with `signal`, or when another item has failed
 * @throws the signal's reason; otherwise the first failure
 */
export async function fewAtATime<Item>(
	items: readonly Item[],
	most: number,
	signal: AbortSignal,
	work: (item: Item, signal: AbortSignal, at: number) => Promise<void>
): Promise<void> {
	const failed = new AbortController();
	const ended = AbortSignal.any([signal, failed.signal]);
	const waiting = items.entries();
	async function worker(): Promise<void> {
		try {
			// All workers take from the same iterator.
			for (const [at, item] of waiting) {
				ended.throwIfAborted();
				await work(item, ended, at);
			}
		} catch (error) {
			failed.abort(error);
		}
	}
	await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
	signal.throwIfAborted();
	failed.signal.throwIfAborted();
}

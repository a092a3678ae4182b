/**
 * Works through items in their order, a few at a time. The first failure ends the others, and all
 * have ended when it is told: what they wrote to may be taken away then.
 * @param most items in work at the same time
 * @param work gets a signal that is aborted with `signal`, or where another has failed
 * @throws the signal's reason; else the first failure
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
			// All take from the same iterator.
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

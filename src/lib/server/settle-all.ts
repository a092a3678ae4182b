/**
 * The results of work that goes on side by side, or its first failure once all has settled: nothing
 * is still being made while the caller takes it away.
 * @throws the failure that stands first in the list
 */
export async function settleAll<const Work extends readonly unknown[]>(
	work: Work
): Promise<{ -readonly [Place in keyof Work]: Awaited<Work[Place]> }> {
	const results = await Promise.allSettled(work);
	const failed = results.find((result) => result.status === 'rejected');
	if (failed) throw failed.reason;
	return results.map((result) => (result as PromiseFulfilledResult<unknown>).value) as never;
}

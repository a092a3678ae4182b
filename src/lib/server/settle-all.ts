/**
 * Waits for parallel work. Returns the results, or throws the first failure after everything has
 * settled: nothing is still being created while the caller cleans up.
 * @throws the first failure in the order of the list
 */
export async function settleAll<const Work extends readonly unknown[]>(
	work: Work
): Promise<{ -readonly [Place in keyof Work]: Awaited<Work[Place]> }> {
	const results = await Promise.allSettled(work);
	const failed = results.find((result) => result.status === 'rejected');
	if (failed) throw failed.reason;
	return results.map((result) => (result as PromiseFulfilledResult<unknown>).value) as never;
}

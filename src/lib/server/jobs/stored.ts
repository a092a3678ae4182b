/**
 * Returns a value as it is read back from its row, so that a step gets the same value before and
 * after a restart.
 */
export function asStored(value: unknown): unknown {
	return JSON.parse(JSON.stringify(value ?? null)) as unknown;
}

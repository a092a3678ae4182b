/**
 * A value as it comes back from its row: what a step gets now is what it would get after a restart.
 */
export function asStored(value: unknown): unknown {
	return JSON.parse(JSON.stringify(value ?? null)) as unknown;
}

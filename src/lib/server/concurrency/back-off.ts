/** Waiting longer after each failure. */

export interface BackOffRule {
	/** After the first failure, milliseconds. */
	firstMs: number;
	/** Longest wait, milliseconds. */
	mostMs: number;
	/** Times as long after each further failure; default 2. */
	factor?: number;
}

/**
 * How long to wait.
 * @param failures in a row, the last one included; none is no wait
 * @returns milliseconds
 */
export function backOff({ firstMs, mostMs, factor = 2 }: BackOffRule, failures: number): number {
	return failures <= 0 ? 0 : Math.min(mostMs, firstMs * factor ** (failures - 1));
}

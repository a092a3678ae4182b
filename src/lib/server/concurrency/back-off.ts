/** Computes delays that increase with each failure. */

export interface BackOffRule {
	/** Delay after the first failure, milliseconds. */
	firstMs: number;
	/** Maximum delay, milliseconds. */
	mostMs: number;
	/** Factor of the delay after each further failure; default 2. */
	factor?: number;
}

/**
 * Returns the delay.
 * @param failures consecutive failures, including the last one; zero means no delay
 * @returns milliseconds
 */
export function backOff({ firstMs, mostMs, factor = 2 }: BackOffRule, failures: number): number {
	return failures <= 0 ? 0 : Math.min(mostMs, firstMs * factor ** (failures - 1));
}

import { createHash } from 'node:crypto';

/**
 * Name of a layer: SHA-256 (hex) of what goes into it, so that equal inputs share one layer.
 * @param inputs plain JSON; the order of members counts
 */
export function layerId(inputs: Record<string, unknown>): string {
	return createHash('sha256').update(JSON.stringify(inputs)).digest('hex');
}

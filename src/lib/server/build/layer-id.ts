import { createHash } from 'node:crypto';

/**
 * Id of a layer: SHA-256 (hex) of its inputs, so that equal inputs share one layer.
 * @param inputs plain JSON; the order of members matters
 */
export function layerId(inputs: Record<string, unknown>): string {
	return createHash('sha256').update(JSON.stringify(inputs)).digest('hex');
}

/** Derives from the attention list what pages show. Pure. */
import type { AttentionItem } from '$lib/contract/attention.ts';
import type { Tone } from './tones.ts';

/**
 * Whether the owner has to do something about an item. The header counts these items; others are
 * only good to know.
 */
export const needsOwner = ({ severity }: Pick<AttentionItem, 'severity'>) => severity !== 'info';

/**
 * Returns how many items the owner has to do something about, as the header of each page shows it;
 * null when there are none.
 *
 * @param items the list; items that are only good to know do not count
 */
export function needsWords(
	items: readonly Pick<AttentionItem, 'severity'>[]
): { count: number; text: string; tone: Tone } | null {
	const count = items.filter(needsOwner).length;
	if (count === 0) return null;
	return {
		count,
		text: count === 1 ? '1 thing needs you' : `${count} things need you`,
		tone: items.some(({ severity }) => severity === 'critical') ? 'bad' : 'warn'
	};
}

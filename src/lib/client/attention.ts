/** What pages make of the list of attention. Pure. */
import type { AttentionItem } from '$lib/contract/attention.ts';
import type { Tone } from './tones.ts';

/**
 * Whether the owner has to do something about it, which the header counts; the rest is good to
 * know.
 */
export const needsOwner = ({ severity }: Pick<AttentionItem, 'severity'>) => severity !== 'info';

/**
 * How many things the owner has to do something about, as the header of each page says it;
 * null where there is none.
 *
 * @param items the list; what is only good to know does not count
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

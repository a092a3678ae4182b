/** What pages make of the list of attention. Pure. */
import type { AttentionItem } from '$lib/contract/attention.ts';
import type { Tone } from './tones.ts';

type Told = Pick<AttentionItem, 'severity' | 'subject'>;

/**
 * How many things the owner has to do something about, as the header and the home page say it; null
 * where there is none.
 *
 * @param items the list; what is only good to know does not count
 */
export function needsWords(items: readonly Told[]): { text: string; tone: Tone } | null {
	const count = items.filter(({ severity }) => severity !== 'info').length;
	if (count === 0) return null;
	return {
		text: count === 1 ? '1 thing needs you' : `${count} things need you`,
		tone: items.some(({ severity }) => severity === 'critical') ? 'bad' : 'warn'
	};
}

/** Pups that are named in the list, so that they can stand first. */
export function pupsInNeed(items: readonly Told[]): ReadonlySet<string> {
	return new Set(
		items.flatMap(({ subject, severity }) => (subject?.kind === 'pup' && severity !== 'info' ? [subject.id] : []))
	);
}

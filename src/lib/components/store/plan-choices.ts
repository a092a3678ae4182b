/** What an owner chose of a plan, as it stands in an address and in a form. Pure. */
import type { PlannedWire } from '$lib/contract/wiring.ts';

/** Name of a choice in an address: each is JSON of its own. */
export const PROVIDE = 'provide';

/** The value of a form’s field, as `read-choices.ts` reads it. */
export const choiceText = (
	{ of, interface: name }: Pick<PlannedWire, 'of' | 'interface'>,
	provider: string | null
): string => JSON.stringify({ of, interface: name, provider });

/** An address with these choices instead of those it has. */
export function withChoices(address: URL, texts: readonly string[]): string {
	const query = new URLSearchParams(address.searchParams);
	query.delete(PROVIDE);
	for (const text of texts) query.append(PROVIDE, text);
	return `${address.pathname}?${query.toString()}`;
}

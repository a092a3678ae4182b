/** What an owner chose of a plan, as it stands in an address and in a form. Pure. */
import type { PlannedWire } from '$lib/contract/wiring.ts';

/** Names of choices in an address: each is JSON of its own. */
export const PROVIDE = 'provide';
export const GRANT = 'grant';

/** The value of a form’s field, as `read-choices.ts` reads it. */
export const choiceText = (
	{ of, interface: name }: Pick<PlannedWire, 'of' | 'interface'>,
	provider: string | null
): string => JSON.stringify({ of, interface: name, provider });

/** The same of an optional group that is granted. */
export const grantText = ({ of, interface: name }: Pick<PlannedWire, 'of' | 'interface'>, group: string): string =>
	JSON.stringify({ of, interface: name, group });

/** An address with these choices instead of those it has. */
export function withChoices(
	address: URL,
	{ provide, grant }: { provide: readonly string[]; grant: readonly string[] }
): string {
	const query = new URLSearchParams(address.searchParams);
	query.delete(PROVIDE);
	query.delete(GRANT);
	for (const text of provide) query.append(PROVIDE, text);
	for (const text of grant) query.append(GRANT, text);
	return `${address.pathname}?${query.toString()}`;
}

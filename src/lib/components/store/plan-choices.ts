/** An owner's choices for a plan, as text in an address or a form. Pure. */
import type { PlannedWire } from '$lib/contract/wiring.ts';

/** Names of choices in an address. Each value is JSON. */
export const PROVIDE = 'provide';
export const GRANT = 'grant';

/** The value of a form’s field, in the format of `read-choices.ts`. */
export const choiceText = (
	{ of, interface: name }: Pick<PlannedWire, 'of' | 'interface'>,
	provider: string | null
): string => JSON.stringify({ of, interface: name, provider });

/** The value for an optional group that is granted. */
export const grantText = ({ of, interface: name }: Pick<PlannedWire, 'of' | 'interface'>, group: string): string =>
	JSON.stringify({ of, interface: name, group });

/** Replaces the choices in an address. */
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

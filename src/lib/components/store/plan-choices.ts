/** What an owner chose of a plan, in the address of a store page and in its forms. Pure. */
import * as v from 'valibot';
import { planChoice, type PlanChoice, type PlannedWire } from '$lib/contract/wiring.ts';

/** Name of a choice in an address: each is JSON of its own. */
export const PROVIDE = 'provide';
/** Choices that are read of one address. */
const MOST = 100;

/** One choice as text. */
export const choiceText = (
	{ of, interface: name }: Pick<PlannedWire, 'of' | 'interface'>,
	provider: string | null
): string => JSON.stringify({ of, interface: name, provider });

/** The choices in an address or a form; what is none is left out. */
export function readChoices(texts: readonly unknown[]): PlanChoice[] {
	return texts.slice(0, MOST).flatMap((text) => {
		try {
			const read = v.safeParse(planChoice, JSON.parse(typeof text === 'string' ? text : ''));
			return read.success ? [read.output] : [];
		} catch {
			return [];
		}
	});
}

/** An address with these choices instead of those it has. */
export function withChoices(address: URL, texts: readonly string[]): string {
	const query = new URLSearchParams(address.searchParams);
	query.delete(PROVIDE);
	for (const text of texts) query.append(PROVIDE, text);
	return `${address.pathname}?${query.toString()}`;
}

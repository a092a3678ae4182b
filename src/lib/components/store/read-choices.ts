/** Reads what an owner chose of a plan. For the server: browsers need no schema for it. Pure. */
import * as v from 'valibot';
import { planChoice, type PlanChoice } from '$lib/contract/wiring.ts';

/** Choices that are read of one address. */
const MOST = 100;

/** The choices in an address; what is none is left out. */
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
